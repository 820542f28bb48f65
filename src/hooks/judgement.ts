import { type HookVerdict, isOver, type Verdict } from './verdict.js';
import { isJobOrPod } from '../helm/hook.js';
import { countRestarts } from './attempts.js';
import { findNewestPod } from './deciding.js';
import { findDisruption } from './disruption.js';
import { explainWait } from './events.js';
import { type Job, judgeJob } from './job.js';
import { describeLeftover, findLeftover, isInTheWay, LEFTOVER } from './leftover.js';
import type { HookObjects } from './hook-objects.js';
import type { HookRun } from '../helm/run-order.js';
import { findFailedContainer, judgePod } from './pod.js';
import type { Pod } from './targets.js';

/**
 * True while a Job's status counts ended Pods whose end was not told yet: Jobs and Pods are watched
 * apart, and what their Pods wrote last must not be missed.
 */
export function awaitsPods({ job, pods }: Pick<HookObjects, 'job' | 'pods'>): boolean {
  const counted = (job?.status?.succeeded ?? 0) + (job?.status?.failed ?? 0);
  const isOver = (pod: Pod) => hasEnded(pod) || pod.metadata?.deletionTimestamp !== undefined;
  return counted > pods.filter(isOver).length;
}

function hasEnded(pod: Pod): boolean {
  return isOver(judgePod(pod));
}

/**
 * What a hook has come to, by its own objects. Where none was seen, Helm's word on a Job or Pod is not proof: Helm 4
 * applies over an object of an earlier deploy and takes its old success, Helm 3 takes a deletion for one.
 */
export function judgeObjects(run: HookRun, objects: HookObjects): HookVerdict {
  const verdict = judgeSeen(run, objects);
  const isOpen = verdict.kind === 'waiting' || verdict.kind === 'running';
  // What was seen last is over for Helm, and we cannot look again.
  const isOverForHelm = run.hook.phase === 'Succeeded' || run.hook.phase === 'Failed';
  return isOpen && isOverForHelm && objects.isBlind ? judgeByHelm(run, objects) : verdict;
}

function judgeSeen(run: HookRun, objects: HookObjects): HookVerdict {
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
    return judgeBarePod(newest, objects);
  return judgeByHelm(run, objects);
}

/** A Job says no more than that its Pods failed; what the cluster did to the last one is known from that Pod. */
function explainByPod(
  verdict: Verdict & { readonly kind: 'failed' },
  newest: Pod | undefined,
  objects: HookObjects,
): Verdict {
  if (verdict.reason !== 'BackoffLimitExceeded' || newest === undefined) return verdict;
  const interrupted = isByLimit(objects) ? new Set<string>() : objects.interrupted;
  return { ...verdict, ...findDisruption(newest, interrupted) };
}

/**
 * True where failures alone have used up the Job's attempts: then the Job controller itself deleted what ran on. It
 * counts Pods that failed, and restarts of containers (`pastBackoffLimitOnFailure` in
 * pkg/controller/job/job_controller.go, Kubernetes v1.35.4).
 */
function isByLimit({ job, pods, interrupted }: HookObjects): boolean {
  const { backoffLimit = 6 } = job?.spec ?? {};
  const restarts = pods.reduce((sum, pod) => sum + countRestarts(pod), 0);
  if (restarts > 0 && restarts >= backoffLimit) return true;
  const failed = pods.filter((pod) => !interrupted.has(pod.metadata?.uid ?? '') && hasFailed(pod));
  return failed.length > backoffLimit;
}

function hasFailed(pod: Pod): boolean {
  return judgePod(pod).kind === 'failed';
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

/** One whose container is restarted has started once, as a Job that tries again has. */
function judgeBarePod(pod: Pod, objects: HookObjects): Verdict {
  const verdict = judgePod(pod);
  return verdict.kind === 'waiting' && findFailedContainer(pod) !== undefined
    ? { kind: 'running' }
    : explainByEvents(verdict, pod, objects);
}

/** What a Pod waits for, in the words of its status or its events; undefined where it does not. */
export function findWait(pod: Pod | undefined, objects: HookObjects): string | undefined {
  const verdict = pod && explainByEvents(judgePod(pod), pod, objects);
  return verdict?.kind === 'waiting' ? verdict.on : undefined;
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

function judgeByHelm({ hook }: HookRun, objects: HookObjects): HookVerdict {
  const leftover = isJobOrPod(hook) ? findLeftover(objects) : undefined;
  if (leftover !== undefined && isInTheWay(hook, leftover))
    return { kind: 'failed', reason: LEFTOVER, message: describeLeftover(hook, leftover) };
  if (hook.phase === 'Succeeded') return { kind: isJobOrPod(hook) ? 'unconfirmed' : 'succeeded' };
  if (hook.phase === 'Failed') return { kind: 'failed', reason: 'Failed', message: '' };
  return { kind: 'not-seen' };
}
