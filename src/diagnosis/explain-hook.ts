import { nameHook } from '../helm/hook.js';
import { WAITED_JOB } from '../helm/run-order.js';
import { findActive, isSuspended } from '../hooks/at-work.js';
import { isExplained } from '../hooks/events.js';
import { listCut } from '../hooks/failures.js';
import { LEFTOVER } from '../hooks/leftover.js';
import type { HookResult } from '../hooks/result.js';
import { describeEnd, NEXT_ATTEMPT } from '../hooks/pod.js';
import { adviseLingering, type CauseAdvice, judgeFailure } from './advice.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { explainRetries, explainStuck } from './explain-attempts.js';
import { explainInit } from './explain-init.js';
import { explainLeftover, explainNameless, explainRefused } from './explain-not-made.js';
import {
  addSaid,
  describeCut,
  explainFailure,
  describeStops,
  isOfAttempts,
} from './failure-text.js';
import { addRest } from './half-applied.js';
import { formatSeconds } from '../text/format.js';
import { findHelmError, readHelmError, shortenError } from './helm-error.js';

/** A hook that failed, by its container, else as Kubernetes says, and what its log says of it. */
export function explainFailedHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = seen.hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (hook?.verdict.kind !== 'failed') return undefined;
  if (hook.leftover !== undefined && hook.verdict.reason === LEFTOVER)
    return explainLeftover(hook, hook.leftover, helm);
  const said = readHelmError(helm.lastErrors);
  const unmade = explainNameless(hook, said) ?? explainRefused(hook, said);
  if (unmade !== undefined) return unmade;
  const { verdict } = hook;
  const how = explainFailure(hook, verdict, shortenError(said));
  return {
    outcome: hook.event === WAITED_JOB ? 'rollout-failed' : 'hook-failed',
    ...judgeFailed(hook, verdict),
    reason: `${nameHook(hook.hook)} failed: ${how}${describeCut(hook, verdict)}${describeStops(hook)}`,
    hook,
  };
}

/** Where attempts failed before their time was over, their own error is what to correct. */
function judgeFailed(
  hook: HookResult,
  verdict: Extract<HookResult['verdict'], { kind: 'failed' }>,
): CauseAdvice {
  const why = isOfAttempts(hook, verdict) ? { reason: 'Error', message: '' } : verdict;
  const judged = judgeFailure(why, hook);
  if (listCut(hook).length === 0) return judged;
  return { ...judged, advice: addRest(judged.advice, hook, true) };
}

/** helm has stopped waiting, the hook has not: that is not a failure of the migration. */
export function explainActiveHook({ seen, helm, asked }: DeployFacts): Answer | undefined {
  const hook = findActive(seen);
  if (hook === undefined) return undefined;
  const { verdict, failures, waitsFor } = hook;
  if (verdict.kind === 'waiting') return explainStuck(hook, verdict.on, seen.release);
  if (hook.ended.length > 0 && waitsFor !== undefined && !isBetweenAttempts(waitsFor))
    return explainStuck(hook, waitsFor, seen.release);
  if (failures.failed > 0 && hook.lingering === undefined)
    return explainRetries(hook, isSuspended(seen, hook), helm);
  const said = findHelmError(helm.lastErrors);
  return (
    explainLingering(hook) ??
    explainLostNode(hook) ??
    explainInit(hook, said) ??
    explainRun(hook, describeWaited(said, asked?.timeoutSeconds))
  );
}

function explainRun(hook: HookResult, waited: string): Answer {
  const { kind, name, namespace } = hook.hook;
  return {
    outcome: 'hook-running',
    cause: 'hook-running',
    reason: `helm stopped waiting${waited}; ${nameHook(hook.hook)} is still running${describeStops(hook)}`,
    advice: `The hook was not touched. Wait for it to finish before redeploying, and increase "timeout". To follow it: kubectl logs --follow ${kind.toLowerCase()}/${name} --namespace ${namespace}`,
    hook,
  };
}

/** What helm says when its time is over: 3.22 and 4.3. */
const TIMED_OUT = /context deadline exceeded|timed out/;

/** Why helm stopped waiting: its time was over, or what it says. */
function describeWaited(said: string, seconds: number | undefined): string {
  if (!TIMED_OUT.test(said)) return said === '' ? '' : ` (${said})`;
  return seconds === undefined ? '' : ` after ${formatSeconds(seconds * 1_000)}`;
}

/** Nothing keeps the next attempt from starting but its delay. */
function isBetweenAttempts(on: string): boolean {
  return on === NEXT_ATTEMPT || on.startsWith('CrashLoopBackOff') || !isExplained(on);
}

/** The work is done, and the Job does not end. */
function explainLingering(hook: HookResult): Answer | undefined {
  if (hook.lingering === undefined) return undefined;
  const { ended, alive } = hook.lingering;
  const end = describeEnd(ended);
  const how = ended.exitCode === 0 ? end : addSaid(end, { deciding: ended, log: hook.log });
  const names = alive.map((name) => `"${name}"`).join(', ');
  return {
    outcome: 'hook-running',
    cause: 'hook-running',
    reason: `helm stopped waiting for ${nameHook(hook.hook)}: ${how}, but ${names} keeps the ${hook.hook.kind} running`,
    advice: adviseLingering(hook.lingering),
    hook,
  };
}

/** Whether it runs nobody knows. */
function explainLostNode(hook: HookResult): Answer | undefined {
  if (hook.lostNode === undefined) return undefined;
  const { node, since } = hook.lostNode;
  return {
    outcome: 'hook-running',
    cause: 'hook-running',
    reason: `helm stopped waiting for ${nameHook(hook.hook)}: it ran on node ${node}, which has not responded since ${since}`,
    advice: `It may still run there: check the node before the next deploy. If the machine is off for good, kubectl delete node ${node} lets Kubernetes remove what ran on it.`,
    hook,
  };
}
