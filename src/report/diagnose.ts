import { nameHook } from '../helm/hook-name.js';
import type { ActionError } from '../errors.js';
import type { HelmExit } from '../helm/run.js';
import type { HookResult, Observation } from '../hooks/observation.js';
import {
  addEnding,
  explainEarlyEnd,
  explainFollowedOn,
  explainStarted,
  isSuspended,
} from './explain-ended.js';
import { explainHeld, explainHelm, explainNothingBegun, explainRelease } from './explain-helm.js';
import { explainActiveHook, explainFailedHook, isActive } from './explain-hook.js';
import { judgeWorkloads, type Workloads } from './workloads.js';

/** The closed list of outcomes, as in action.yml. */
export type Outcome =
  'deployed' | 'hook-failed' | 'hook-running' | 'deploy-failed' | 'blocked' | 'cancelled';

/** Helm's result and what was seen, as one answer. */
export interface Diagnosis {
  readonly outcome: Outcome;
  /** One sentence, as in the annotation. */
  readonly reason: string;
  /** What to do now; empty when all is well. */
  readonly advice: string;
  readonly workloads: Workloads;
  /** The hook that decided, where one did. */
  readonly hook: HookResult | undefined;
  /** Something to know though all is well. */
  readonly notice?: string;
}

/** All that a diagnosis is made from. */
export interface DeployFacts {
  readonly release: string;
  readonly namespace: string;
  readonly helm: HelmExit;
  readonly seen: Observation;
  readonly cancelled: boolean;
  /** What sops said of a values file that it could not decrypt. */
  readonly undecrypted: ActionError | undefined;
}

/** A diagnosis as its cause gives it. */
export type Answer = Omit<Diagnosis, 'workloads'>;

/**
 * Says what came of a deploy, and why. It is good only when both helm and every hook that we saw say
 * so; a hook that we could not see is not held against it. The first cause wins.
 */
export function diagnose(facts: DeployFacts): Diagnosis {
  const answer =
    explainCancel(facts) ??
    explainHeld(facts) ??
    explainFailedHook(facts) ??
    explainSuccess(facts) ??
    explainFollowedOn(facts) ??
    explainStarted(facts) ??
    explainEarlyEnd(facts) ??
    explainActiveHook(facts) ??
    explainNothingBegun(facts) ??
    explainRelease(facts) ??
    explainHelm(facts);
  // Of a release that another deploy holds nothing that was seen is ours.
  const seen = answer.outcome === 'blocked' ? { ...facts.seen, release: undefined } : facts.seen;
  const workloads = judgeWorkloads(answer.outcome === 'deployed', seen);
  return { ...addEnding(answer, facts.seen), workloads };
}

/** The diagnosis of a run that ended before helm was started: bad input, a missing tool. */
export function diagnoseError(error: ActionError): Diagnosis {
  return {
    outcome: 'deploy-failed',
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
      reason: describeCancelled(seen, helm),
      advice: '',
      hook: active,
    };
  const state = active.verdict.kind === 'running' ? 'is still running' : 'may still start';
  return {
    outcome: 'cancelled',
    reason: `The run was cancelled; ${nameHook(active.hook)} ${state} and was not touched.`,
    advice: 'The next deploy waits for its end, unless "active-hook" says otherwise.',
    hook: active,
  };
}

/** In some cancels helm was done already: what became of the release stands in its record. */
function describeCancelled({ release, hooks }: Observation, helm: HelmExit): string {
  const failed = hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (failed !== undefined) return `The run was cancelled; ${nameHook(failed.hook)} had failed.`;
  if (release?.status !== 'deployed' || helm.exitCode !== 0) return 'The run was cancelled.';
  return `The run was cancelled, too late for helm: revision ${String(release.revision)} is deployed.`;
}

function explainSuccess({ helm, seen, release, namespace }: DeployFacts): Answer | undefined {
  if (helm.exitCode !== 0) return undefined;
  if (seen.release !== undefined && seen.release.status !== 'deployed') {
    return {
      outcome: 'deploy-failed',
      reason: `helm reports success, but revision ${String(seen.release.revision)} of release "${release}" is ${seen.release.status}.`,
      advice:
        'Check that helm may update its release record (Secrets or ConfigMaps) in this namespace.',
      hook: undefined,
    };
  }
  const revision = seen.release === undefined ? '' : ` revision ${String(seen.release.revision)}`;
  const hook = seen.hooks.findLast(({ deciding }) => deciding !== undefined);
  return {
    outcome: 'deployed',
    reason: `${release}${revision} is deployed in namespace ${namespace}.`,
    advice: '',
    hook,
  };
}
