import type { MigrationReport } from './migration.js';

/** The sum over all reports; undefined where no tool's log is known: 0 would say that there is none. */
export function totalOf(
  reports: readonly MigrationReport[],
  which: 'applied' | 'pending',
): number | undefined {
  if (reports.length === 0) return undefined;
  return reports.reduce((sum, report) => sum + report[which], 0);
}
