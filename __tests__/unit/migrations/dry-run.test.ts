import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { concludeLog, type LogEnd, mergeReports } from '../../../src/migrations/conclude.js';
import { readAsPlanned } from '../../../src/migrations/planned.js';
import { MigrationReader } from '../../../src/migrations/reader.js';
import { CUT } from '../../../src/migrations/sql-texts.js';
import { readMigrations } from '../../fakes/migrations.js';
import { readToolLog } from '../../fakes/report-scenarios.js';

const FOLDER = '__tests__/fixtures/logs/tools';
const linesOf = (name: string) => readFileSync(`${FOLDER}/${name}.log`, 'utf8').split('\n');
const log = (lines: readonly string[]) => lines.map((text) => ({ time: '', text }));
const read = (lines: readonly string[], end: LogEnd = 'succeeded') =>
  readMigrations(log(lines), end);
const statesOf = (lines: readonly string[], end?: LogEnd) =>
  read(lines, end).flatMap(({ migrations }) => migrations.map(({ id, state }) => `${id} ${state}`));
const sqlOf = (lines: readonly string[]) =>
  read(lines).flatMap(({ migrations }) => migrations.map(({ sql }) => sql.split('\n')));

describe('the SQL that each tool prints', () => {
  const USERS = 'CREATE TABLE users (id INTEGER PRIMARY KEY);';
  const ORDERS = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER);';
  it.each([
    ['alembic-dry-run', [`${USERS};`, `${ORDERS};`]],
    ['alembic-dry-run-unlogged', [`${USERS};`, `${ORDERS};`]],
    ['liquibase-dry-run', [USERS, ORDERS]],
    ['node-pg-migrate-dry-run', [USERS, ORDERS]],
    [
      'laravel-13-pretend-from-source',
      [
        'create table "stock" ("id" bigserial not null primary key, "name" varchar(255) not null)',
        'alter table "orders" add column "refund" integer null',
      ],
    ],
  ])('%s: its first line', (name, first) => {
    expect(sqlOf(linesOf(name)).map(([line]) => line)).toEqual(first);
  });

  it('Atlas: statements of several lines', () => {
    expect(sqlOf(linesOf('atlas-dry-run-from-source'))[0]).toEqual([
      ...['CREATE TABLE orders (', '  id INTEGER PRIMARY KEY', ');'],
      'CREATE INDEX orders_id ON orders (id);',
    ]);
  });

  it('Laravel 8: all statements of one migration', () => {
    expect(sqlOf(linesOf('laravel-8-pretend'))).toEqual([
      [
        'create table "towns" ("id" integer not null primary key autoincrement, "name" varchar not null)',
        '',
        'create unique index "towns_name_unique" on "towns" ("name")',
        '',
        ...['CREATE TABLE stores (', '  id INTEGER', ')'],
      ],
    ]);
  });

  it('sql-migrate: as it is written, and nothing of what the chart prints after it', () => {
    const [report] = readMigrations(readToolLog('sql-migrate-dry-run'));
    const [first, , , , last] = report?.migrations ?? [];
    expect(first?.sql).toMatch(/^CREATE TABLE users \(\n {4}id {9}BIGINT[^]*Dijkstra'\);$/);
    expect(last?.sql).toMatch(/SELECT id, email FROM users;$/);
  });

  it('keeps what looks like the name of a logger, where lines have none', () => {
    const lines = ['==> Would apply migration 1.sql (up)', '  [name] nvarchar(9),', 'a.b: c'];
    expect(sqlOf(lines)).toEqual([['  [name] nvarchar(9),', 'a.b: c']]);
  });

  it('drops what a logger puts before each line', () => {
    const lines = ['==> Would apply migration 1.sql (up)', 'SELECT 1;'];
    expect(sqlOf(lines.map((line) => `2026-11-23T15:00:00Z INFO ${line}`))).toEqual([
      ['SELECT 1;'],
    ]);
  });

  it('has it once of a migration that is told twice', () => {
    const lines = ['==> Would apply migration 1.sql (up)', 'SELECT 1;'];
    expect(sqlOf([...lines, ...lines])).toEqual([['SELECT 1;']]);
  });
});

describe('a dry run applies nothing', () => {
  const NAMES = ['alembic-dry-run', 'django-plan', 'laravel-8-pretend', 'liquibase-dry-run'];
  it.each([...NAMES, 'node-pg-migrate-dry-run', 'atlas-dry-run-from-source'])('%s', (name) => {
    for (const end of ['succeeded', 'failed', 'open'] as const) {
      const [report] = read(linesOf(name), end);
      expect(report?.applied).toBe(0);
      expect(report?.migrations.map(({ state }) => state)).not.toContain('applied-now');
      expect(report?.pending).toBe(report?.migrations.length);
    }
  });

  it.each([
    ['alembic-dry-run', 'alembic-success', ['a1 users applied-now', 'b2 orders applied-now']],
    [
      'node-pg-migrate-dry-run',
      'node-pg-migrate-success',
      ['1767225600001_users applied-now', '1767225600002_orders applied-now'],
    ],
    [
      'liquibase-dry-run',
      'liquibase-success',
      ['changelog.sql::users::ann applied-now', 'changelog.sql::orders::ann applied-now'],
    ],
  ])('%s, and then %s in the same log', (dry, real, states) => {
    const lines = [...linesOf(dry), ...linesOf(real)];
    expect(statesOf(lines)).toEqual(states);
    expect(read(lines)[0]).toMatchObject({ applied: 2, pending: 0 });
  });

  it("Alembic's merge of two branches is named by its revision", () => {
    expect(statesOf(['-- Running upgrade a1, b2 -> c3'])).toEqual(['c3 pending']);
    const INFO = 'INFO  [alembic.runtime.migration] ';
    expect(statesOf([`${INFO}Running upgrade a1, b2 -> c3, merge`])).toEqual([
      'c3 merge applied-now',
    ]);
  });

  it('Atlas: a command without the flag is a real run', () => {
    const lines = ['+ atlas migrate apply --url x', ...linesOf('atlas-success-from-source')];
    expect(statesOf(lines)).toEqual(['20260101000001 applied-now', '20260101000002 applied-now']);
  });

  it('any tool, where the log says so after it', () => {
    const lines = [...linesOf('goose-success'), 'Dry run: no migration was applied'];
    expect(read(lines)).toMatchObject([{ applied: 0, pending: 2 }]);
    expect(read(['Dry run: no migration was applied'])).toEqual([]);
  });

  it('Atlas, where the hook was run for a plan', () => {
    const [report] = read(linesOf('atlas-success-from-source'));
    if (report === undefined) throw new Error('Atlas is known.');
    const planned = readAsPlanned(report);
    expect(planned).toMatchObject({ applied: 0, pending: 2 });
    expect(planned.migrations.map(({ state, durationMs }) => [state, durationMs])).toEqual([
      ['pending', undefined],
      ['pending', undefined],
    ]);
    const [goose] = read(linesOf('goose-success'));
    expect(goose && readAsPlanned(goose)).toBe(goose);
  });
});

describe('how many are pending', () => {
  it.each([
    ['atlas-status-from-source', 2],
    ['atlas-status-nothing-from-source', 0],
    ['dbmate-status', 1],
    ['rails-pending', 1],
    ['goose-status', 1],
  ])('%s: %d', (name, pending) => {
    expect(read(linesOf(name))).toMatchObject([{ pending }]);
  });

  it('is told by a number alone, where no name is', () => {
    expect(read(['3 changesets have not been applied to sa@jdbc:h2:mem'])).toMatchObject([
      { tool: 'Liquibase', pending: 3, migrations: [] },
    ]);
    expect(read(['1 changeset has not been applied to sa@jdbc:h2:mem'])).toMatchObject([
      { pending: 1 },
    ]);
  });

  it.each([
    [
      ['3 changesets have not been applied to sa@jdbc:h2:mem'],
      ['Running Changeset: a::b::c', 'Liquibase: Update has been successful. Rows affected: 1'],
    ],
    [['[ ] 20260101000001_a.sql', 'Pending: 1'], ['Applied: 20260101000001_a.sql in 1ms']],
  ])('is not told by a number from before a run: %j', (before, run) => {
    expect(read([...before, ...run])).toMatchObject([{ applied: 1, pending: 0 }]);
  });

  it('is that of the last run of a hook', () => {
    const runs = [linesOf('rails-pending'), linesOf('rails-success')].map((lines) => read(lines));
    const [report] = mergeReports(runs, 'succeeded');
    expect(report).toMatchObject({ applied: 2, pending: 1 });
  });
});

describe('logs that are not of these tools', () => {
  it.each([
    ['a list of things to do', ['[ ] write tests', '[X] 2026 budget', '[X]  a.b']],
    ['files', ['up 2026-report.txt', 'down 20260101-a.js', 'up 20260101-a.js']],
    ['sentences', ['We did a dry run', 'It is up to date', '-- Running upgrade of all packages']],
    ['dates', ['2026_01_01_backup', '2026-01-01_000001: x']],
    ['a plan', ['Planned operations: 3', 'The plan (Pending)']],
  ])('%s', (_title, lines) => {
    expect(read(lines)).toEqual([]);
  });

  it("sequelize's banner before its seeds", () => {
    const lines = ['Sequelize CLI [Node: 20.20.2, CLI: 6.6.5, ORM: 6.37.8]', '== a: seeding ==='];
    expect(read(lines)).toEqual([]);
  });
});

describe('hostile SQL', () => {
  const OPENING = '==> Would apply migration 1.sql (up)';

  it('is cut, with a mark', () => {
    const [sql = []] = sqlOf([OPENING, ...Array.from({ length: 5_000 }, () => 'SELECT 1234567;')]);
    expect(sql.join('\n').length).toBeLessThanOrEqual(20_000 + CUT.length);
    expect(sql.at(-1)).toBe(CUT);
  });

  it('is bounded of one line, too', () => {
    const [sql = []] = sqlOf([OPENING, 'x'.repeat(10_000_000), 'SELECT 1;']);
    expect(sql[0]?.length).toBeLessThan(4_100);
    expect(sql[1]).toBe('SELECT 1;');
  });

  it('is bounded of all migrations together', () => {
    const reader = new MigrationReader();
    for (let number = 0; number < 2_000; number += 1)
      reader.take(
        log([
          `==> Would apply migration ${String(number)}.sql (up)`,
          ...Array.from({ length: 20 }, () => 'x'.repeat(99)),
        ]),
      );
    const [report] = concludeLog(reader.found, 'succeeded');
    const told = report?.migrations.filter(({ sql }) => sql !== '' && sql !== CUT) ?? [];
    expect(report?.pending).toBe(2_000);
    expect(told).toHaveLength(200);
    expect(report?.migrations.at(-1)?.sql).toBe(CUT);
  });

  it('makes room when the oldest migration is forgotten', () => {
    const reader = new MigrationReader();
    for (let number = 0; number < 6_000; number += 1)
      reader.take(log([`==> Would apply migration ${String(number)}.sql (up)`, 'x'.repeat(75)]));
    const [report] = concludeLog(reader.found, 'succeeded');
    expect(report?.migrations).toHaveLength(5_000);
    expect(report?.migrations.at(-1)?.sql).toBe('x'.repeat(75));
  });

  it('has no more than one empty line in a row', () => {
    expect(sqlOf([OPENING, '', '', 'a', '', ' ', '', 'b', '', ''])).toEqual([['a', '', 'b']]);
  });
});
