import { describe, expect, it } from '@jest/globals';
import { findDirty, isOfMigrationTool, mayBeHalfApplied } from '../../../src/migrations/marks.js';

const lines = (...texts: readonly string[]) => texts.map((text) => ({ text }));

describe('the log of a migration tool', () => {
  // After each tool's own printing code.
  it.each([
    ['golang-migrate', '1/u init (12.3ms)'],
    ['golang-migrate, failed', 'error: migration failed: x in line 1: alte (details: y)'],
    ['golang-migrate, dirty', 'error: Dirty database version 2. Fix and force version.'],
    ['goose', '2026/11/28 10:00:00 OK   00001_init.sql (1.2ms)'],
    ['goose, failed', '2026/11/28 10:00:00 goose run: ERROR 00002_b.sql: failed'],
    ['dbmate', 'Applying: 2_b.sql'],
    ['Atlas', '  -- migrating version 20260801000000'],
    ['Flyway', 'Migrating schema "public" to version "2 - b"'],
    ['Liquibase', 'Running Changeset: db/changelog.xml::2::app'],
    ['Alembic', 'INFO  [alembic.runtime.migration] Running upgrade a -> b, doc'],
    ['Django', '  Applying shop.0002_status... OK'],
    ['Rails', '== 20260801000000 AddStatus: migrating ==='],
    ['sequelize-cli', '== 2-b: migrating ======='],
    ['Prisma', 'Applying migration `20260801_b`'],
    ['EF Core', "Applying migration '20260801_B'."],
    ['Knex', 'Batch 2 run: 1 migrations'],
    ['TypeORM', 'Migration "AddB1" failed, error: x'],
    ['node-pg-migrate', '> Migrating files:'],
    ['drizzle-kit', '[⣷] applying migrations...'],
    ['Doctrine', '[notice] Migrating up to DoctrineMigrations\\Version2'],
    ['Laravel', '   INFO  Running migrations.  '],
    ['sqlx-cli', 'error: while executing migration 2: x'],
    ['diesel', 'Running migration 2026-08-01-000000_b'],
  ])('is known: %s', (_tool, line) => {
    expect(isOfMigrationTool(lines('x', line))).toBe(true);
  });

  it.each([
    'Error: cannot fetch https://x.example/: timed out',
    'Applying: the settings',
    'OK 200 (1.2ms)',
    'Sending 2/10 mails (3 failed)',
    'syntax error in line 3 of x.json',
    'Running migrations is not my job',
    '== results ==',
  ])('is none: %s', (line) => {
    expect(isOfMigrationTool(lines(line))).toBe(false);
  });
});

describe('a migration may be half applied', () => {
  it.each<readonly [boolean, string, readonly string[], boolean]>([
    [true, 'by MySQL', ["ERROR 1060 (42S21) at line 3: Duplicate column name 'b'"], false],
    [true, "by a driver's error", ["Error 1060 (42S21): Duplicate column name 'b'"], false],
    [true, 'by PDO', ["SQLSTATE[42S21]: Column already exists: 1060 Duplicate column 'b'"], false],
    [true, 'by Oracle', ['ORA-01430: column being added already exists in table'], false],
    [true, 'by Liquibase', ["Duplicate column name 'b' [Failed SQL: (1060) ALTER TABLE a]"], true],
    [true, 'by Flyway', ['Error Code : 1060', "Message    : Duplicate column name 'b'"], true],
    [true, 'by a tool that does not tell its database', ['1/u init (1ms)'], true],
    [false, 'by PostgreSQL', ['psql:b.sql:2: ERROR:  column "b" already exists'], true],
    [false, 'by a driver of PostgreSQL', ['pq: syntax error at or near "alte"'], true],
    [false, 'by PDO and PostgreSQL', ['SQLSTATE[42701]: Duplicate column: 7 ERROR:  x'], true],
    [false, 'by SQLite', ['sqlite3.OperationalError: duplicate column name: b'], true],
    [false, 'by SQL Server', ['Msg 2705, Level 16, State 4, Server db, Line 1'], true],
    [false, 'by nothing that is seen', ['Error: connect ECONNREFUSED 10.0.0.1:80'], false],
    [false, 'by no line at all', [], false],
  ])('%s %s', (expected, _by, texts, isMigration) => {
    expect(mayBeHalfApplied(lines(...texts), isMigration)).toBe(expected);
  });
});

it.each([
  [
    'error: Dirty database version 20260801000000. Fix and force version.',
    { since: 'before', version: '20260801000000' },
  ],
  ['error: migration failed: x in line 1: alte (details: y)', { since: 'now' }],
  ['dirty database', undefined],
])('what %s says of a dirty database', (line, dirty) => {
  expect(findDirty(lines('x', line))).toEqual(dirty);
});
