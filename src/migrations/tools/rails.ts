import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const NAMES = 5_000;
const TRACE_LINES = 300;
const FRAME = /^(\S{0,300}db\/(?:\w{0,60}_?)migrate\/(\d{1,20}_\w{1,200})\.rb):(\d{1,9}):in /;
/** What it prints between the error and the trace, or in place of an error. */
const NO_ERROR = /^(?:Caused by:|Tasks: TOP|\(See full trace)/;

/**
 * Rails 6 to 8: `== 20240101 AddTotals: migrating ===`, and `migrated (0.0020s)`. The error goes to stderr, often
 * before what was printed earlier; it names the migration by its file in the trace alone.
 */
export const RAILS: Tool = {
  name: 'Rails',
  rules: [
    [
      /^== (\d{1,20}) ([A-Z]\w{0,200}): migrating =+$/,
      (it, [, version = '', name = '']) => it.begin(nameFile(version, name)),
    ],
    [
      /^== (\d{1,20}) ([A-Z]\w{0,200}): migrated \((\d{1,9}\.\d{1,9}s)\) =+$/,
      (it, [, version = '', name = '', took = '']) =>
        it.apply(nameFile(version, name), readDuration(took)),
    ],
    [
      /^(?:StandardError: )?An error has occurred, (?:this and )?all later migrations canceled:$/,
      (it) => fail(it),
    ],
    [/^Status {1,9}Migration ID {1,9}Migration Name$/, (it) => it.recognise()],
    [
      /^You have (\d{1,9}) pending migrations?:$/,
      (it, [, count]) => listPending(it, Number(count)),
    ],
  ],
  later: [
    [
      /^-- (\w{1,100}\(.*\))$/,
      (it, [, statement = '']) => {
        it.mark = statement;
        it.addToFailure({ statement });
      },
    ],
    [/^-> \d{1,9}\.\d{1,9}s$/, (it) => (it.mark = '')],
    [
      /^(up|down) {1,9}(\d{1,20}) {1,9}(\S.{0,200})$/,
      (it, [, state = '', version = '', name = '']) =>
        it.listAs(
          `${version}_${name.toLowerCase().replaceAll(' ', '_')}`,
          state === 'up' ? 'applied-before' : 'pending',
        ),
    ],
  ],
};

/** `db:abort_if_pending_migrations`: `20240101 AddTotals`. */
function listPending(it: Findings, count: number): void {
  it.tellPending(count);
  it.readOn(NAMES, (text) => {
    const [, version = '', name = ''] = /^(\d{1,20}) ([A-Z]\w{0,200})$/.exec(text) ?? [];
    if (version !== '') it.listAs(nameFile(version, name), 'pending');
    return version !== '';
  });
}

/** Its file: `20240101_add_totals`, by Rails' own rule for names. */
function nameFile(version: string, name: string): string {
  const words = name
    .replace(/([A-Z]{1,60})([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2');
  return `${version}_${words.toLowerCase()}`;
}

function fail(it: Findings): void {
  const id = it.stateOf(it.current) === 'begun' ? it.current : '';
  it.fail({ id, ...(it.mark === '' ? {} : { statement: it.mark }) });
  let isTold = false;
  it.readOn(TRACE_LINES, (text) => {
    const [, file = '', name = '', line = ''] = FRAME.exec(text) ?? [];
    if (file !== '') {
      it.fail({ id: name, error: it.error, file, line: Number(line) });
      return false;
    }
    if (text !== '' && !isTold && !NO_ERROR.test(text)) it.addToFailure({ error: text });
    isTold ||= text !== '';
    return !text.startsWith('== ');
  });
}
