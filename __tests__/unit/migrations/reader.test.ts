import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { concludeLog, type LogEnd, mergeReports } from '../../../src/migrations/conclude.js';
import { MigrationReader } from '../../../src/migrations/reader.js';
import { readMigrations } from '../../fakes/migrations.js';

const log = (...texts: readonly string[]) => texts.map((text) => ({ time: '', text }));
const states = (lines: readonly string[], end: LogEnd = 'open') =>
  readMigrations(log(...lines), end).map(({ tool, migrations }) => [
    tool,
    ...migrations.map(({ id, state }) => `${id} ${state}`),
  ]);
const fixture = (name: string) =>
  readFileSync(`__tests__/fixtures/logs/tools/${name}.log`, 'utf8').split('\n');

describe('what stands before a line', () => {
  const line = 'OK   00001_users.sql (1.5ms)';
  it.each([
    ['nothing', line],
    ["a time of Go's log", `2026/11/28 16:27:07 ${line}`],
    ['a time of RFC 3339', `2026-11-28T16:27:07.123456Z ${line}`],
    ['a time with a comma, and a level', `2026-11-28 16:27:07,123 INFO ${line}`],
    ['a level in brackets', `[INFO] ${line}`],
    ['a time and a level in brackets', `[16:27:07 INF] ${line}`],
    ['a logger in brackets', `INFO  [shop.migrations] (main) ${line}`],
    ['a logger and a colon', `INFO:shop.migrations:${line}`],
    ['Spring Boot', `2026-11-28T16:27:07.123Z  INFO 1 --- [shop] [main] o.s.Migrator : ${line}`],
    ['the name of a service', `migrate-1  | ${line}`],
    ['colours', `\u001b[32mOK\u001b[0m   00001_users.sql \u001b[2m(1.5ms)\u001b[0m`],
    ['JSON', JSON.stringify({ level: 'info', msg: line })],
    ['JSON of another logger', JSON.stringify({ '@timestamp': 'x', message: `${line}\n` })],
    ['JSON behind a time', `2026-11-28T16:27:07Z ${JSON.stringify({ log: line })}`],
    ['logfmt', `time=2026-11-28T16:27:07Z level=info msg=${JSON.stringify(line)}`],
    ['a line that was drawn anew', `working\rstill working\r${line}`],
  ])('%s', (_title, text) => {
    expect(states([text])).toEqual([['goose', '00001_users.sql applied-now']]);
  });

  it('of a message of many lines in JSON', () => {
    const msg = fixture('flyway-failure-from-source').join('\n');
    const [report] = readMigrations(log(JSON.stringify({ msg })), 'failed');
    expect(report?.migrations.at(-1)).toMatchObject({ state: 'failed', line: 2 });
  });

  it('reads an error that quotes more than is kept of a line', () => {
    const text = `Migration failed: ${'x'.repeat(10_000)} handling BS_6.sql`;
    expect(states([text])).toEqual([['sql-migrate', 'BS_6.sql failed']]);
  });
});

describe('golang-migrate, whose driver of MySQL gives the reason in the details alone', () => {
  const why = "Error 1146: Table 'shop.missing' doesn't exist";
  it.each([
    ['one line', [`ALTER TABLE missing ADD COLUMN x INT; (details: ${why})`]],
    ['several lines', ['CREATE TABLE y (id INT);', 'ALTER TABLE missing;', ` (details: ${why})`]],
  ])('%s', (_title, [first = '', ...rest]) => {
    const lines = [
      '2026/11/29 03:04:44 Read and execute 2/u refunds',
      `2026/11/29 03:04:44 error: migration failed in line 0: ${first}`,
      ...rest,
    ];
    const [report] = readMigrations(log(...lines), 'failed');
    expect(report?.error).toBe(`migration failed: ${why}`);
    expect(report?.migrations).toMatchObject([
      { id: '2_refunds', state: 'failed', error: report?.error },
    ]);
  });
});

it.each(['slow', 'add_index', 'v2', 'orders'])(
  'golang-migrate has begun "%s", and its log has nothing else',
  (name) => {
    const line = `2026/11/29 03:04:44 Read and execute 14/u ${name}`;
    const [report] = readMigrations(log('Fetching', line), 'open');
    expect(report?.tool).toBe('golang-migrate');
    expect(report?.migrations).toMatchObject([{ id: `14_${name}`, state: 'pending' }]);
  },
);

