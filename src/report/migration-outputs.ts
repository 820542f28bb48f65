import type { MigrationReport } from '../migrations/migration.js';
import { cutText } from '../text/format.js';

/** GitHub takes 1 MB for all outputs of a job: so much is for the SQL of one migration, and of all, in characters. */
const SQL_LENGTH = 2_000;
const ALL_SQL_LENGTH = 200_000;

/** The output `migrations`: each migration of each report. */
export function describeMigrations(reports: readonly MigrationReport[]): readonly object[] {
  let left = ALL_SQL_LENGTH;
  return reports.flatMap(({ tool, migrations }) =>
    migrations.map(({ id, state, when, durationMs, error, file, line, sql }) => {
      const shown = state === 'pending' && left > 0 ? cutText(sql, Math.min(SQL_LENGTH, left)) : '';
      left -= shown.length;
      return {
        ...{ tool, id, state, when },
        ...{ durationMs: durationMs ?? null, error, file, line: line ?? null },
        sql: shown === '' ? [] : shown.split('\n'),
      };
    }),
  );
}

/** The output `applied`. No number where no tool's log is known: 0 would say that nothing was to be done. */
export function countApplied(reports: readonly MigrationReport[]): string {
  return count(reports, ({ applied }) => applied);
}

/** The output `pending`. No number where no tool's log is known: 0 would say that nothing is pending. */
export function countPending(reports: readonly MigrationReport[]): string {
  return count(reports, ({ pending }) => pending);
}

function count(
  reports: readonly MigrationReport[],
  number: (report: MigrationReport) => number,
): string {
  if (reports.length === 0) return '';
  return String(reports.reduce((sum, report) => sum + number(report), 0));
}
