import { explainApplied } from './applied.js';
import type { DryRun } from './dry-run.js';
import type { DryRunSeen, DryRunStop } from './run.js';
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
import { diagnosePlan } from '../diagnosis/plan.js';

/** What the diagnosis of a dry run is made from, beside what came of it. */
export type DryRunAsked = Omit<DeployFacts, 'helm' | 'seen' | 'cancelled'> & {
  readonly timeoutMs: number;
};

const UNCHANGED = 'This was a plan: nothing that is deployed was changed.';

/** Why a dry run could not tell which migrations are pending; undefined where it has run to its end. */
export function diagnoseDryRun(dryRun: DryRun, asked: DryRunAsked): Diagnosis | undefined {
  if (dryRun.kind === 'not-rendered') {
    const seen = observeDeployed(undefined);
    return diagnosePlan({ ...asked, helm: dryRun.helm, seen, cancelled: false });
  }
  const applied = explainApplied(dryRun);
  if (applied !== undefined) return { ...applied, workloads: 'unchanged' };
  const answer = dryRun.kind === 'ran' ? explainSeen(dryRun.seen, asked) : explainRefused(dryRun);
  if (answer === undefined) return undefined;
  const advice = joinSentences(answer.advice, UNCHANGED);
  return { ...answer, advice, workloads: 'unchanged' };
}

/** What is to be known of a dry run beside its outcome. */
export function listDryRunWarnings(dryRun: DryRun): Pick<Diagnosis, 'notices' | 'warnings'> {
  if (dryRun.kind !== 'ran') return {};
  const { seen, left } = dryRun;
  const isTold = seen.hooks.some(({ migrated }) => migrated.reports.length > 0);
  return {
    notices: [
      ...left.map((hook) => `${nameHook(hook)} was not run: "plan-set" does not change it.`),
      ...(isTold || seen.stop !== undefined ? [] : [NOT_TOLD]),
    ],
    warnings: seen.left.map(
      ({ hook, error }) =>
        `${nameHook(hook)} of the dry run could not be removed: ${endSentence(error.message)} Remove it with: ${remove(hook)}`,
    ),
  };
}

const NOT_TOLD =
  'It is not known which migrations are pending: the action cannot read that from the log of the dry run.';

function remove({ kind, name, namespace }: Hook): string {
  return `kubectl delete ${kind.toLowerCase()} ${name} --namespace ${namespace}`;
}

type Refused = Exclude<DryRun, { kind: 'ran' | 'not-rendered' }>;

function explainRefused(refused: Refused): Answer {
  const wrong = { outcome: 'deploy-failed', cause: 'input', hook: undefined } as const;
  switch (refused.kind) {
    case 'no-hook':
      return {
        ...wrong,
        reason: `"plan-set" is set, but the chart has no Job or Pod with the hook ${refused.event}.`,
        advice: 'Leave "plan-set" out for this chart.',
      };
    case 'not-dry':
      return {
        ...wrong,
        reason: `"plan-set" does not change ${refused.hooks.map(nameHook).join(', ')}, which would migrate the database. Nothing was run.`,
        advice:
          'Check the name of the value in "plan-set". If the chart has no dry run, leave "plan-set" out.',
      };
    case 'same-name':
      return {
        ...wrong,
        cause: 'chart',
        reason: `${nameHook(refused.hook)} has the same name in the dry run as in a deploy. Nothing was run.`,
        advice:
          'The name of a hook must contain the name of the release. If the values set "fullnameOverride", set another one in "plan-set".',
      };
    case 'active': {
      const { hook, revision, because } = refused.at;
      return {
        ...{ outcome: 'blocked', cause: 'guard', hook: undefined },
        reason: `${nameHook(hook)} of revision ${String(revision)} is still active (${because}), so the dry run was not started.`,
        advice: 'Wait for it to finish, then run the plan again.',
      };
    }
    default:
      return refused satisfies never;
  }
}

function explainSeen({ stop, hooks }: DryRunSeen, asked: DryRunAsked): Answer | undefined {
  if (stop === undefined) return undefined;
  if (stop.kind === 'hook') return explainStopped(stop, hooks, asked);
  const { hook } = stop;
  if (stop.kind === 'not-made')
    return {
      outcome: 'deploy-failed',
      cause: causeOfError(stop.error),
      reason: `The dry run could not create ${nameHook(hook)}: ${stop.error.message}`,
      advice: stop.error.hint,
      hook: undefined,
    };
  const whose = stop.isOfPlan
    ? 'Another plan of the release made it. Wait for that plan to finish; to run one plan at a time, set "concurrency" in the workflow. If no plan is running, delete it'
    : 'A dry run replaces nothing. If it is not needed, delete it';
  return {
    ...{ outcome: 'blocked', cause: 'guard', hook: undefined },
    reason: `${nameHook(hook)} already exists, so the dry run was not started.`,
    advice: `${whose}: ${remove(hook)}`,
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
  const facts: DeployFacts = { ...asked, helm: NO_HELM, seen, cancelled: false };
  const { verdict } = hook;
  return (
    explainFailedHook(facts) ??
    explainEarlyEnd(facts) ??
    (verdict.kind === 'waiting' ? explainStuck(hook, verdict.on, undefined) : undefined) ?? {
      outcome: 'hook-failed',
      cause: 'hook-stopped',
      reason: `${nameHook(hook.hook)} did not finish within ${formatSeconds(timeoutMs)} and was removed`,
      advice: 'Look in its log for what it waited for, or increase "timeout".',
      hook,
    }
  );
}