describe('logs of others', () => {
  it.each([
    ['an application', ['Listening on :8080', 'GET /u (12ms)', 'migrating birds', 'DONE', 'OK  ']],
    ["a database client's table", ['| id | created_at |', '| 7 | 2026-01-01 00:00:00 |']],
    ['a table of words', ['| name | no |', '| enabled | no |']],
    ['another upgrade', ['Running upgrade 1.0 -> 1.1, of the cache']],
    ['a test runner', ['== 12 passed ==', '✓ migrates the database (12ms)', '1/3 done (2s)']],
    ['errors alone', ['Error: x', 'ERROR: y', 'Traceback (most recent call last):', 'Done.']],
    ['a list of boxes', ['[X] a.sql', '[ ] b.sql', 'up a.js', 'Pending -- x']],
    ['JSON that is none', ['{"msg": "migrate', '{}', '{"msg": 3, "migrat": 1}', 'null']],
    ['a package manager', ['Already up to date', 'Done in 1s']],
    ['a deploy script', ['Applying values.yaml...', 'Applying: prod.sql', 'Applied: prod.sql']],
    ['words', ['We Applied 5 migrations of furniture', 'Applying: cream', 'no changes']],
  ])('%s', (_title, texts) => {
    expect(states(texts, 'succeeded')).toEqual([]);
  });
});

it('reads two tools in one log, with the lines of another program between', () => {
  const lines = [...fixture('alembic-success'), 'Listening on :8080', ...fixture('goose-failure')];
  expect(states(lines, 'failed')).toEqual([
    ['Alembic', 'a1 users applied-now', 'b2 orders failed'],
    ['goose', '00003_stock.sql applied-now', '00004_refunds.sql failed'],
  ]);
});

describe('a migration that has begun, of which no end is told', () => {
  it.each([
    ['Django', 'Applying shop.0002_orders...', 'open', 'pending'],
    ['Django', 'Applying shop.0002_orders...', 'failed', 'failed'],
    ['Django', 'Applying shop.0002_orders...', 'succeeded', 'pending'],
    ['Flyway', 'Migrating schema "public" to version "2 - orders"', 'open', 'pending'],
    ['Flyway', 'Migrating schema "public" to version "2 - orders"', 'failed', 'failed'],
    ['Flyway', 'Migrating schema "public" to version "2 - orders"', 'succeeded', 'applied-now'],
  ] as const)('%s: %s, %s: %s', (_tool, line, end, state) => {
    const [report] = readMigrations(log(line), end);
    expect(report?.migrations.map((it) => it.state)).toEqual([state]);
    expect(report?.applied).toBe(state === 'applied-now' ? 1 : 0);
  });
});

describe('several logs of one hook', () => {
  const merge = (end: LogEnd, ...logs: readonly (readonly [readonly string[], LogEnd])[]) =>
    mergeReports(
      logs.map(([lines, own]) => readMigrations(log(...lines), own)),
      end,
    ).map(({ tool, applied, error, migrations }) => ({
      ...{ tool, applied, error },
      states: migrations.map(({ id, state }) => `${id} ${state}`),
    }));
  const failed = ['Applying: 1.sql', 'Applied: 1.sql in 1ms', 'Applying: 2.sql', 'Error: x'];

  it('has what each attempt applied, and the error of the last one', () => {
    expect(
      merge('failed', [failed, 'failed'], [['Applying: 2.sql', 'Error: y'], 'failed']),
    ).toEqual([
      { tool: 'dbmate', applied: 1, error: 'y', states: ['1.sql applied-now', '2.sql failed'] },
    ]);
  });

  it('forgets a failure that a later attempt made good', () => {
    const good = ['Applying: 2.sql', 'Applied: 2.sql in 1ms', '[X] 1.sql', 'Writing: schema.sql'];
    expect(merge('succeeded', [failed, 'failed'], [good, 'succeeded'])).toEqual([
      { tool: 'dbmate', applied: 2, error: '', states: ['1.sql applied-now', '2.sql applied-now'] },
    ]);
  });

  it('has each tool of an init container and of the main one', () => {
    const reports = merge(
      'succeeded',
      [fixture('goose-success'), 'succeeded'],
      [fixture('knex-success'), 'succeeded'],
    );
    expect(reports.map(({ tool, applied }) => [tool, applied])).toEqual([
      ['goose', 2],
      ['Knex', 2],
    ]);
  });
});

