import type { LogLine } from '../text/log-line.js';
import type { MigrationReport } from './migration.js';
import { GOLANG_MIGRATE } from './tools/golang-migrate.js';

/**
 * Lines that only a migration tool prints: golang-migrate, goose, dbmate, Atlas, Flyway, Liquibase, Alembic, Django,
 * Rails, Phinx and sequelize, Prisma, EF Core, Knex, TypeORM, node-pg-migrate, drizzle-kit, Doctrine, Laravel, sqlx,
 * diesel. A log's own time may be before them.
 */
const TOOLS: readonly RegExp[] = [
  /\b\d+\/[ud] \S+ \(\d|\bDirty database version \d|\bmigration failed.* in line \d+: /,
  /\bgoose(?: run)?: |\bOK {3,}\S+\.(?:sql|go) \(/,
  /\bAppl(?:ying|ied): \S+\.sql\b|-- migrating version \S/,
  /\bMigrating schema .+ to version "|\bMigration of schema .+ failed!|\bFailed to execute script \S+\.sql/,
  /\bRunning Changeset: |\bMigration failed for changeset /,
  /\balembic\.runtime\.migration\b|^Running migrations:|^ *Applying \w+\.\d{4}_\w+\.\.\./,
  /== .*: migrating =|-- (?:add|change|remove|rename)_column\(/,
  /\bApplying migration [`']|\bPrisma Migrate\b|\bError: P30\d\d\b/,
  /\bBatch \d+ run: \d+ migrations|\bmigration file ".+" failed|lock to run migrations/,
  /\bMigration "?\S+"? (?:failed, error: |has been executed successfully)|\bError during migration run:/,
  /> Migrating files:|> Rolling back attempted migration|\bapplying migrations\.\.\./,
  /\[notice\] Migrating |\bMigration \S+ failed during Execution\b/,
  /\bINFO {1,2}Running migrations\.|^ *Migrating: \d{4}_/,
  /\bwhile executing migration \d|\bFailed to run \d{4}-\S+ with: |^Running migration \d{4}-/,
];

/** Databases that commit before and after each statement that changes the schema. */
const COMMITS: readonly RegExp[] = [
  /\b(?:ERROR|Error) \d{4}(?: \(\w{5}\))?(?: at line \d+)?: /,
  /\bSQLSTATE\[\w{5}\](?: \[\d{4}\]|: [\w ]+: 1\d{3} )/,
  /\b(?:pymysql|MySQLdb|mysql\.connector)\b|\bMysql2::Error|\bMySqlException\b|\bER_[A-Z]{3}[A-Z_]+\b/,
  /\bcom\.mysql\.|\borg\.mariadb\.|\[Failed SQL: \(1\d{3}\)|\bError Code *: 1\d{3}\b/,
  /\bORA-\d{5}\b/,
];

/** Databases that take a change of the schema back with its transaction. */
const TAKES_BACK: readonly RegExp[] = [
  /(?:^|[ :])(?:ERROR|FATAL|PANIC): {2}\S|\b(?:pq|pgx): \S|\(SQLSTATE \w{5}\)/,
  /\bsyntax error at or near "/,
  /\b(?:psycopg\w*|asyncpg)\.|\bPG::\w|\bPostgresException\b|\bPSQLException\b/,
  /\brelation ".*" (?:does not exist|already exists)|\bcolumn ".*" (?:of relation ".*" )?(?:does not|already) exist/,
  /\bsqlite3?\b|\bSQLITE_|\bno such (?:table|column): |\bMsg \d+, Level \d+/i,
];

/**
 * golang-migrate refuses to run since an earlier run stopped half-way, or stops half-way now, or since the database has
 * a version without a file (v4.20.1, `migrate.go` and `database/error.go`).
 */
const DIRTY = /\bDirty database version (\d{1,20})\. Fix and force version\./;
const MADE_DIRTY = /\bmigration failed.* in line \d+: /;
const NO_FILE = /\bno migration found for version (\d{1,20})\b/;

/** Whether a log is that of a migration tool, by what such a tool prints. */
export function isOfMigrationTool(log: readonly Pick<LogLine, 'text'>[]): boolean {
  return hasOne(log, TOOLS);
}

/**
 * Whether what a log shows may have left a migration half applied: a database that commits each change of the schema,
 * or a migration tool whose database is not told.
 */
export function mayBeHalfApplied(
  log: readonly Pick<LogLine, 'text'>[],
  isMigration: boolean,
): boolean {
  return hasOne(log, COMMITS) || (isMigration && !hasOne(log, TAKES_BACK));
}

/** Why golang-migrate does not touch a database: since when it is dirty, or which version of it has no file. */
export type Dirty =
  { readonly since: 'before' | 'no-file'; readonly version: string } | { readonly since: 'now' };

/** Whether golang-migrate calls the database dirty, has just made it so, or does not know its version. */
export function findDirty(log: readonly Pick<LogLine, 'text'>[]): Dirty | undefined {
  const before = findVersion(log, DIRTY);
  if (before !== undefined) return { since: 'before', version: before };
  if (hasOne(log, [MADE_DIRTY])) return { since: 'now' };
  const version = findVersion(log, NO_FILE);
  return version === undefined ? undefined : { since: 'no-file', version };
}

/** The version of the migration that golang-migrate applied just before, where the log names it. */
export function findLastApplied(
  reports: readonly MigrationReport[],
  dirty: Dirty,
): string | undefined {
  if (dirty.since === 'no-file') return undefined;
  const { migrations = [] } = reports.find(({ tool }) => tool === GOLANG_MIGRATE.name) ?? {};
  const last = migrations.findLast(({ state }) => state === 'applied-now')?.id;
  const version = /^\d+(?=_)/.exec(last ?? '')?.[0];
  if (version === undefined || dirty.since === 'now') return version;
  return BigInt(version) < BigInt(dirty.version) ? version : undefined;
}

function findVersion(log: readonly Pick<LogLine, 'text'>[], mark: RegExp): string | undefined {
  return log.map(({ text }) => mark.exec(text)?.[1]).findLast((it) => it !== undefined);
}

function hasOne(log: readonly Pick<LogLine, 'text'>[], marks: readonly RegExp[]): boolean {
  return log.some(({ text }) => marks.some((mark) => mark.test(text)));
}
