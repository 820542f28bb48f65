import { describe, expect, it } from '@jest/globals';
import { judgeFailure } from '../../../src/diagnosis/advice.js';
import { concludeLog } from '../../../src/migrations/conclude.js';
import { MigrationReader } from '../../../src/migrations/reader.js';
import { makeFailure } from '../../fakes/facts.js';

const READ_LOG = 'Fix the error that the hook logged, then redeploy.';
const MIGRATION = 'Fix the migration, then redeploy.';
const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied. Check the schema before you redeploy.';
const IN_PART = 'The hook may have done part of its work. Check that before you redeploy.';

const advise = (reason: string, ...texts: readonly string[]) => {
  const log = texts.map((text) => ({ time: '', text }));
  return judgeFailure({ reason, message: '' }, makeFailure({ log })).advice;
};

/** The same with what a reader of migrations finds in the log. */
const adviseRead = (...texts: readonly string[]) => {
  const log = texts.map((text) => ({ time: '', text }));
  const reader = new MigrationReader();
  reader.take(log);
  const migrated = { reports: concludeLog(reader.found, 'failed'), error: '' };
  return judgeFailure({ reason: 'Error', message: '' }, makeFailure({ log, migrated })).advice;
};

describe('what a failed hook may have left behind', () => {
  it.each([
    ['is nothing of a hook that is no migration', 'Error', 'Error: no such bucket', READ_LOG],
    [
      'is half a migration, in the words of a tool',
      'Error',
      'Applying: 2_b.sql',
      `${MIGRATION} ${HALF_APPLIED}`,
    ],
    [
      'is half a migration, in the words of MySQL',
      'Error',
      "ERROR 1060 (42S21) at line 3: Duplicate column name 'b'",
      `${READ_LOG} ${HALF_APPLIED}`,
    ],
    [
      'is nothing of a migration that PostgreSQL took back',
      'Error',
      'goose run: ERROR 00002_b.sql: failed: ERROR: syntax error at or near "alte" (SQLSTATE 42601)',
      MIGRATION,
    ],
    [
      'is part of its work where it was ended',
      'DeadlineExceeded',
      'sending mails',
      `It ran longer than its activeDeadlineSeconds. Increase that value. ${IN_PART}`,
    ],
    [
      'is half a migration where one was ended',
      'DeadlineExceeded',
      'Applying: 2_b.sql',
      `It ran longer than its activeDeadlineSeconds. Increase that value. ${HALF_APPLIED}`,
    ],
    [
      'is nothing where nothing ran',
      'OutOfcpu',
      'Applying: 2_b.sql',
      'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
    ],
  ])('%s', (_title, reason, line, advice) => {
    expect(advise(reason, line)).toBe(advice);
  });
});

describe('a database that golang-migrate calls dirty', () => {
  const HOW =
    'with the same -path and -database (charts/migrate/README.md of the action, "Clear the dirty mark", shows how)';
  const MARKED =
    'golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared: undo by hand what the migration has applied';
  const UNKNOWN = `run "migrate force <version>" with the number of the last migration that was applied completely, or "migrate force -1" if there is none, ${HOW}`;
  const known = (last: string) =>
    `run "migrate force ${last}" (the log shows ${last} as the last migration that was applied) ${HOW}`;
  const FAILED = 'error: migration failed in line 0: alte table a (details: Error 1064 (42000): x)';

  it.each([
    [['error: Dirty database version 2. Fix and force version.'], '2', UNKNOWN],
    [['error: Dirty database version 1. Fix and force version.'], '1', UNKNOWN],
    [
      ['error: Dirty database version 20260801000000. Fix and force version.'],
      '20260801000000',
      UNKNOWN,
    ],
    [['2/u b (1ms)', 'error: Dirty database version 10. Fix and force version.'], '10', known('2')],
    [['12/u b (1ms)', 'error: Dirty database version 10. Fix and force version.'], '10', UNKNOWN],
  ])('%j tells the version before %s or not', (lines, version, force) => {
    expect(adviseRead(...lines)).toBe(
      `Migration ${version} failed in an earlier run and may be half applied. ${MARKED}, ${force}, then redeploy with the migration fixed.`,
    );
  });

  it.each([
    [[FAILED], UNKNOWN],
    [['1/u a (1ms)', '20260801000000/u b (1ms)', FAILED], known('20260801000000')],
  ])('is told when it becomes so: %j', (lines, force) => {
    expect(adviseRead(...lines)).toBe(`Fix the migration. ${MARKED}, ${force}, then redeploy.`);
  });

  it('has a version without a file', () => {
    const line =
      'error: no migration found for version 9: read down for version 9 .: file does not exist';
    expect(adviseRead(line)).toBe(
      `The database is marked with version 9, and there is no migration file with that number. If the migration files are older than the database, redeploy with the newer files. Else ${UNKNOWN}, then redeploy.`,
    );
  });
});

describe('a database that refuses to connect', () => {
  const LOGIN =
    'The database refused the user name or password. Check the user and the password that the hook gets. No migration was run.';
  const DATABASE =
    'The database server has no database of this name. Create the database, or correct the name that the hook gets. No migration was run.';

  it.each([
    [
      `error: failed to open database, "mysql://x": Error 1045 (28000): Access denied for user 'app'@'10.0.0.1' (using password: YES)`,
      LOGIN,
    ],
    [`ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.1' (using password: NO)`, LOGIN],
    ['error: pq: password authentication failed for user "app" (28P01)', LOGIN],
    [
      'goose run: failed to connect to `user=app database=app`: failed SASL auth: FATAL: password authentication failed for user "app" (SQLSTATE 28P01)',
      LOGIN,
    ],
    [
      'psql: error: connection to server at "db" (10.0.0.1), port 5432 failed: FATAL:  role "app" does not exist',
      LOGIN,
    ],
    ["Msg 18456, Level 14, State 1, Server db, Line 1 Login failed for user 'app'.", LOGIN],
    ['ORA-01017: invalid username/password; logon denied', LOGIN],
    ["Error: Error 1049 (42000): Unknown database 'shop'", DATABASE],
    ['FATAL:  database "shop" does not exist', DATABASE],
  ])('%s', (line, advice) => {
    expect(adviseRead('waiting for the database', line)).toBe(advice);
  });

  it.each([
    [`ERROR 1045 (28000) at line 3: Access denied for user 'app'@'%' (using password: YES)`],
    ['Applying: 2_b.sql', "Error: Error 1049 (42000): Unknown database 'other'"],
    [
      '1/u a (1ms)',
      `error: Error 1045 (28000): Access denied for user 'a'@'b' (using password: YES)`,
    ],
    [
      '[notice] Migrating up to Version2',
      `SQLSTATE[HY000] [1045] Access denied for user 'a'@'b' (using password: YES)`,
    ],
  ])('is not what a statement of a migration was refused: %s', (...lines) => {
    expect(adviseRead(...lines)).toMatch(new RegExp(`redeploy\\. ${HALF_APPLIED}$`));
  });
});
