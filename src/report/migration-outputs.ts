import type { MigrationReport } from '../migrations/migration.js';
import { totalOf } from '../migrations/total.js';
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

/** The outputs `applied` and `pending`: empty where nobody knows. */
export function formatTotal(
  reports: readonly MigrationReport[],
  which: Parameters<typeof totalOf>[1],
): string {
  return String(totalOf(reports, which) ?? '');
}
