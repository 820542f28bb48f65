import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findTelling, findTellingLine, findTellingText } from '../../../src/text/telling-line.js';
import { toLogLines } from '../../fakes/recording.js';

const readLog = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/sql-migrate-${name}.log`, 'utf8'));
const readError = (name: string) => readFileSync(`__tests__/fixtures/errors/${name}.log`, 'utf8');
const lines = (...texts: readonly string[]) => texts.map((text) => ({ time: '', text }));

describe('the line that says what went wrong', () => {
  it.each([
    ['wrong-token', /refused user "deploy" and the token/],
    ['missing-ref', /has no branch, tag or commit "release\/2\.0"/],
    ['missing-repository', /error: .*missing\.git/],
    ['missing-path', /^error: /],
    ['no-migrations', /^error: /],
    ['untrusted-certificate', /^error: .*certificate/],
    ['unreachable', /^error: .*reach/],
  ])('of the real log %s', (name, words) => {
    expect(findTellingLine(readLog(name))).toMatch(words);
  });

  // Whole outputs; those called -style are made after the tool's own printing code.
  it.each([
    ['django', 'django.db.utils.OperationalError: duplicate column name: status'],
    [
      'alembic',
      'sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) duplicate column name: status',
    ],
    ['npm6', 'error: column "status" of relation "projects" already exists'],
    ['pnpm9', 'error: column "status" of relation "projects" already exists'],
    ['yarn1', 'error: column "status" of relation "projects" already exists'],
    [
      'dotnet-crash-style',
      'Unhandled exception. Npgsql.PostgresException (0x80004005): 42701: column "Status" of relation "Projects" already exists',
    ],
    [
      'laravel-style',
      "SQLSTATE[42S21]: Column already exists: 1060 Duplicate column name 'status' (Connection: mysql, SQL: alter table `users` add `status` int not null)",
    ],
    ['prisma-yarn-style', 'ERROR: column "status" of relation "projects" already exists'],
    [
      'clickhouse-style',
      'snuba.clickhouse.errors.ClickhouseError: DB::Exception: Table default.errors_local already exists. Stack trace:',
    ],
  ])('of %s', (name, line) => {
    expect(findTellingText(readError(name))).toBe(line);
  });

  // The ends of outputs, after the tools' own printing code; the line that is meant is marked.
  it.each<readonly [string, readonly string[], number]>([
    [
      'golang-migrate',
      [
        '1/u init (12.3ms)',
        'error: migration failed: syntax error at or near "alte" (column 1) in line 1: alte table a (details: pq: syntax error at or near "alte")',
      ],
      1,
    ],
    ['golang-migrate, dirty', ['error: Dirty database version 2. Fix and force version.'], 0],
    [
      'goose',
      [
        'OK   00001_init.sql (1.2ms)',
        '2026/11/28 10:00:00 goose run: ERROR 00002_b.sql: failed to run SQL migration: failed to execute SQL query "alte": ERROR: syntax error at or near "alte" (SQLSTATE 42601)',
      ],
      1,
    ],
    [
      'dbmate',
      [
        'Applying: 2_b.sql',
        'Applied: 2_b.sql in 1.2ms',
        'Error: pq: syntax error at or near "alte"',
      ],
      2,
    ],
    [
      'Flyway',
      [
        'ERROR: Migration of schema "public" to version "2 - b" failed! Changes successfully rolled back.',
        'ERROR: Script V2__b.sql failed',
        'SQL State  : 42601',
        'Error Code : 0',
        'Message    : ERROR: syntax error at or near "alte"',
        'Location   : V2__b.sql',
        'Line       : 1',
        'Statement  : alte table a',
      ],
      1,
    ],
    [
      'Liquibase',
      [
        'ERROR: Exception Details',
        'ERROR: Exception Primary Class:  PSQLException',
        'liquibase.exception.DatabaseException: ERROR: relation "a" already exists [Failed SQL: (0) CREATE TABLE a (id int)]',
      ],
      2,
    ],
    [
      'Rails',
      [
        '== 20260801000000 AddStatus: migrating ===',
        '-- add_column(:projects, :status)',
        'bin/rails aborted!',
        'StandardError: An error has occurred, this and all later migrations canceled:',
        '',
        'PG::DuplicateColumn: ERROR:  column "status" of relation "projects" already exists',
        "/app/db/migrate/20260801000000_add_status.rb:3:in `change'",
        'Tasks: TOP => db:migrate',
        '(See full trace by running task with --trace)',
      ],
      5,
    ],
    [
      'Knex',
      [
        'migration file "2_b.js" failed',
        'migration failed with error: alter table "a" add column "b" int - column "b" of relation "a" already exists',
        'error: alter table "a" add column "b" int - column "b" of relation "a" already exists',
        '    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)',
      ],
      2,
    ],
    [
      'TypeORM',
      [
        'Migration "AddB1" failed, error: column "b" of relation "a" already exists',
        'Error during migration run:',
        'QueryFailedError: column "b" of relation "a" already exists',
        '    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)',
        '  driverError: error: column "b" of relation "a" already exists',
        "  code: '42701',",
      ],
      4,
    ],
    [
      'sequelize-cli',
      ['== 2-b: migrating =======', '', 'ERROR: column "b" of relation "a" already exists'],
      2,
    ],
    [
      'node-pg-migrate',
      [
        '> Rolling back attempted migration ...',
        'error: column "b" of relation "a" already exists',
        '    at Parser.parseErrorMessage (/x.js:1:1)',
      ],
      1,
    ],
    [
      'drizzle-kit',
      [
        '[⣷] applying migrations...error: column "b" of relation "a" already exists',
        "  severity: 'ERROR',",
        "  code: '42701',",
      ],
      0,
    ],
    [
      'EF Core',
      [
        "Applying migration '2026_B'.",
        "Failed executing DbCommand (5ms) [Parameters=[], CommandType='Text', CommandTimeout='30']",
        'Npgsql.PostgresException (0x80004005): 42701: column "B" of relation "A" already exists',
        '   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)',
        '42701: column "B" of relation "A" already exists',
      ],
      4,
    ],
    [
      'Doctrine',
      [
        '[error] Migration DoctrineMigrations\\Version2 failed during Execution. Error: "An exception occurred while executing a query: SQLSTATE[42701]: Duplicate column: 7 ERROR:  column "b" of relation "a" already exists"',
      ],
      0,
    ],
    [
      'Phinx',
      [
        'PDOException: SQLSTATE[42701]: Duplicate column: 7 ERROR:  column "b" of relation "a" already exists in /app/vendor/robmorgan/phinx/src/Phinx/Db/Adapter/PdoAdapter.php:196',
        'Stack trace:',
        '#0 /app/vendor/x.php(196): PDO->exec()',
      ],
      0,
    ],
    [
      'sqlx-cli',
      [
        'error: while executing migration 2: error returned from database: column "b" of relation "a" already exists',
      ],
      0,
    ],
    [
      'diesel',
      [
        'Running migration 2026-08-01-000000_b',
        'Failed to run 2026-08-01-000000_b with: column "b" of relation "a" already exists',
      ],
      1,
    ],
    [
      'Atlas',
      [
        'Error: executing statement "alte": pq: syntax error at or near "alte"',
        '  -------------------------',
        '  -- 1 migration',
      ],
      0,
    ],
    [
      'psql',
      [
        'CREATE TABLE',
        'psql:b.sql:2: ERROR:  column "b" of relation "a" already exists',
        'STATEMENT:  alter table a add b int;',
      ],
      1,
    ],
    ['mysql', ["ERROR 1060 (42S21) at line 3: Duplicate column name 'b'"], 0],
    [
      'Go, MySQL',
      ["2026/11/28 10:00:00 Error 1060 (42S21): Duplicate column name 'b'", 'exit status 1'],
      0,
    ],
    [
      'Oracle',
      [
        'ORA-01430: column being added already exists in table',
        '01430. 00000 -  "column being added already exists in table"',
      ],
      0,
    ],
    [
      'SQL Server',
      [
        'Msg 2705, Level 16, State 4, Server db, Line 1',
        'Column names in each table must be unique.',
      ],
      0,
    ],
    [
      'MongoDB',
      [
        'MongoServerError: Index already exists with a different name: a_1',
        '    at Connection.sendCommand (/app/x.js:1:1)',
      ],
      0,
    ],
    [
      'Java',
      [
        'Exception in thread "main" java.lang.IllegalStateException: no schema',
        '\tat com.shop.Migrate.main(Migrate.java:7)',
        'Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "app"',
        '\t... 4 more',
      ],
      2,
    ],
    [
      'Go panic',
      [
        'panic: runtime error: invalid memory address or nil pointer dereference',
        '[signal SIGSEGV: segmentation violation]',
        '',
        'goroutine 1 [running]:',
        'main.main()',
        '\t/app/main.go:7 +0x1d',
        'exit status 2',
      ],
      0,
    ],
    [
      'npm 10',
      [
        "Error: P1001: Can't reach database server at `db:5432`",
        'npm error code 1',
        'npm error path /app',
        'npm error command failed',
        'npm error A complete log of this run can be found in: /root/.npm/_logs/x-debug-0.log',
      ],
      0,
    ],
    [
      'make',
      ['migrate: not connected to the database', 'make: *** [Makefile:7: migrate] Error 1'],
      0,
    ],
    ['a shell', ['/bin/sh: 1: migrate: not found'], 0],
  ])('of %s', (_tool, output, at) => {
    const line = output[at]?.trim().replace('2026/11/28 10:00:00 ', '');
    expect(findTellingLine(lines(...output))).toBe(line);
  });

  it.each([
    '2026/11/29 08:22:39 ',
    '2026/11/29 08:22:39.123456 ',
    '2026-11-29T08:22:39.123Z ',
    '2026-11-29 08:22:39,123 ',
    '2026-11-29 08:22:39.123 UTC ',
    '[2026-11-29 08:22:39] ',
    '08:22:39 ',
  ])('has no time of its own: %s', (clock) => {
    const error = 'error: failed to open database: refused';
    expect(findTellingLine(lines(`${clock}${error}`, `${clock}exit status 1`))).toBe(error);
  });

  it.each([
    ['the last with a telling word', ['Error: a', 'x', 'FATAL b', 'done'], 'FATAL b'],
    ['the last, where none has one', ['one', 'two', '', '-----'], 'two'],
    [
      'the last, where all are wrappers',
      ['npm ERR! code 1', 'npm ERR! errno 1'],
      'npm ERR! errno 1',
    ],
    ['nothing, where there is nothing', ['', '====', '   '], ''],
    ['no word that only begins so', ['errors_total 0', 'the end'], 'the end'],
    ['trimmed', ['   panic: x  '], 'panic: x'],
    [
      "the migration's, not an earlier attempt to connect",
      ['FATAL: the database system is starting up', 'ERROR: syntax error'],
      'ERROR: syntax error',
    ],
  ])('is %s', (_title, texts, line) => {
    expect(findTellingLine(lines(...texts))).toBe(line);
  });

  it('is cut where it is very long: it goes into a sentence', () => {
    const found = findTellingLine(lines(`error ${'x'.repeat(2_000_000)}`));
    expect(found.length).toBeLessThanOrEqual(1_000);
    expect(found.endsWith('…')).toBe(true);
  });
});

it('is no line of the kubelet: it says nothing of the program', () => {
  const own = 'failed to create fsnotify watcher: too many open files';
  expect(findTellingLine(lines('could not connect', own))).toBe('could not connect');
});

it.each([
  ['of a database', 'ERROR 1060 (42S21) at line 3: x', false],
  ['of a tool', 'Error: connect ECONNREFUSED', false],
  ['with a telling word', 'migrate: not found', false],
  ['of a shell', 'bash: line 1:     7 Segmentation fault      ./migrate', false],
  ['with no such word', 'filling', true],
  ['that a runner of scripts adds', 'npm ERR! errno 1', true],
])('a line %s is a guess or not: %s', (_which, text, isGuess) => {
  expect(findTelling(lines('begun', text, ''))).toEqual({
    text: text.startsWith('npm') ? 'begun' : text,
    isGuess,
  });
});
