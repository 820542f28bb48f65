import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { LogEnd } from '../../../src/migrations/conclude.js';
import type { MigrationReport } from '../../../src/migrations/migration.js';
import { readMigrations } from '../../fakes/migrations.js';

const FOLDER = '__tests__/fixtures/logs/tools';
const linesOf = (name: string) =>
  readFileSync(`${FOLDER}/${name}.log`, 'utf8')
    .split('\n')
    .map((text) => ({ time: '', text }));
const read = (name: string, end: LogEnd) => readMigrations(linesOf(name), end);

/** Each migration with its state, and its time where the tool prints it: `1_users now 12.883 ms`. */
const show = ({ migrations }: MigrationReport) =>
  migrations.map(({ id, state, durationMs }) =>
    [
      id,
      state.replace('applied-', ''),
      ...(durationMs === undefined ? [] : [durationMs, 'ms']),
    ].join(' '),
  );
const endOf = (name: string): LogEnd =>
  /failure|failed|dirty/.test(name) ? 'failed' : 'succeeded';

describe('what each tool prints', () => {
  const rows: readonly (readonly [string, string, number, readonly string[]])[] = [
    [
      'alembic-failure-transactional',
      'Alembic',
      0,
      ['a1 users pending', 'b2 orders pending', 'c3 stock pending', 'd4 refunds failed'],
    ],
    ['dbmate-failure-line', 'dbmate', 0, ['20260101000004_refunds.sql failed']],
    ['golang-migrate-failure-line', 'golang-migrate', 0, []],
    ['alembic-failure', 'Alembic', 1, ['c3 stock now', 'd4 refunds failed']],
    ['alembic-nothing', 'Alembic', 0, []],
    ['alembic-success', 'Alembic', 2, ['a1 users now', 'b2 orders now']],
    ['atlas-failure-from-source', 'Atlas', 1, ['20260101000003 now 1 ms', '20260101000004 failed']],
    ['atlas-nothing-from-source', 'Atlas', 0, []],
    [
      'atlas-success-from-source',
      'Atlas',
      2,
      ['20260101000001 now 5 ms', '20260101000002 now 1.25 ms'],
    ],
    [
      'dbmate-failure',
      'dbmate',
      1,
      ['20260101000003_stock.sql now 9.467 ms', '20260101000004_refunds.sql failed'],
    ],
    ['dbmate-nothing', 'dbmate', 0, []],
    [
      'dbmate-success',
      'dbmate',
      2,
      ['20260101000001_users.sql now 5.94 ms', '20260101000002_orders.sql now 4.868 ms'],
    ],
    ['django-failure', 'Django', 1, ['shop.0003_stock now', 'shop.0004_refunds failed']],
    ['django-nothing', 'Django', 0, []],
    ['django-success', 'Django', 2, ['shop.0001_users now', 'shop.0002_orders now']],
    [
      'ef-core-failure-from-source',
      'EF Core',
      1,
      ['20260101000003_Stock now', '20260101000004_Refunds failed'],
    ],
    ['ef-core-nothing-from-source', 'EF Core', 0, []],
    [
      'ef-core-success-from-source',
      'EF Core',
      2,
      ['20260101000001_Users now', '20260101000002_Orders now'],
    ],
    ['flyway-failure-from-source', 'Flyway', 1, ['3 - stock now', '4 - refunds failed']],
    ['flyway-nothing-from-source', 'Flyway', 0, []],
    ['flyway-success-from-source', 'Flyway', 3, ['1 - users now', '2 - orders now', 'views now']],
    ['golang-migrate-dirty', 'golang-migrate', 0, []],
    ['golang-migrate-failure-verbose', 'golang-migrate', 0, ['4_refunds failed']],
    ['golang-migrate-failure', 'golang-migrate', 1, ['3_stock now 37.859 ms']],
    ['golang-migrate-nothing', 'golang-migrate', 0, []],
    [
      'golang-migrate-success',
      'golang-migrate',
      2,
      ['1_users now 12.883 ms', '2_orders now 20.726 ms'],
    ],
    ['goose-failure', 'goose', 1, ['00003_stock.sql now 6.16 ms', '00004_refunds.sql failed']],
    ['goose-nothing', 'goose', 0, []],
    [
      'goose-status',
      'goose',
      0,
      [
        '00001_users.sql before',
        '00002_orders.sql before',
        '00003_stock.sql before',
        '00004_refunds.sql pending',
      ],
    ],
    ['goose-success', 'goose', 2, ['00001_users.sql now 3.24 ms', '00002_orders.sql now 1.81 ms']],
    ['knex-failure', 'Knex', 0, ['20260101000004_refunds.js failed']],
    [
      'knex-list',
      'Knex',
      0,
      [
        '20260101000001_users.js before',
        '20260101000002_orders.js before',
        '20260101000003_stock.js before',
        '20260101000004_refunds.js pending',
      ],
    ],
    ['knex-nothing', 'Knex', 0, []],
    ['knex-success-verbose', 'Knex', 1, ['20260101000003_stock.js now']],
    ['knex-success', 'Knex', 2, []],
    [
      'laravel-13-failure-from-source',
      'Laravel',
      1,
      ['2026_01_01_000003_create_stock now 8.34 ms', '2026_01_01_000004_add_refunds failed'],
    ],
    ['laravel-13-nothing-from-source', 'Laravel', 0, []],
    [
      'laravel-13-success-from-source',
      'Laravel',
      2,
      [
        '2026_01_01_000001_create_users now 3.63 ms',
        '2026_01_01_000002_create_orders now 1002.57 ms',
      ],
    ],
    [
      'laravel-8-failure',
      'Laravel',
      1,
      ['2026_01_01_000003_create_stock now 8.34 ms', '2026_01_01_000004_add_refunds failed'],
    ],
    ['laravel-8-nothing', 'Laravel', 0, []],
    [
      'laravel-8-status',
      'Laravel',
      0,
      [
        '2026_01_01_000001_create_users before',
        '2026_01_01_000002_create_orders before',
        '2026_01_01_000003_create_stock before',
        '2026_01_01_000004_add_refunds pending',
      ],
    ],
    [
      'laravel-8-success',
      'Laravel',
      2,
      ['2026_01_01_000001_create_users now 3.63 ms', '2026_01_01_000002_create_orders now 2.57 ms'],
    ],
    [
      'liquibase-failure',
      'Liquibase',
      1,
      ['changelog.sql::stock::ben now', 'changelog.sql::refunds::ben failed'],
    ],
    ['liquibase-nothing', 'Liquibase', 0, []],
    [
      'liquibase-success',
      'Liquibase',
      2,
      ['changelog.sql::users::ann now', 'changelog.sql::orders::ann now'],
    ],
    [
      'node-pg-migrate-failure',
      'node-pg-migrate',
      0,
      ['1767225600003_stock pending', '1767225600004_refunds failed'],
    ],
    ['node-pg-migrate-nothing', 'node-pg-migrate', 0, []],
    [
      'node-pg-migrate-success',
      'node-pg-migrate',
      2,
      ['1767225600001_users now', '1767225600002_orders now'],
    ],
    ['prisma-7-failed-before-from-source', 'Prisma', 0, ['20260101000004_refunds failed']],
    [
      'prisma-7-failure-from-source',
      'Prisma',
      1,
      ['20260101000003_stock now', '20260101000004_refunds failed'],
    ],
    ['prisma-7-nothing-from-source', 'Prisma', 0, []],
    [
      'prisma-7-success-from-source',
      'Prisma',
      2,
      ['20260101000001_users now', '20260101000002_orders now'],
    ],
    [
      'rails-failure',
      'Rails',
      1,
      ['20260101000003_create_stock now 1.1 ms', '20260101000004_add_refunds failed'],
    ],
    [
      'rails-status',
      'Rails',
      0,
      [
        '20260101000001_create_users before',
        '20260101000002_create_orders before',
        '20260101000003_create_stock before',
        '20260101000004_add_refunds pending',
      ],
    ],
    [
      'rails-success',
      'Rails',
      2,
      ['20260101000001_create_users now 1.1 ms', '20260101000002_create_orders now 0.9 ms'],
    ],
    [
      'sequelize-failure',
      'Sequelize',
      1,
      ['20260101000003-stock now 30 ms', '20260101000004-refunds failed'],
    ],
    ['sequelize-nothing', 'Sequelize', 0, []],
    [
      'sequelize-success',
      'Sequelize',
      2,
      ['20260101000001-users now 19 ms', '20260101000002-orders now 7 ms'],
    ],
    [
      'typeorm-failure',
      'TypeORM',
      0,
      ['Stock1767225600003 pending', 'Refunds1767225600004 failed'],
    ],
    ['typeorm-nothing', 'TypeORM', 0, []],
    ['typeorm-success', 'TypeORM', 2, ['Users1767225600001 now', 'Orders1767225600002 now']],
    ['alembic-dry-run', 'Alembic', 0, ['a1 users pending', 'b2 orders pending']],
    ['alembic-dry-run-unlogged', 'Alembic', 0, ['a1 pending', 'b2 pending']],
    ['atlas-dry-run-from-source', 'Atlas', 0, ['20260101000002 pending', '20260101000003 pending']],
    ['atlas-status-from-source', 'Atlas', 0, ['20260101000002 pending']],
    ['atlas-status-nothing-from-source', 'Atlas', 0, []],
    [
      'dbmate-status',
      'dbmate',
      0,
      [
        '20260101000001_users.sql before',
        '20260101000002_orders.sql before',
        '20260101000003_stock.sql before',
        '20260101000004_refunds.sql pending',
      ],
    ],
    [
      'django-list',
      'Django',
      0,
      [
        'shop.0001_users before',
        'shop.0002_orders before',
        'shop.0003_stock before',
        'shop.0004_refunds pending',
      ],
    ],
    ['django-plan', 'Django', 0, ['shop.0001_users pending', 'shop.0002_orders pending']],
    ['django-plan-nothing', 'Django', 0, []],
    [
      'ef-core-list-from-source',
      'EF Core',
      0,
      ['20260101000003_Stock pending', '20260101000004_Refunds pending'],
    ],
    [
      'flyway-info-from-source',
      'Flyway',
      0,
      ['1 - users before', '2 - orders before', '3 - stock pending', 'views pending'],
    ],
    ['laravel-8-pretend', 'Laravel', 0, ['2026_01_01_000001_create_towns pending']],
    [
      'laravel-13-pretend-from-source',
      'Laravel',
      0,
      ['2026_01_01_000003_create_stock pending', '2026_01_01_000004_add_refunds pending'],
    ],
    [
      'liquibase-dry-run',
      'Liquibase',
      0,
      ['changelog.sql::users::ann pending', 'changelog.sql::orders::ann pending'],
    ],
    ['liquibase-dry-run-nothing', 'Liquibase', 0, []],
    [
      'liquibase-status',
      'Liquibase',
      0,
      ['changelog.sql::users::ann pending', 'changelog.sql::orders::ann pending'],
    ],
    ['liquibase-status-nothing', 'Liquibase', 0, []],
    [
      'node-pg-migrate-dry-run',
      'node-pg-migrate',
      0,
      ['1767225600001_users pending', '1767225600002_orders pending'],
    ],
    [
      'prisma-7-status-from-source',
      'Prisma',
      0,
      ['20260101000003_stock pending', '20260101000004_refunds pending'],
    ],
    ['prisma-7-status-nothing-from-source', 'Prisma', 0, []],
    ['rails-pending', 'Rails', 0, ['20260101000004_add_refunds pending']],
    [
      'sequelize-status',
      'Sequelize',
      0,
      [
        '20260101000001-users before',
        '20260101000002-orders before',
        '20260101000003-stock before',
        '20260101000004-refunds pending',
      ],
    ],
    [
      'typeorm-show',
      'TypeORM',
      0,
      [
        'Users1767225600001 before',
        'Orders1767225600002 before',
        'Stock1767225600003 pending',
        'Refunds1767225600004 pending',
      ],
    ],
  ];

  it.each(rows)('%s: %s, %d applied', (name, tool, applied, migrations) => {
    const reports = read(name, endOf(name));
    expect(reports.map((report) => report.tool)).toEqual([tool]);
    expect(reports.map((report) => report.applied)).toEqual([applied]);
    expect(reports.flatMap(show)).toEqual(migrations);
  });

  // A tool that is silent.
  const silent = ['rails-nothing'];
  it.each(silent)('%s: nothing', (name) => {
    expect(read(name, 'succeeded')).toEqual([]);
  });

  it('is in a table here, of each log in the folder', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace(/\.log$/, ''));
    expect([...rows.map(([name]) => name), ...silent].sort()).toEqual(names.sort());
  });
});

