import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const STATEMENT_LINES = 4_000;

/** The command, as a shell with `set -x` or a wrapper prints it. */
const COMMAND = /^(?:[>$+]{1,2} )?(?:\S{0,200}\/)?atlas migrate apply\b(.*)$/;
const DRY_RUN = / --dry-run(?:=true)?(?: |$)/;

/**
 * Atlas 1: it prints its report when all is over. The line before the dashes is the error of what has no `-- ok`. With
 * `--dry-run` it prints the same.
 */
export const ATLAS: Tool = {
  name: 'Atlas',
  hidesDryRun: true,
  rules: [
    [COMMAND, (it, [, flags = '']) => (it.isDry = DRY_RUN.test(flags))],
    [/^Migration Status: (?:OK|PENDING)$/, (it) => it.recognise()],
    [
      /^Migrating to version \S{1,100}(?: from \S{1,100})? \(\d{1,9} migrations in total\):$/,
      (it) => it.recognise(),
    ],
    [
      /^-- migrating version (\S{1,100})$/,
      (it, [, id = '']) => {
        it.begin(id);
        it.sql.drop(id);
        readStatements(it, id);
      },
    ],
    [
      /^-- checks before migrating version (\S{1,100})$/,
      (it, [, id = '']) => {
        if (it.isKnown) readStatements(it, id);
      },
    ],
    [/^No migration files to execute$/, (it) => it.recognise()],
  ],
  later: [
    [/^Error: (.*)$/, (it, [, error = '']) => it.error || it.fail({ error })],
    [/^-- Next Version: {1,9}(\d\S{0,99})/, (it, [, id = '']) => it.listAs(id, 'pending')],
    [/^-- Pending Files: {1,9}(\d{1,9})/, (it, [, count]) => it.tellPending(Number(count))],
  ],
};

function readStatements(it: Findings, id: string): void {
  let statement = '';
  let last = '';
  it.readOn(STATEMENT_LINES, (text, { whole }) => {
    const took = /^-- ok \(([\d.a-zµ]{2,20})\)$/.exec(text)?.[1];
    const isOver = /^-{20,30}$/.test(text);
    if (took !== undefined) end(it, id, took);
    else if (!isOver) keepSql(it, id, toSql(text, whole));
    if (isOver && last !== '') it.fail({ id, error: last, statement });
    if (text.startsWith('-> ')) statement = text.slice(3);
    if (text !== '') last = text.startsWith('-> ') ? '' : text;
    return took === undefined && !isOver;
  });
}

/** After checks nothing has begun. */
function end(it: Findings, id: string, took: string): void {
  if (it.stateOf(id) !== 'begun') return;
  if (it.isDry) it.listAs(id, 'pending');
  else it.apply(id, readDuration(took));
}

function keepSql(it: Findings, id: string, line: string): void {
  if (it.stateOf(id) === 'begun') it.sql.add(id, line);
}

/** Further lines of a statement stand below its first letter. */
function toSql(text: string, whole: string): string {
  return text.startsWith('-> ') ? text.slice(3) : whole.replace(/^ {0,7}/, '');
}
