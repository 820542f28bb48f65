import type { Findings } from '../findings.js';
import { readSql } from '../read-sql.js';
import type { Tool } from '../tool.js';

const REASON_LINES = 60;
const REASON_LENGTH = 6_000;
const SQL = ' [Failed SQL: ';
const NAMES = 5_000;
/** What `update-sql` prints after the SQL of the last changeset. */
const AFTER_SQL = /^(?:-- Release Database Lock|Liquibase command ')/;
const CODE = /^\([^()]{0,20}\) /;

/** Liquibase 4 and 5: a changeset is `file::id::author`. It prints what it begins, and a summary of all at the end. */
export const LIQUIBASE: Tool = {
  name: 'Liquibase',
  endsQuietly: true,
  rules: [
    [
      /^Running Changeset: (\S.*::.*::.*)$/,
      (it, [, id = '']) => {
        it.applyBegun();
        it.begin(id);
      },
    ],
    [/^Database is up to date, no changesets to execute$/, (it) => it.recognise()],
    [/^[^@\s]{0,200}@jdbc:\S{1,500} is up to date$/, (it) => it.recognise()],
    [
      /^(\d{1,9}) changesets? ha(?:s|ve) not been applied to \S/,
      (it, [, count], { prefix }) =>
        listPending(it, { count: Number(count), isBare: prefix === '' }),
    ],
    [
      /^-- {1,3}Changeset (\S.*::.*::.*)$/,
      (it, [, id = ''], opening) => {
        it.listAs(id, 'pending');
        readSql(it, { id, opening }, (text) => AFTER_SQL.test(text));
      },
    ],
    [
      /^(?:Unexpected error running Liquibase: )?(?:liquibase\.exception\.\w{1,60}: )?Migration failed for changeset (\S.*::.*::.*):$/,
      (it, [, id = '']) => fail(it, id),
    ],
  ],
  later: [
    [/^Liquibase: Update has been successful\./, (it) => it.applyBegun()],
    [/^Liquibase command '\w{1,30}' was executed successfully\.$/, (it) => it.applyBegun()],
    [/^Unexpected error running Liquibase: (.*)$/, (it, [, error = '']) => it.fail({ error })],
  ],
};

/**
 * `status` names them, unless `--verbose=false`. A name may begin like a logger's (`changelog.sql:`), which is removed
 * only if the line before had one.
 */
function listPending(
  it: Findings,
  { count, isBare }: { readonly count: number; readonly isBare: boolean },
): void {
  it.tellPending(count);
  it.readOn(NAMES, (text, { whole }) => {
    const id = /^\S.*::.*::.*$/.exec(isBare ? whole.trim() : text)?.[0];
    if (id !== undefined) it.listAs(id, 'pending');
    return id !== undefined;
  });
}

/** `Reason: <exception>: <error> [Failed SQL: (<code>) <statement>]`, over several lines. */
function fail(it: Findings, id: string): void {
  it.fail({ id, file: id.split('::', 1)[0] ?? '' });
  it.applyBegun();
  it.fail({ id });
  let reason = '';
  it.readOn(REASON_LINES, (text) => {
    if (reason === '' && !text.startsWith('Reason: ')) return text === '';
    reason = `${reason}\n${text}`.slice(0, REASON_LENGTH);
    const all = reason.trim().replace(/^Reason: (?:liquibase\.exception\.\w{1,60}: )?/, '');
    const at = all.indexOf(SQL);
    it.addToFailure({ error: at === -1 ? all : all.slice(0, at) });
    if (at === -1) return text !== '';
    const statement = all.slice(at + SQL.length).replace(CODE, '');
    it.addToFailure({ statement: statement.replace(/\]$/, '') });
    return !text.endsWith(']');
  });
}
