import type { Cause } from './cause.js';
import { nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import type { AttemptEnd } from '../hooks/attempts.js';
import { describeFailures, findLastStopped, nameAttempt } from '../hooks/failures.js';
import { SUSPENDED } from '../hooks/job.js';
import type { HookResult } from '../hooks/result.js';
import { judgeFailure, adviseWaiting } from './advice.js';
import type { Answer } from './diagnosis.js';
import { addReason, describeReason, describeStops } from './failure-text.js';
import { addRest } from './half-applied.js';
import { formatSpan, joinSentences } from '../text/format.js';
import { findHelmError } from './helm-error.js';

const ADVICE_SUSPENDED =
  'A person or a queue such as Kueue suspended the Job (spec.suspend: true). Find out why, then redeploy.';

/** A hook that does not go on, with what it did before: what was seen to run is never left out. */
export function explainStuck(hook: HookResult, on: string, release: Release | undefined): Answer {
  const hasRun = hook.ended.length > 0;
  const wasStopped = findLastStopped(hook) !== undefined;
  const failure = hook.failures.failed > 0 ? adviseLog(hook) : '';
  const wait = on === SUSPENDED && hasRun ? ADVICE_SUSPENDED : adviseWaiting(on, hook, release);
  const advice = joinSentences(failure, wait);
  return {
    outcome: 'hook-failed',
    cause: judgeStuck(hook),
    reason: `${nameHook(hook.hook)} ${describeStuck(hook, on)}`,
    advice: hasRun ? addRest(advice, hook, wasStopped) : advice,
    hook,
  };
}

/** What it did before it could not go on comes first. */
function judgeStuck(hook: HookResult): Cause {
  if (hook.failures.failed > 0) return 'hook-exit';
  return findLastStopped(hook) === undefined ? 'hook-cannot-start' : 'hook-stopped';
}

function describeStuck(hook: HookResult, on: string): string {
  const failed = describeTried(hook);
  const stopped = findLastStopped(hook);
  const isSuspended = on === SUSPENDED;
  if (stopped === undefined && failed === '') return describeUnstarted(hook, on);
  const next = isSuspended
    ? 'then it was suspended and does not try again'
    : `its next attempt cannot start: ${describeWait(on)}`;
  if (stopped === undefined) return `failed: ${failed}; ${next}`;
  const before = failed === '' ? '' : `; before that, ${failed}`;
  const which = failed === '' ? 'it' : nameAttempt(stopped, hook);
  const when = `while ${which} ran${describeRun(hook, stopped)}`;
  return isSuspended
    ? `was suspended ${when}${before}`
    : `was stopped ${when}: its Pod was deleted; ${next}${before}`;
}

/** How long the attempt ran, where that is known. */
function describeRun({ ran }: HookResult, { end }: AttemptEnd): string {
  const span = end === undefined ? ran : { since: end.started, until: end.finished };
  const took = span === undefined ? '' : formatSpan(span);
  return took === '' ? '' : `, ${took} after its start`;
}

/** No attempt of it has ended: only init containers ran, or others of several Pods. */
function describeUnstarted({ ran, attempts }: HookResult, on: string): string {
  const why = describeWait(on);
  if (ran === undefined) return `did not start: ${why}`;
  return attempts === 1 ? `did not start its main container: ${why}` : `did not finish: ${why}`;
}

/** `on` is what a status or an event says, or a name of ours: `its first Pod`. */
function describeWait(on: string): string {
  return on.startsWith('its ') ? `waiting for ${on}` : on;
}

/** All attempts so far failed, and helm did not wait for the last one. */
export function explainRetries(
  hook: HookResult,
  isOver: boolean,
  { lastErrors }: HelmExit,
): Answer {
  const how = `${describeTried(hook)}${describeStops(hook)}`;
  return {
    outcome: isOver ? 'hook-failed' : 'hook-running',
    cause: 'hook-exit',
    reason: isOver
      ? `${nameHook(hook.hook)} failed: ${how}; helm stopped waiting: ${findHelmError(lastErrors)}`
      : `helm stopped waiting for ${nameHook(hook.hook)}, which is still trying: ${how}`,
    advice: isOver
      ? adviseLog(hook)
      : `${adviseLog(hook)} The next deploy waits until no attempt is running.`,
    hook,
  };
}

/** How many attempts failed, and what the last one of them said; empty where none did. */
function describeTried(hook: HookResult): string {
  const failed = describeFailures(hook);
  if (failed === '') return '';
  return addReason(`${failed}${describeReason(hook)}`, hook);
}

function adviseLog(hook: HookResult): string {
  return judgeFailure({ reason: 'Error', message: '' }, hook).advice;
}