it('keeps few migrations of very many, and counts all', () => {
  const reader = new MigrationReader();
  for (let number = 0; number < 20_000; number += 1)
    reader.take(log(`OK   ${String(number)}_x.sql (1ms)`));
  const [report] = concludeLog(reader.found, 'succeeded');
  expect(report?.applied).toBe(20_000);
  expect(report?.migrations).toHaveLength(5_000);
  expect(report?.migrations.at(-1)?.id).toBe('19999_x.sql');
});

it('keeps what was told of the newest failures alone', () => {
  const lines = Array.from(
    { length: 1_000 },
    (_, number) =>
      `goose run: ERROR ${String(number)}_x.sql: failed to run SQL migration: ${'no '.repeat(900)}`,
  );
  const [report] = readMigrations(log(...lines), 'failed');
  expect(report?.migrations).toHaveLength(1_000);
  expect(report?.migrations.filter(({ error }) => error !== '')).toHaveLength(50);
  expect(report?.migrations.at(-1)?.error).toMatch(/ no no /);
});

it.each([
  ['> knex migrate:latest'],
  ['$ npx knex migrate:latest --env production'],
  ['Using environment: production'],
])('knows Knex, which has nothing to do, by what stands before: %s', (before) => {
  expect(states([before, 'Already up to date'])).toEqual([['Knex']]);
});

it("reads a Django migration whose name has no number, in a log that is Django's", () => {
  const lines = ['  Apply all migrations: shop', '  Applying shop.initial... OK (0.012s)'];
  expect(states(lines)).toEqual([['Django', 'shop.initial applied-now']]);
});

it('reads what came long before the end', () => {
  const noise = Array.from({ length: 10_000 }, (_, index) => `row ${String(index)}`);
  expect(states([...fixture('rails-success'), ...noise], 'succeeded')).toEqual([
    [
      'Rails',
      '20260101000001_create_users applied-now',
      '20260101000002_create_orders applied-now',
    ],
  ]);
});

it('takes no line for its own that comes long after a tool has ended', () => {
  const noise = Array.from({ length: 10_000 }, (_, index) => `row ${String(index)}`);
  const lines = [...fixture('sequelize-success'), ...noise, 'ERROR: a row was bad'];
  expect(readMigrations(log(...lines), 'failed').map(({ error }) => error)).toEqual(['']);
  const again = [...lines, ...fixture('sequelize-failure')];
  expect(readMigrations(log(...again), 'failed').map(({ error }) => error)).toEqual([
    'SQLITE_ERROR: no such table: missing',
  ]);
});

// A search that goes back and forth over such a line would not end within the test's time.
describe('ends with lines that are made to be searched for long', () => {
  const LONG = 20_000;
  it.each([
    ['Migrating schema x to version "', ' to version "'],
    ['Successfully applied 1 migration to schema ', '(execution time 00:00'],
    ['error: migration failed in line 1: ', '(details: '],
    ['Running Changeset: ', '::a::b'],
    ['Reason: ', ' [Failed SQL: '],
    ['== 1 A: migrating ', '='],
    ['== a', ': migrating ='],
    ['| a.sql', '.sql'],
    ['Running upgrade ', ' -> a'],
    ['2026_01_01_000003_a ', '. '],
    ['migration failed with error: ', ' - '],
    ['goose run: ERROR a.sql: failed to execute SQL query "', '": failed to execute SQL query "'],
    ['level=info msg="migrat', '\\"'],
    ['{"msg": "migrat', '\\"}'],
    ['Traceback (most recent call last): migrat', 'A.'],
    ['migrat INFO ', '[a] '],
    ['\u001b]0;migrat', '\u001b]0;'],
    ['Unhandled exception. A.', 'A.'],
    ['  └─ 20260101_', '─ '],
    ['Migration "', '" failed, error: '],
    ['at async A.up (', '(a:1:'],
    ['-- Running upgrade a', '-> b '],
    ['-- Changeset a', '::b'],
    ['| Versioned | ', '| '],
    ['| Category | Version ', ' '],
    ['a@jdbc:', 'a@jdbc: is up to date '],
    ['[ ]  a.0001_a ... (', ') ... ('],
    ['+ atlas migrate apply ', ' --dry-run'],
    ['2026_01_01_000001_a: ', '; '],
  ])(
    '%s',
    (start, part) => {
      const line = `${start}${part.repeat(LONG / part.length)}`;
      const opened = ['flyway-failure-from-source', 'liquibase-failure', 'django-failure'];
      const lines = [...opened.flatMap(fixture), ...Array.from({ length: 300 }, () => line)];
      expect(readMigrations(log(...lines), 'failed').length).toBeGreaterThan(0);
    },
    2_000,
  );
});
