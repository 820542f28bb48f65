import { readDuration } from '../duration.js';
import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const ERROR_LINES = 40;
const SQL_LINES = 2_000;
const ERROR = /^In \S{1,100}\.php line \d{1,9}:$/;
/** `(SQL: …)` behind the error, since 10 with the connection before it. */
const CONTEXT = / \((?:Connection: [^()]{1,300} )?SQL: /;
const NAME = '\\d{4}_\\d\\d_\\d\\d_\\d{6}_\\w{1,200}';

/** Laravel 8: `Migrating: x`, `Migrated:  x (12.3ms)`. From 9 on: `2024_01_01_000000_x ....... 12ms DONE`. */
export const LARAVEL: Tool = {
  name: 'Laravel',
  rules: [
    [new RegExp(`^Migrating: (${NAME})$`), (it, [, id = '']) => it.begin(id)],
    [
      new RegExp(`^Migrated: {1,2}(${NAME})(?: \\(([\\d.,]{1,15}(?:ms|s| seconds))\\))?$`),
      (it, [, id = '', took = '']) => it.apply(id, readDuration(took.replaceAll(',', ''))),
    ],
    [
      new RegExp(`^(${NAME}) \\.{2,300} ?([\\d.,]{1,15}m?s)? ?(DONE|FAIL|RUNNING|Pending)$`),
      (it, [, id = '', took = '', state = '']) => readTask(it, id, { took, state }),
    ],
    [
      new RegExp(`^(${NAME}) \\.{2,300} \\[\\d{1,9}\\] Ran$`),
      (it, [, id = '']) => it.listAs(id, 'applied-before'),
    ],
    [new RegExp(`^(${NAME}) \\.{2,300}$`), (it, [, id = '']) => readBullets(it, id)],
    [new RegExp(`^(${NAME}): (\\S.*)$`), (it, [, id = '', query = '']) => readQuery(it, id, query)],
    [/^Nothing to migrate\.$/, (it) => it.recognise()],
    [/^[|] Ran\? [|] Migration {1,300}[|] Batch [|]$/, (it) => it.recognise()],
  ],
  later: [
    [
      new RegExp(`^[|] (Yes|No) {1,4}[|] (${NAME}) {1,300}[|] \\d{0,9} {1,9}[|]$`),
      (it, [, ran = '', id = '']) => it.listAs(id, ran === 'Yes' ? 'applied-before' : 'pending'),
    ],
    [ERROR, (it) => readError(it)],
    [/^(?:\w{1,60}\\){1,6}\w{0,60}Exception$/, (it) => readError(it)],
  ],
};

function readTask(
  it: Findings,
  id: string,
  { took, state }: { readonly took: string; readonly state: string },
): void {
  if (state === 'DONE') it.apply(id, readDuration(took.replaceAll(',', '')));
  else if (state === 'FAIL') it.fail({ id });
  else if (state === 'Pending') it.listAs(id, 'pending');
  else it.begin(id);
}

/** `migrate --pretend` from 9 on: the name, and each statement behind `⇂`. */
function readBullets(it: Findings, id: string): void {
  it.listAs(id, 'pending');
  it.sql.drop(id);
  it.readOn(SQL_LINES, (text) => {
    const statement = /^⇂ (.*)$/.exec(text)?.[1];
    if (statement !== undefined) addStatement(it, id, statement);
    return statement !== undefined || text === '';
  });
}

/** `migrate --pretend` of 8: the name before each statement, if the migration's class has no name of its own. */
function readQuery(it: Findings, id: string, query: string): void {
  it.listAs(id, 'pending');
  addStatement(it, id, query);
  it.readOn(SQL_LINES, (text, { whole }) => {
    const isMore = text !== '' && !ERROR.test(text);
    if (isMore) it.sql.add(id, whole);
    return isMore;
  });
}

/** Statements have no semicolon at their end. */
function addStatement(it: Findings, id: string, statement: string): void {
  it.sql.add(id, '');
  it.sql.add(id, statement);
}

/** The error is broken into lines, and ends with an empty one: `SQLSTATE[…]: … (Connection: x, SQL: …)`. */
function readError(it: Findings): void {
  // Behind the first error stand those that caused it, which say less.
  if (it.error !== '') return;
  const state = it.stateOf(it.current);
  it.fail({ id: state === 'begun' || state === 'failed' ? it.current : '' });
  const words: string[] = [];
  it.readOn(ERROR_LINES, (text) => {
    if (text !== '') words.push(text);
    const all = words.join(' ');
    const [sql] = CONTEXT.exec(all) ?? [];
    it.addToFailure({ error: sql === undefined ? all : all.slice(0, all.indexOf(sql)) });
    const statement = sql === undefined ? '' : all.slice(all.indexOf(sql) + sql.length);
    if (statement !== '') it.addToFailure({ statement: statement.replace(/\)$/, '') });
    return text !== '' || words.length === 0;
  });
}
