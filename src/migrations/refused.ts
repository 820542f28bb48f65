import { findTellingLine } from '../text/telling-line.js';
import type { LogLine } from '../text/log-line.js';
import { isOfMigrationTool } from './marks.js';
import type { MigrationReport } from './migration.js';

/** What a database refused when a program connected to it. */
export type Refused = 'login' | 'database';

interface Ran {
  readonly log: readonly Pick<LogLine, 'text'>[];
  readonly migrated: { readonly reports: readonly MigrationReport[] };
}

/** MySQL and MariaDB, PostgreSQL, SQL Server, Oracle, MongoDB: the user or the password is wrong. */
const LOGIN: readonly RegExp[] = [
  /\bAccess denied for user '[^']*'@'[^']*'(?: \(using password: |$|")/,
  /\bpassword authentication failed for user\b|\bno password supplied\b|\bfe_sendauth: /,
  /\bFATAL: {1,2}role ".*" does not exist|\brole ".*" does not exist \(SQLSTATE 28000\)/,
  /\bLogin failed for user '|\bORA-01017\b|\bMongoServerError: Authentication failed/,
];

/** The same servers: there is no database of that name. */
const DATABASE: readonly RegExp[] = [
  /\bUnknown database '/,
  /\bFATAL: {1,2}database ".*" does not exist|\bdatabase ".*" does not exist \(SQLSTATE 3D000\)/,
  /\bpq: database ".*" does not exist/,
  /\bCannot open database ".*" requested by the login/,
];

/** A statement's own error: MySQL refuses `LOAD DATA` in the same words. */
const OF_STATEMENT = /\bat line \d+: |\bmigration failed\b|\bFailed SQL\b/;

/** What the database refused at connect time, where the log shows no migration that began. Undefined of all others. */
export function findRefused({ log, migrated }: Ran): Refused | undefined {
  const line = findTellingLine(log);
  if (OF_STATEMENT.test(line) || migrated.reports.some(hasBegun)) return undefined;
  const isOfUnreadTool =
    migrated.reports.length === 0 &&
    isOfMigrationTool(log.filter(({ text }) => !text.includes(line)));
  if (isOfUnreadTool) return undefined;
  if (LOGIN.some((says) => says.test(line))) return 'login';
  return DATABASE.some((says) => says.test(line)) ? 'database' : undefined;
}

function hasBegun({ applied, migrations }: MigrationReport): boolean {
  return (
    applied > 0 || migrations.some(({ state }) => state === 'applied-now' || state === 'failed')
  );
}
