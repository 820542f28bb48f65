import { cutText } from '../text/format.js';
import { ID_LENGTH } from './found.js';

/** How much of one migration's SQL is kept, and of all SQL in one log, in characters. */
const LENGTH = 20_000;
const TOTAL = 400_000;
/** The last line of SQL that was cut: a comment in every database that these tools know. */
export const CUT = '-- The rest is cut.';

interface Kept {
  readonly lines: string[];
  length: number;
  isCut: boolean;
}

/** The SQL of migrations, as a tool prints it: bounded, whatever the log holds. */
export class SqlTexts {
  private readonly kept = new Map<string, Kept>();
  private total = 0;

  /** Takes the next line of a migration's SQL. */
  add(id: string, line: string): void {
    const key = toKey(id);
    const it = this.kept.get(key) ?? { lines: [], length: 0, isCut: false };
    this.kept.set(key, it);
    const isRepeated = line === '' && (it.lines.at(-1) ?? '') === '';
    if (it.isCut || isRepeated) return;
    const cost = line.length + 1;
    if (it.length + cost > LENGTH || this.total + cost > TOTAL) {
      it.isCut = true;
      return;
    }
    it.lines.push(line);
    it.length += cost;
    this.total += cost;
  }

  /** The SQL without empty lines around it; empty where none was told. */
  textOf(id: string): string {
    const { lines, isCut } = this.kept.get(toKey(id)) ?? { lines: [], isCut: false };
    return [...lines, ...(isCut ? [CUT] : [])].join('\n').trimEnd();
  }

  /** Forgets the SQL of a migration. */
  drop(id: string): void {
    const key = toKey(id);
    this.total -= this.kept.get(key)?.length ?? 0;
    this.kept.delete(key);
  }
}

function toKey(id: string): string {
  return cutText(id.trim(), ID_LENGTH);
}
