import { explainApplied } from './applied.js';
import type { DryRun } from './dry-run.js';
import { explainRefused } from './refused.js';
import type { DryRunSeen, DryRunStop } from './run.js';
import { nameDryRun } from '../helm/dry-run-args.js';
import { type Hook, nameHook } from '../helm/hook.js';
import type { HelmExit } from '../helm/run.js';
import type { HookResult } from '../hooks/result.js';
import { observeDeployed } from '../hooks/observation.js';
import { endSentence, formatSeconds, joinSentences } from '../text/format.js';
import type { Answer, DeployFacts, Diagnosis } from '../diagnosis/diagnosis.js';
import { causeOfError } from '../diagnosis/error-cause.js';
import { explainStuck } from '../diagnosis/explain-attempts.js';
import { explainEarlyEnd } from '../diagnosis/explain-ended.js';
import { explainFailedHook } from '../diagnosis/explain-hook.js';
import { diagnoseCancelledPlan } from '../diagnosis/cancelled-plan.js';
import { adviseForPlan, diagnosePlan } from '../diagnosis/plan.js';

/** What the diagnosis of a dry run is made from, beside what came of it. */
export type DryRunAsked = Omit<DeployFacts, 'helm' | 'seen'> & {
  readonly timeoutMs: number;
};

const UNCHANGED = 'This was a plan: nothing that is deployed was changed.';

/**
 * Why a dry run could not tell which migrations are pending; undefined where it has run to its end. A database that was
 * changed is worth more words than a cancel, and that more than a failure.
 */
export function diagnoseDryRun(dryRun: DryRun, asked: DryRunAsked): Diagnosis | undefined {
  const applied = explainApplied(dryRun);
  if (applied !== undefined) return { ...applied, workloads: 'unchanged' };
  if (asked.cancelled) return diagnoseCancelledPlan(tellRemoved(dryRun));
  if (dryRun.kind === 'not-rendered') return explainRendering(dryRun.helm, asked);
  const answer = dryRun.kind === 'ran' ? explainSeen(dryRun.seen, asked) : explainRefused(dryRun);
  if (answer === undefined) return undefined;
  const advice = joinSentences(adviseForPlan(answer.advice), UNCHANGED);
  return { ...answer, advice, workloads: 'unchanged' };
}

function tellRemoved(dryRun: DryRun): string {
  const isClean = dryRun.kind === 'ran' && dryRun.seen.left.length === 0;
  return joinSentences(UNCHANGED, isClean ? 'All objects of the dry run were removed.' : '');
}

/** The plan itself was rendered before, without `plan-set`. */
function explainRendering(helm: HelmExit, asked: DryRunAsked): Diagnosis {
  const seen = observeDeployed(undefined);
  const release = nameDryRun(asked.release);
  const diagnosis = diagnosePlan({ ...asked, release, helm, seen });
  const advice = joinSentences(
    'Correct "plan-set": the chart can be rendered without it.',
    diagnosis.advice,
  );
  return { ...diagnosis, advice };
}

/** What is to be known of a dry run beside its outcome; after a cancel, what is left of it alone. */
export function listDryRunWarnings(
  dryRun: DryRun,
  outcome: Diagnosis['outcome'],
): Pick<Diagnosis, 'notices' | 'warnings'> {
  if (dryRun.kind !== 'ran') return {};
  const { seen, left } = dryRun;
  const isTold = seen.hooks.some(({ migrated }) => migrated.reports.length > 0);
  const notices = [
    ...left.map((hook) => `${nameHook(hook)} was not run: "plan-set" does not change it.`),
    ...(isTold || seen.stop !== undefined ? [] : [NOT_TOLD]),
  ];
  return {
    ...(outcome === 'cancelled' ? {} : { notices }),
    warnings: seen.left.map(
      ({ hook, error }) =>
        `${nameHook(hook)} of the dry run could not be deleted: ${endSentence(error.message)} ${endSentence(error.hint)} Delete it with: ${remove(hook)}`,
    ),
  };
}

const NOT_TOLD =
  'It is not known which migrations are pending: the log of the dry run has no output that the action can read. docs/migration-tools.md lists what it reads.';

function remove({ kind, name, namespace }: Hook): string {
  return `kubectl delete ${kind.toLowerCase()} ${name} --namespace ${namespace}`;
}

function explainSeen({ stop, hooks }: DryRunSeen, asked: DryRunAsked): Answer | undefined {
  if (stop === undefined) return undefined;
  if (stop.kind === 'hook') return explainStopped(stop, hooks, asked);
  if (stop.kind === 'not-made')
    return {
      outcome: 'deploy-failed',
      cause: causeOfError(stop.error),
      reason: `The dry run could not create ${nameHook(stop.hook)}: ${stop.error.message}`,
      advice: stop.error.hint,
      hook: undefined,
    };
  return explainTaken(stop);
}

function explainTaken({ hooks, isOfPlan }: Extract<DryRunStop, { kind: 'exists' }>): Answer {
  const isOne = hooks.length === 1;
  const them = isOne ? 'it' : 'them';
  const advice = isOfPlan
    ? `Another plan of the release created ${them}. Wait for that plan to finish; to run one plan at a time, set "concurrency" in the workflow. If no plan is running, delete ${them}`
    : `A dry run does not replace existing objects. If nothing needs ${them}, delete ${them}`;
  return {
    ...{ outcome: 'blocked', cause: 'guard', hook: undefined },
    reason: `${hooks.map(nameHook).join(', ')} already ${isOne ? 'exists' : 'exist'}, so the dry run was not started.`,
    advice: `${advice}: ${hooks.map(remove).join(' && ')}`,
  };
}

/** helm has no part in it. */
const NO_HELM: HelmExit = { exitCode: 1, signal: undefined, lastErrors: [] };

function explainStopped(
  { hook, endedEarly }: Extract<DryRunStop, { kind: 'hook' }>,
  hooks: readonly HookResult[],
  { timeoutMs, ...asked }: DryRunAsked,
): Answer {
  const seen = { ...observeDeployed(undefined), hooks, endedEarly };
  const facts: DeployFacts = { ...asked, helm: NO_HELM, seen };
  const { verdict } = hook;
  return (
    explainFailedHook(facts) ??
    explainEarlyEnd(facts) ??
    (verdict.kind === 'waiting' ? explainStuck(hook, verdict.on, undefined) : undefined) ?? {
      outcome: 'hook-failed',
      cause: 'hook-stopped',
      reason: `${nameHook(hook.hook)} did not finish within ${formatSeconds(timeoutMs)}, so the plan deleted it`,
      advice: 'Check its log for what it waited for, or increase "timeout".',
      hook,
    }
  );
}
