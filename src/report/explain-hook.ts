import { nameHook } from '../helm/hook.js';
import { WAITED_JOB } from '../helm/runs.js';
import type { Release } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import { findActive, isSuspended } from '../hooks/at-work.js';
import { isExplained } from '../hooks/events.js';
import { describeFailures } from '../hooks/failures.js';
import { SUSPENDED } from '../hooks/job.js';
import { LEFTOVER } from '../hooks/leftover.js';
import type { HookResult } from '../hooks/observation.js';
import { describeEnd, NEXT_ATTEMPT } from '../hooks/pod.js';
import { readMigrations } from '../migrations/read.js';
import { adviseFailure, adviseLingering, adviseWaiting } from './advice.js';
import type { Answer, DeployFacts } from './diagnose.js';
import { explainInit } from './explain-init.js';
import { describeFailure, findSaid } from './failure.js';
import { explainLeftover, explainNameless } from './explain-not-made.js';
import { HALF_APPLIED } from './failure-causes.js';
import { formatSpan } from './format.js';
import { findHelmError } from './telling-line.js';

/** A hook that failed, by its container, else as Kubernetes says, and what its log says of it. */
export function explainFailedHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = seen.hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (hook?.verdict.kind !== 'failed') return undefined;
  if (hook.leftover !== undefined && hook.verdict.reason === LEFTOVER)
    return explainLeftover(hook, hook.leftover, helm);
  const nameless = explainNameless(hook, findHelmError(helm.lastErrors));
  if (nameless !== undefined) return nameless;
  const report = readMigrations(hook.log);
  const { verdict, deciding } = hook;
  const said = report?.error || findSaid(hook);
  const how = describeFailure(hook, verdict, helm);
  return {
    outcome: hook.event === WAITED_JOB ? 'deploy-failed' : 'hook-failed',
    reason: `${nameHook(hook.hook)} failed: ${[how, said].filter(Boolean).join(': ')}`,
    advice: adviseFailure(verdict, deciding, report !== undefined),
    hook,
  };
}

/** helm has given up, the hook has not: that is not a failure of the migration. */
export function explainActiveHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = findActive(seen);
  if (hook === undefined) return undefined;
  const { verdict, failures, waitsFor } = hook;
  if (verdict.kind === 'waiting') return explainStuck(hook, verdict.on, seen.release);
  if (failures.failed > 0 && waitsFor !== undefined && !isBetweenAttempts(waitsFor))
    return explainStuck(hook, waitsFor, seen.release);
  if (failures.failed > 0 && hook.lingering === undefined)
    return explainRetries(hook, isSuspended(seen, hook), helm);
  const said = findHelmError(helm.lastErrors);
  return (
    explainLingering(hook) ??
    explainLostNode(hook) ??
    explainInit(hook, said) ??
    explainRun(hook, said)
  );
}

function explainRun(hook: HookResult, said: string): Answer {
  return {
    outcome: 'hook-running',
    reason: `helm stopped waiting, but ${nameHook(hook.hook)} is still running: ${said}`,
    advice:
      'The hook was not touched. Wait for it to finish before redeploying, and increase "timeout".',
    hook,
  };
}

/** A hook that does not go on, with what it did before: what was seen to run is never left out. */
export function explainStuck(hook: HookResult, on: string, release: Release | undefined): Answer {
  const advice = adviseWaiting(on, hook, release);
  const hasRun = hook.ran !== undefined || hook.failures.failed > 0;
  return {
    outcome: 'hook-failed',
    reason: describeStuck(hook, on),
    advice: hasRun ? `${advice} ${HALF_APPLIED}` : advice,
    hook,
  };
}

function describeStuck(hook: HookResult, on: string): string {
  const name = nameHook(hook.hook);
  const failed = describeFailures(hook);
  if (failed !== '') {
    const how = [failed, findSaid(hook)].filter(Boolean).join(': ');
    return `${name} failed: ${how}; its next attempt cannot start: ${on}`;
  }
  if (hook.ran === undefined) return `${name} did not start: it waits for ${on}`;
  const took = formatSpan(hook.ran);
  const after = took === '' ? '' : ` after ${took}`;
  return on === SUSPENDED
    ? `${name} was suspended while it ran${after}`
    : `${name} ran and was stopped${after}, and does not start again: it waits for ${on}`;
}

/** All attempts so far failed, and helm did not wait for the last one. */
function explainRetries(hook: HookResult, isOver: boolean, { lastErrors }: HelmExit): Answer {
  const how = [describeFailures(hook), findSaid(hook)].filter(Boolean).join(': ');
  const isMigration = readMigrations(hook.log) !== undefined;
  const advice = adviseFailure({ reason: 'Error', message: '' }, hook.deciding, isMigration);
  return {
    outcome: isOver ? 'hook-failed' : 'hook-running',
    reason: isOver
      ? `${nameHook(hook.hook)} failed: ${how}; helm stopped waiting: ${findHelmError(lastErrors)}`
      : `helm stopped waiting for ${nameHook(hook.hook)}, which is still trying: ${how}`,
    advice: isOver
      ? advice
      : `${advice} The next deploy waits until the running attempt has ended.`,
    hook,
  };
}

/** Nothing keeps the next attempt from starting but its delay. */
function isBetweenAttempts(on: string): boolean {
  return on === NEXT_ATTEMPT || on.startsWith('CrashLoopBackOff') || !isExplained(on);
}

/** The work is done, and the Job does not end. */
function explainLingering(hook: HookResult): Answer | undefined {
  if (hook.lingering === undefined) return undefined;
  const { ended, alive } = hook.lingering;
  const said = ended.exitCode === 0 ? '' : findSaid({ deciding: ended, log: hook.log });
  const how = [describeEnd(ended), said].filter(Boolean).join(': ');
  const names = alive.map((name) => `"${name}"`).join(', ');
  return {
    outcome: 'hook-running',
    reason: `helm gave up waiting for ${nameHook(hook.hook)}: ${how}, but ${names} keeps the ${hook.hook.kind} alive`,
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
    reason: `helm gave up waiting for ${nameHook(hook.hook)}: it ran on node ${node}, which does not answer since ${since}`,
    advice: `It may still run there: look after the node before the next deploy. If the machine is off for good, kubectl delete node ${node} lets Kubernetes clear away what ran on it.`,
    hook,
  };
}
