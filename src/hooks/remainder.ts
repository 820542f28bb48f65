import { findMissingProgram, hasStarted, listNext, mayRun } from './alive.js';
import { type Job, judgeJob } from './job.js';
import { judgePod } from './pod.js';
import { isBetweenFailures } from './retries.js';
import type { Pod } from './targets.js';
import { isOver } from './verdict.js';

/** A hook's objects after helm's end. */
export interface Left {
  /** Undefined of a hook that is a bare Pod. */
  readonly job: Job | undefined;
  readonly pods: readonly Pod[];
  /** True of a Pod that has been on its node for long: it is not about to start. */
  readonly hasWaited: (pod: Pod) => boolean;
  /** The API server's clock, in ms since the epoch. */
  readonly now: number;
}

/**
 * What a hook does after helm's end: it is `over`, `runs` or may, or it is `not-started`: nothing of it runs, and it
 * would start the migration hours later, as soon as what it waits for is there, or `retrying`: all attempts so far
 * failed, and the next one is still to come. A Pod that has just come to its node is about to start: it runs.
 */
export function judgeLeft(left: Left): 'over' | 'runs' | 'not-started' | 'retrying' {
  const { job, pods, hasWaited } = left;
  if (job !== undefined && isJobOver(job)) return 'over';
  if (isBetweenFailures({ job, pods }, left.now))
    return pods.every(hasNoProgram) ? 'not-started' : 'retrying';
  const open = pods.filter((pod) => !isOver(judgePod(pod)));
  const isBusy = (pod: Pod) => mayRun(pod) && (hasStarted(pod) || !hasWaited(pod));
  if (open.some(isBusy)) return 'runs';
  if (open.length > 0) return 'not-started';
  if (job === undefined) return 'over';
  if (pods.length > 0) return pods.every(hasNoProgram) ? 'not-started' : 'runs';
  return hasHadAttempts(job) ? 'runs' : 'not-started';
}

function isJobOver(job: Job): boolean {
  const met = job.status?.conditions?.filter(({ status }) => status === 'True') ?? [];
  return (
    isOver(judgeJob(job)) ||
    job.spec?.suspend === true ||
    job.metadata?.deletionTimestamp !== undefined ||
    // The Job controller has decided, and waits for Pods to end.
    met.some(({ type }) => type === 'FailureTarget' || type === 'SuccessCriteriaMet')
  );
}

function hasNoProgram(pod: Pod): boolean {
  return !hasStarted(pod) && listNext(pod).some((it) => findMissingProgram(it) !== undefined);
}

function hasHadAttempts({ status }: Job): boolean {
  const { failed, succeeded, terminating, uncountedTerminatedPods: ended } = status ?? {};
  const counts = [failed, succeeded, terminating, ended?.failed?.length, ended?.succeeded?.length];
  return counts.some(Boolean);
}
