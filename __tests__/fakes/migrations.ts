import { concludeLog, type LogEnd } from '../../src/migrations/conclude.js';
import type { MigrationReport } from '../../src/migrations/migration.js';
import { MigrationReader } from '../../src/migrations/reader.js';
import type { LogLine } from '../../src/text/log-line.js';

/** What a whole log says of migrations, by tool. */
export function readMigrations(
  log: readonly LogLine[],
  end: LogEnd = 'open',
): readonly MigrationReport[] {
  const reader = new MigrationReader();
  reader.take(log);
  return concludeLog(reader.found, end);
}
