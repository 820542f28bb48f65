import type { Findings } from '../findings.js';
import { readSql } from '../read-sql.js';
import type { Tool } from '../tool.js';

const NAMES = 2_000;
const STATEMENT_LINES = 100;

/**
 * node-pg-migrate 9: the names first, then each one's SQL. All is one transaction, unless told otherwise. A dry run
 * prints `dry run` before that, and all else as a real run does.
 */
export const NODE_PG_MIGRATE: Tool = {
  name: 'node-pg-migrate',
  rules: [
    [/^dry run$/, (it) => (it.isDry = true)],
    [
      /^> Migrating files:$/,
      (it) =>
        it.readOn(NAMES, (text) => {
          const id = /^> - (\S{1,300})$/.exec(text)?.[1];
          if (id !== undefined) it.listAs(id, 'pending');
          return id !== undefined;
        }),
    ],
    [
      /^### MIGRATION (\S{1,300}) \(UP\) ###$/,
      (it, [, id = ''], opening) => {
        it.applyBegun();
        if (!it.isDry) it.begin(id);
        else {
          it.listAs(id, 'pending');
          readSql(it, { id, opening });
        }
      },
    ],
    [/^No migrations to run!$/, (it) => it.recognise()],
    [/^> Rolling back attempted migration \.\.\.$/, (it) => it.takeBack()],
    [/^Migrations complete!$/, (it) => complete(it)],
  ],
  later: [
    [/^COMMIT;$/, (it) => it.settle()],
    [/^Error executing:$/, (it) => fail(it)],
  ],
};

/** Where it does not print the SQL, this is all that it says. */
function complete(it: Findings): void {
  it.recognise();
  if (it.isDry) {
    it.isDry = false;
    return;
  }
  it.applyBegun();
  for (const { id, state } of it.list) if (state === 'pending') it.apply(id);
}

function fail(it: Findings): void {
  it.fail({ id: it.stateOf(it.current) === 'begun' ? it.current : '' });
  const statement: string[] = [];
  it.readOn(STATEMENT_LINES, (text) => {
    const error = /^(?:error|\w{0,60}Error): (.*)$/.exec(text)?.[1];
    if (error === undefined) statement.push(text);
    else it.addToFailure({ error, statement: statement.join('\n') });
    return error === undefined;
  });
}
