import type { Answer } from '../diagnosis/diagnosis.js';
import { nameHook } from '../helm/hook.js';
import { totalOf } from '../migrations/total.js';
import type { DryRun } from './dry-run.js';

/** What is to be said of a dry run that was none; undefined where no log tells of an applied migration. */
export function explainApplied(dryRun: DryRun): Answer | undefined {
  if (dryRun.kind !== 'ran') return undefined;
  const hook = dryRun.seen.hooks.find(
    ({ migrated }) => (totalOf(migrated.reports, 'applied') ?? 0) > 0,
  );
  if (hook === undefined) return undefined;
  const count = totalOf(hook.migrated.reports, 'applied') ?? 0;
  return {
    outcome: 'deploy-failed',
    cause: 'chart',
    reason: `${nameHook(hook.hook)} applied ${String(count)} ${count === 1 ? 'migration' : 'migrations'}, as its log shows, although "plan-set" should make it a dry run.`,
    advice:
      'The database was changed. Check in the chart why the value in "plan-set" does not make a dry run. Do not run another plan before that.',
    hook,
  };
}
