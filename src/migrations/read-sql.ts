import type { Findings } from './findings.js';
import type { ToolLine } from './unwrap.js';

/** A migration may insert row by row. What comes later is taken for lines of the log. */
const LINES = 100_000;

/**
 * Reads the lines after `opening` as the SQL of a migration, until `isOver` says so or a rule of the tool fits. SQL may
 * look like what programs put before a line, so that is removed only if the opening line had it.
 */
export function readSql(
  it: Findings,
  { id, opening }: { readonly id: string; readonly opening: ToolLine },
  isOver: (text: string) => boolean = () => false,
): void {
  const isBare = opening.prefix === '';
  it.sql.drop(id);
  it.readOn(LINES, (text, line) => {
    if (isOver(text)) return false;
    it.sql.add(id, isBare ? line.whole : text);
    return true;
  });
}
