import { asActionError } from '../errors.js';
import { type DryRun, runDryRun } from '../dry-run/dry-run.js';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { nameDryRun } from '../helm/dry-run-args.js';
import { nameHook } from '../helm/hook.js';
import type { ReleaseRecord } from '../helm/records.js';
import { isPending } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import { observeDeployed } from '../hooks/observation.js';
import { totalOf } from '../migrations/total.js';
import { listReports } from '../rollout/seen.js';
import type { Deploy } from './deps.js';
import type { PlanDeps, PlanResult, Standing } from './planning.js';

/** What helm rendered, and what the cluster has. */
export interface Compared {
  readonly standing: Standing;
  readonly helm: HelmExit;
  readonly rendered: ReleaseRecord;
  readonly again: ReleaseRecord;
}

/** What a deploy would do, and where that is asked for, what its hooks find in a dry run. */
export async function tellPlan(
  deps: PlanDeps,
  deploy: Deploy,
  { standing, helm, rendered, again }: Compared,
): Promise<PlanResult> {
  const { inputs } = deploy;
  const { describePlan, makePlan } = await import('../plan/plan.js');
  const plan = makePlan({ deployed: standing.record, rendered, again }, deps.veil);
  const { versions } = plan;
  const seen = { ...observeDeployed(standing.deployed), versions };
  const told = { helm, plan, seen };
  const describe = (pending?: number) => describePlan(plan, inputs.release, pending);
  if (inputs.planSet.length === 0) {
    const notices = [...noticePending(standing), ...(await noticeActive(deps))];
    return { ...told, diagnosis: planned(describe(), { notices }) };
  }
  deploy.reporter.announce(
    `Rendering the hooks for a dry run as release ${nameDryRun(inputs.release)}`,
  );
  const operation = standing.record === undefined ? 'install' : 'upgrade';
  const dryRun = await runDryRun(deps, {
    ...{ rendered, operation, planSet: inputs.planSet },
    givesValues: givesValues(inputs),
  });
  return await judgeDryRun(deps, deploy, { ...told, dryRun, describe });
}

/** Without any, an upgrade takes the values of the release before (`reuseValues` in `pkg/action/upgrade.go`, v4.3.1). */
function givesValues({ values, valuesInline, set }: Deploy['inputs']): boolean {
  const { set: plain, setString, setFile, setJson, setLiteral } = set;
  const all = [values, plain, setString, setFile, setJson, setLiteral];
  return valuesInline !== undefined || all.some((given) => given.length > 0);
}

function planned(reason: string, more: Pick<Diagnosis, 'notices' | 'warnings'>): Diagnosis {
  return {
    ...{ outcome: 'planned', cause: '', advice: '', workloads: 'unchanged', hook: undefined },
    ...{ reason, ...more },
  };
}

interface Told extends Required<Pick<PlanResult, 'helm' | 'plan' | 'seen'>> {
  readonly dryRun: DryRun;
  /** What would come, in one sentence, with the number of pending migrations. */
  readonly describe: (pending: number | undefined) => string;
}

async function judgeDryRun(
  { cancelled }: PlanDeps,
  { inputs }: Deploy,
  { dryRun, describe, seen: before, ...told }: Told,
): Promise<PlanResult> {
  const { release, namespace } = inputs;
  const ran = dryRun.kind === 'ran' ? dryRun.seen : { hooks: [], blind: [] };
  const seen = { ...before, hooks: ran.hooks, blind: ran.blind };
  const { diagnoseDryRun, listDryRunWarnings } = await import('../dry-run/diagnose.js');
  const timeoutMs = inputs.timeoutSeconds * 1_000;
  const asked = { release, namespace, asked: inputs, undecrypted: undefined, timeoutMs };
  const failed = diagnoseDryRun(dryRun, { ...asked, cancelled: cancelled.aborted });
  const pending = totalOf(listReports(seen), 'pending');
  const diagnosis = failed ?? planned(describe(pending), {});
  const { outcome } = diagnosis;
  return { ...told, seen, diagnosis: { ...diagnosis, ...listDryRunWarnings(dryRun, outcome) } };
}

/** Whether a hook is at work is not what a plan is asked for: where that cannot be seen, it says so. */
async function noticeActive(deps: PlanDeps): Promise<readonly string[]> {
  try {
    const active = await deps.findActiveHook();
    if (active === undefined) return [];
    const { hook, revision, because } = active;
    return [`${nameHook(hook)} of revision ${String(revision)} is still active (${because}).`];
  } catch (error) {
    return [`It is not known whether a hook is running: ${asActionError(error).message}`];
  }
}

function noticePending({ newest }: Standing): readonly string[] {
  if (newest === undefined || !isPending(newest)) return [];
  return [`Revision ${String(newest.revision)} is ${newest.status}: a deploy may be running.`];
}
