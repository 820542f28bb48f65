import type { LogLine } from '../text/log-line.js';
import type { MigrationReport } from './migration.js';
import { readSqlMigrate } from './sql-migrate.js';

/** One reader for each migration tool; each knows its own tool's log and returns undefined for others. */
const READERS: readonly ((log: readonly LogLine[]) => MigrationReport | undefined)[] = [
  readSqlMigrate,
];

/** What a hook's log says of migrations; undefined when it is not a migration tool's that we know. */
export function readMigrations(log: readonly LogLine[]): MigrationReport | undefined {
  for (const read of READERS) {
    const report = read(log);
    if (report !== undefined) return report;
  }
  return undefined;
}
