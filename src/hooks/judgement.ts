import { findNewestPod } from './attempts.js';
import { findDisruption } from './disruption.js';
import { explainWait } from './events.js';
import { type Job, judgeJob, type Verdict } from './job.js';
import type { HookObjects, HookResult, HookRun } from './observation.js';
import { findFailedContainer, judgePod } from './pod.js';
import type { Pod } from './targets.js';

/**
 * True while a Job's status counts ended Pods whose end was not told yet: Jobs and Pods are watched
 * apart, and what their Pods wrote last must not be missed.
 */
export function awaitsPods({ job, pods }: HookObjects): boolean {
  const counted = (job?.status?.succeeded ?? 0) + (job?.status?.failed ?? 0);
  const isOver = (pod: Pod) => hasEnded(pod) || pod.metadata?.deletionTimestamp !== undefined;
  return counted > pods.filter(isOver).length;
}

function hasEnded(pod: Pod): boolean {
  const { kind } = judgePod(pod);
  return kind === 'succeeded' || kind === 'failed';
}

/** What a hook has come to, by its own objects; where none was seen, by Helm's word. */
export function judgeObjects(run: HookRun, objects: HookObjects): HookResult['verdict'] {
  const newest = findNewestPod(objects.pods);
  const { job, jobGone } = objects;
  const verdict = job === undefined ? undefined : judgeJob(job);
  if (verdict?.kind === 'succeeded') return verdict;
  if (verdict?.kind === 'failed') return explainByPod(verdict, newest, objects);
  if (verdict !== undefined && jobGone === undefined) return judgeUnfinished(verdict, objects);
  if (jobGone === 'deleted') {
    return { kind: 'failed', reason: 'Deleted', message: 'the Job was deleted while it ran' };
  }
  if (newest !== undefined && (jobGone === undefined || hasEnded(newest)))
    return explainByEvents(judgePod(newest), newest, objects);
  return judgeByHelm(run);
}

/** A Job says no more than that its Pods failed; what the cluster did to the last one is known from that Pod. */
function explainByPod(
  verdict: Verdict & { readonly kind: 'failed' },
  newest: Pod | undefined,
  { interrupted }: HookObjects,
): Verdict {
  if (verdict.reason !== 'BackoffLimitExceeded' || newest === undefined) return verdict;
  return { ...verdict, ...findDisruption(newest, interrupted) };
}

/** A Pod knows better than its Job why nothing runs; but a Job that tries again has started once. */
function judgeUnfinished(job: Verdict, objects: HookObjects): Verdict {
  const newest = findNewestPod(objects.pods);
  if (newest === undefined) return explainByEvents(job, objects.job, objects);
  const pod = judgePod(newest);
  if (pod.kind === 'running') return pod;
  const isRetry = objects.pods.some((it) => findFailedContainer(it) !== undefined);
  return pod.kind === 'waiting' && !isRetry ? explainByEvents(pod, newest, objects) : job;
}

/** `of` is the object that waits. */
function explainByEvents(
  verdict: Verdict,
  of: Job | Pod | undefined,
  { events }: HookObjects,
): Verdict {
  if (verdict.kind !== 'waiting') return verdict;
  const told = events.filter(({ involvedObject }) => involvedObject.uid === of?.metadata?.uid);
  return { ...verdict, on: explainWait(verdict.on, told) };
}

function judgeByHelm({ hook }: HookRun): HookResult['verdict'] {
  if (hook.phase === 'Succeeded') return { kind: 'succeeded' };
  if (hook.phase === 'Failed') return { kind: 'failed', reason: 'Failed', message: '' };
  return { kind: 'not-seen' };
}
