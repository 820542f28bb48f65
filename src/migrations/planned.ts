import type { Migration, MigrationReport } from './migration.js';

/**
 * The report of a hook that was run for a plan, with the values for a dry run. Some tools print the same in a dry run as
 * in a real run: what they say is applied is pending then.
 */
export function readAsPlanned(report: MigrationReport): MigrationReport {
  if (report.doubt !== 'dry-run') return report;
  const migrations = report.migrations.map((it): Migration =>
    it.state === 'applied-now' ? { ...it, state: 'pending', when: '', durationMs: undefined } : it,
  );
  return { ...report, migrations, applied: 0, pending: report.pending + report.applied };
}
