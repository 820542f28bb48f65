import type { MigrationReport } from '../migrations/migration.js';
import { readAsPlanned } from '../migrations/planned.js';
import { listReports } from '../rollout/seen.js';
import type { ReportFacts } from './facts.js';

/** What all logs say of migrations, as it is told: a plan's hooks have applied nothing. */
export function listToldReports({ seen, command }: ReportFacts): readonly MigrationReport[] {
  const reports = listReports(seen);
  return command === 'plan' ? reports.map(readAsPlanned) : reports;
}
