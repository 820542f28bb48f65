import type { Answer, DeployFacts, Diagnosis } from './diagnosis.js';
import { nameHook } from '../helm/hook.js';
import type { ActionError } from '../errors.js';
import { causeOfError } from './error-cause.js';
import type { HelmExit } from '../helm/run.js';
import { isActive, isSuspended } from '../hooks/at-work.js';
import type { Observation } from '../hooks/observation.js';
import { addEnding, explainEarlyEnd, explainFollowedOn, explainStarted } from './explain-ended.js';
import { explainHeld, explainHelm, explainNothingBegun, explainRelease } from './explain-helm.js';
import { explainActiveHook, explainFailedHook } from './explain-hook.js';
import { explainNextHook } from './explain-not-made.js';
import { explainRollout } from './explain-rollout.js';
import { noticeInitMigrations } from './init-notice.js';
import { explainSuccess, explainUnfinishedHook } from './explain-success.js';
import { judgeWorkloads } from './workloads.js';

/**
 * Says what came of a deploy, and why. It is good only when helm, its record and every Job or Pod hook say so; what
 * could not be seen is not held against it, and becomes a warning. docs/design.md has the table. The first cause wins.
 */
export function diagnose(facts: DeployFacts): Diagnosis {
  const answer = explainFirst(facts) ?? explainHelm(facts);
  // Of a release that another deploy holds nothing that was seen is ours.
  const seen = answer.outcome === 'blocked' ? { ...facts.seen, release: undefined } : facts.seen;
  const judged = judgeWorkloads(answer.outcome === 'deployed', seen);
  const isBack = facts.rollbackTo !== undefined && answer.outcome === 'deployed';
  const workloads = isBack ? 'rolled-back' : judged;
  const notices = [...(isBack ? [DATABASE_STAYS] : []), ...noticeInitMigrations(facts.seen)];
  return { ...addEnding(answer, facts.seen), workloads, ...(notices.length > 0 && { notices }) };
}

/** What a rollback is easily taken to have done. */
const DATABASE_STAYS =
  'The database was not rolled back: migrations that later revisions applied are still there. The version that runs now must work with the new schema.';

/** In order: the first that knows an answer gives it. */
const EXPLANATIONS: readonly ((facts: DeployFacts) => Answer | undefined)[] = [
  explainCancel,
  explainHeld,
  explainFailedHook,
  explainUnfinishedHook,
  explainSuccess,
  explainFollowedOn,
  explainStarted,
  explainEarlyEnd,
  explainActiveHook,
  explainRollout,
  explainNothingBegun,
  explainNextHook,
  explainRelease,
];

function explainFirst(facts: DeployFacts): Answer | undefined {
  for (const explain of EXPLANATIONS) {
    const answer = explain(facts);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The diagnosis of a run that ended before helm was started: bad input, a missing tool. */
export function diagnoseError(error: ActionError): Diagnosis {
  return {
    outcome: 'deploy-failed',
    cause: causeOfError(error),
    reason: error.message,
    advice: error.hint,
    workloads: 'unchanged',
    hook: undefined,
  };
}

function explainCancel({ cancelled, seen, helm }: DeployFacts): Answer | undefined {
  if (!cancelled) return undefined;
  const active = seen.hooks.find((it) => isActive(it) && !isSuspended(seen, it));
  if (active === undefined)
    return {
      outcome: 'cancelled',
      cause: 'cancelled',
      reason: describeCancelled(seen, helm),
      advice: '',
      hook: active,
    };
  const state = active.verdict.kind === 'running' ? 'is still running' : 'may still start';
  return {
    outcome: 'cancelled',
    cause: 'cancelled',
    reason: `The run was cancelled; ${nameHook(active.hook)} ${state} and was not touched.`,
    advice: 'The next deploy waits for it to finish, unless "active-hook" says otherwise.',
    hook: active,
  };
}

/** In some cancels helm was done already: what became of the release is in its record. */
function describeCancelled({ release, hooks }: Observation, helm: HelmExit): string {
  const failed = hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (failed !== undefined) return `The run was cancelled; ${nameHook(failed.hook)} had failed.`;
  if (release?.status !== 'deployed' || helm.exitCode !== 0) return 'The run was cancelled.';
  return `The run was cancelled after helm had finished: revision ${String(release.revision)} is deployed.`;
}