describe('what went wrong', () => {
  it.each([
    [
      'alembic-failure-transactional',
      'sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation "missing" does not exist',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER',
        file: '/app/versions/d4_refunds.py',
        line: 5,
      },
    ],
    [
      'dbmate-failure-line',
      'line: 3, column: 24, position: 72: pq: type "integr" does not exist at position 3:24 (42704)',
      { statement: '', file: '20260101000004_refunds.sql', line: 3 },
    ],
    [
      'golang-migrate-failure-line',
      'migration failed: type "integr" does not exist (column 25)',
      undefined,
    ],
    [
      'alembic-failure',
      'sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) no such table: missing',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER',
        file: '/app/versions/d4_refunds.py',
        line: 5,
      },
    ],
    [
      'atlas-failure-from-source',
      'relation "missing" does not exist',
      { statement: 'ALTER TABLE missing ADD COLUMN total INTEGER;', file: '', line: undefined },
    ],
    [
      'dbmate-failure',
      'pq: relation "missing" does not exist (42P01)',
      { statement: '', file: '20260101000004_refunds.sql', line: undefined },
    ],
    [
      'django-failure',
      'django.db.utils.OperationalError: no such table: missing',
      { statement: '', file: '', line: undefined },
    ],
    [
      'ef-core-failure-from-source',
      '42P01: relation "missing" does not exist',
      { statement: 'ALTER TABLE missing\nADD total integer;', file: '', line: undefined },
    ],
    [
      'flyway-failure-from-source',
      'ERROR: relation "missing" does not exist',
      {
        statement: 'ALTER TABLE missing\nADD COLUMN total INTEGER',
        file: 'sql/V4__refunds.sql',
        line: 2,
      },
    ],
    ['golang-migrate-dirty', 'Dirty database version 4. Fix and force version.', undefined],
    [
      'golang-migrate-failure-verbose',
      'migration failed: relation "missing" does not exist',
      {
        statement:
          'CREATE TABLE refunds (id INTEGER PRIMARY KEY);\nALTER TABLE missing ADD COLUMN total INTEGER;',
        file: '',
        line: undefined,
      },
    ],
    ['golang-migrate-failure', 'migration failed: relation "missing" does not exist', undefined],
    [
      'goose-failure',
      'failed to run SQL migration: failed to execute SQL query "ALTER TABLE missing ADD COLUMN total INTEGER;": SQL logic error: no such table: missing (1)',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER;',
        file: '00004_refunds.sql',
        line: undefined,
      },
    ],
    [
      'knex-failure',
      'SQLITE_ERROR: no such table: missing',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER',
        file: '20260101000004_refunds.js',
        line: undefined,
      },
    ],
    [
      'laravel-13-failure-from-source',
      'SQLSTATE[42P01]: Undefined table: 7 ERROR: relation "missing" does not exist',
      { statement: 'ALTER TABLE missing ADD COLUMN total INTEGER', file: '', line: undefined },
    ],
    [
      'laravel-8-failure',
      'SQLSTATE[HY000]: General error: 1 no such table: missing',
      { statement: 'ALTER TABLE missing ADD COLUMN total INTEGER', file: '', line: undefined },
    ],
    [
      'liquibase-failure',
      'Table "MISSING" not found; SQL statement: ALTER TABLE missing ADD COLUMN total INTEGER [42102-224]',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER',
        file: 'changelog.sql',
        line: undefined,
      },
    ],
    [
      'node-pg-migrate-failure',
      'relation "missing" does not exist',
      { statement: 'ALTER TABLE missing ADD COLUMN total INTEGER;', file: '', line: undefined },
    ],
    [
      'prisma-7-failed-before-from-source',
      'P3009: migration 20260101000004_refunds failed in an earlier run',
      { statement: '', file: '', line: undefined },
    ],
    [
      'prisma-7-failure-from-source',
      'ERROR: relation "missing" does not exist',
      {
        statement: '',
        file: 'prisma/migrations/20260101000004_refunds/migration.sql',
        line: undefined,
      },
    ],
    [
      'rails-failure',
      'SQLite3::SQLException: no such table: missing',
      {
        statement: 'add_column(:missing, :total, :integer)',
        file: '/app/db/migrate/20260101000004_add_refunds.rb',
        line: 3,
      },
    ],
    [
      'sequelize-failure',
      'SQLITE_ERROR: no such table: missing',
      { statement: '', file: '', line: undefined },
    ],
    [
      'typeorm-failure',
      'SqliteError: no such table: missing',
      {
        statement: 'ALTER TABLE missing ADD COLUMN total INTEGER',
        file: '/app/migrations/Refunds1767225600004.js',
        line: 3,
      },
    ],
  ])('%s: %s', (name, error, where) => {
    const [report] = read(name, 'failed');
    const failed = report?.migrations.filter(({ state }) => state === 'failed') ?? [];
    expect(report?.error).toBe(error);
    expect(failed.map((it) => it.error)).toEqual(where === undefined ? [] : [error]);
    expect(failed.map(({ statement, file, line }) => ({ statement, file, line }))).toEqual(
      where === undefined ? [] : [where],
    );
  });

  it.each(rowsOfSuccess())('%s: nothing', (name) => {
    expect(read(name, 'succeeded').map(({ error }) => error)).toEqual(['']);
  });
});

function rowsOfSuccess(): readonly string[] {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.log$/, ''));
  return names.filter((name) => endOf(name) === 'succeeded' && read(name, 'succeeded').length > 0);
}
