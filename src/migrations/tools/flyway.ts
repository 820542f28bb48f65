import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Failure } from '../found.js';
import type { Tool } from '../tool.js';

const DETAIL_LINES = 60;
const DETAIL = /^(Message|Location|Line|Statement|SQL State|Error Code) {0,12}: (.*)$/;

/** Flyway 9 to 13. It prints what it begins, and the number of all at the end. */
export const FLYWAY: Tool = {
  name: 'Flyway',
  endsQuietly: true,
  rules: [
    [
      /^Migrating schema \S{1,300} (?:to version|with repeatable migration) "?([^"]{1,300}?)"?(?: \[[^\]]{1,40}\]){0,3}$/,
      (it, [, id = '']) => {
        it.applyBegun();
        it.begin(id);
      },
    ],
    [
      /^Successfully applied \d{1,9} migrations? to schema .{0,600}?(?:\(execution time ([\d:.hms]{4,20})\))?$/,
      (it, [, took = '']) => succeed(it, took),
    ],
    [/^Schema \S{1,300} is up to date\. No migration necessary\.$/, (it) => it.recognise()],
    [
      /^\| Category {0,9} \| Version {0,99} \| Description {0,300} \| Type /,
      (it) => it.recognise(),
    ],
    [/^Current version of schema "[^"]{0,200}": /, (it) => it.recognise()],
    [
      /^(?:ERROR: )?Migration of schema \S{1,300} (?:to version|with repeatable migration) "?([^"]{1,300}?)"? failed! (.*)$/,
      (it, [, id = '', error = '']) => it.fail({ id, error }),
    ],
    [
      /^(?:ERROR: |\S{0,200}FlywaySqlScriptException: )?(?:Failed to execute script|Migration) ((?:[VRB]\S*__\S+)\.\w{1,10})(?: failed)?$/,
      (it, [, script = '']) => readScript(it, script),
    ],
  ],
  later: [
    [/^ERROR: (.*)$/, (it, [, error = '']) => it.fail({ error })],
    [/^\| (?:Versioned|Repeatable) {0,9} \|(.{1,2000})\|$/, (it, [, row = '']) => readRow(it, row)],
  ],
};

const APPLIED: ReadonlySet<string> = new Set(['Success', 'Out of Order', 'Baseline']);

/** A row of `info`: `| Versioned | 2 | orders | SQL | 2026-11-23 15:00:01 | Success | No |`. */
function readRow(it: Findings, row: string): void {
  const cells = row.split('|').map((cell) => cell.trim());
  const [version = '', description = '', , when = '', state = ''] = cells;
  const id = version === '' ? description : `${version} - ${description}`;
  if (cells.length > 6 || id === '') return;
  if (state === 'Pending') it.listAs(id, 'pending');
  else if (APPLIED.has(state)) it.listAs(id, 'applied-before', when);
}

/** With one migration the whole time is its own. */
function succeed(it: Findings, took: string): void {
  const begun = it.list.filter(({ state }) => state === 'begun');
  const [only] = begun;
  const isOne = begun.length === 1 && it.applied === 0;
  it.applyBegun();
  if (only !== undefined && isOne) it.apply(only.id, readDuration(took));
  it.recognise();
}

function readScript(it: Findings, script: string): void {
  const isRunning = ['begun', 'failed'].includes(it.stateOf(it.current) ?? '');
  it.fail({ id: isRunning ? it.current : script, file: script });
  let statement = '';
  it.readOn(DETAIL_LINES, (text) => {
    const [, name = '', value = ''] = DETAIL.exec(text) ?? [];
    if (name === 'Statement') statement = value;
    else if (name !== '') it.addToFailure(readDetail(name, value));
    else if (statement !== '') statement += `\n${text}`;
    if (statement !== '') it.addToFailure({ statement });
    return statement === '' || text !== '';
  });
}

/** `Location` has the path in brackets, too; `Line` is 0 where it is not known. */
function readDetail(name: string, value: string): Failure {
  if (name === 'Message') return { error: value };
  if (name === 'Location') return { file: value.split(' (', 1)[0] ?? value };
  return name === 'Line' && Number(value) > 0 ? { line: Number(value) } : {};
}
