import { asActionError } from '../errors.js';
import { type DryRun, runDryRun } from '../dry-run/dry-run.js';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { nameDryRun } from '../helm/dry-run-args.js';
import { nameHook } from '../helm/hook.js';
import type { ReleaseRecord } from '../helm/records.js';
import { isPending } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import { observeDeployed } from '../hooks/observation.js';
import { type DeploySeen, listReports } from '../rollout/seen.js';
import { joinSentences } from '../text/format.js';
import type { Deploy } from './deps.js';
import { cancelledResult, type PlanDeps, type PlanResult, type Standing } from './planning.js';

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
  if (inputs.planSet.length === 0) {
    const notices = [...noticePending(standing), ...(await noticeActive(deps))];
    return { ...told, diagnosis: planned(describePlan(plan, inputs.release), { notices }) };
  }
  deploy.reporter.announce(
    `Rendering the hooks for a dry run as release ${nameDryRun(inputs.release)}`,
  );
  const operation = standing.record === undefined ? 'install' : 'upgrade';
  const dryRun = await runDryRun(deps, {
    ...{ rendered, operation, planSet: inputs.planSet },
    givesValues: givesValues(inputs),
  });
  return await judgeDryRun(deps, deploy, { ...told, dryRun });
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
}

async function judgeDryRun(
  { cancelled }: PlanDeps,
  { inputs }: Deploy,
  { dryRun, helm, plan, seen: before }: Told,
): Promise<PlanResult> {
  const { release, namespace } = inputs;
  const ran = dryRun.kind === 'ran' ? dryRun.seen : { hooks: [], blind: [] };
  const seen = { ...before, hooks: ran.hooks, blind: ran.blind };
  const { describePlan } = await import('../plan/plan.js');
  const { diagnoseDryRun, listDryRunWarnings } = await import('../dry-run/diagnose.js');
  const more = listDryRunWarnings(dryRun);
  const { explainApplied } = await import('../dry-run/applied.js');
  // A database that was changed is worth more words than a cancel.
  if (cancelled.aborted && explainApplied(dryRun) === undefined) {
    const { diagnosis } = cancelledResult();
    const { warnings } = more;
    const told = { ...diagnosis, advice: tellRemoved(dryRun), ...(warnings && { warnings }) };
    return { helm, plan, seen, diagnosis: told };
  }
  const timeoutMs = inputs.timeoutSeconds * 1_000;
  const asked = { release, namespace, asked: inputs, undecrypted: undefined, timeoutMs };
  const failed = diagnoseDryRun(dryRun, asked);
  const diagnosis = failed ?? planned(describePlan(plan, release, countPending(seen)), {});
  return { helm, plan, seen, diagnosis: { ...diagnosis, ...more } };
}

function tellRemoved(dryRun: DryRun): string {
  const isClean = dryRun.kind === 'ran' && dryRun.seen.left.length === 0;
  return joinSentences(
    'This was a plan: nothing that is deployed was changed.',
    isClean ? 'All objects of the dry run were removed.' : '',
  );
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

/** Undefined where no tool's log tells: nobody knows then. */
function countPending(seen: DeploySeen): number | undefined {
  const reports = listReports(seen);
  if (reports.length === 0) return undefined;
  return reports.reduce((sum, { pending }) => sum + pending, 0);
}
