import { type Hook, nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import { hasStarted, mayRun } from '../hooks/alive.js';
import { type Attempts, countAttempts } from '../hooks/attempts.js';
import { type Job, judgeJob } from '../hooks/job.js';
import { isBetweenFailures } from '../hooks/retries.js';
import { listStatuses, type Pod } from '../hooks/targets.js';

/** One hook of a retained revision, and its objects as they are now. */
export interface HookSight {
  /** The newest revision that has it. */
  readonly release: Release;
  readonly hook: Hook;
  readonly job: Job | undefined;
  readonly pods: readonly Pod[];
}

/** A hook and the newest revision that has it. */
export type HookObject = Pick<HookSight, 'release' | 'hook'>;

/** A hook of an earlier deploy that is not over. */
export interface ActiveHook extends HookSight {
  /** Why it counts as active: `Pod x on node y`, or that its Job has not finished. */
  readonly because: string;
  /** Since when; RFC 3339, empty where unknown. */
  readonly since: string;
  readonly attempts: Attempts;
  /** Nothing of it is alive, all attempts so far failed, and the next one is still to come. */
  readonly isRetrying: boolean;
}

/**
 * The hooks of earlier deploys that are active: a deploy that deletes their Job would run two migrations at once. A Pod
 * counts from when it is bound to a node until all of its containers have ended, also where its Job is gone; a Job
 * between two attempts counts without any. Test hooks are not meant. `now`: the API server's clock, in ms.
 */
export function findActive(sights: readonly HookSight[], now: number): readonly ActiveHook[] {
  return sights.flatMap((sight) => {
    const why = findReason(sight);
    return why === undefined ? [] : [{ ...sight, ...why, ...judgeAttempts(sight, now) }];
  });
}

function findReason({ job, pods }: HookSight): Pick<ActiveHook, 'because' | 'since'> | undefined {
  const pod = pods.find(isPodActive);
  if (pod !== undefined) {
    const because = `Pod ${pod.metadata?.name ?? ''} on node ${pod.spec?.nodeName ?? ''}`;
    return { because, since: pod.status?.startTime ?? '' };
  }
  if (job === undefined || !isBetweenAttempts(job, pods)) return undefined;
  return { because: 'its Job has not finished', since: job.status?.startTime ?? '' };
}

function judgeAttempts({ job, pods: all }: HookSight, now: number) {
  const pods = job === undefined ? all : all.filter((pod) => isOf(job, pod));
  return {
    isRetrying: job !== undefined && isBetweenFailures({ job, pods }, now),
    attempts: countAttempts({ pods, ends: [] }),
  };
}

/** The hooks of all revisions that could be active, each object once, by its newest revision. */
export function listHookObjects(releases: readonly Release[]): readonly HookObject[] {
  const byObject = new Map<string, HookObject>();
  for (const release of releases.toSorted((a, b) => a.revision - b.revision))
    for (const hook of release.hooks.filter(canMigrate))
      byObject.set(nameHook(hook), { release, hook });
  return [...byObject.values()];
}

function canMigrate({ kind, events }: Hook): boolean {
  return (kind === 'Job' || kind === 'Pod') && events.some((event) => !event.startsWith('test'));
}

/** A Pod that waits for an image or its configuration, and of which nothing has ever started, can do no harm yet. */
function isPodActive(pod: Pod): boolean {
  if (!pod.spec?.nodeName) return false;
  const statuses = listStatuses(pod);
  if (statuses.some(({ state }) => state?.running !== undefined)) return true;
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return false;
  return !hasEnded(pod) && (hasStarted(pod) || mayRun(pod));
}

/** The phase follows the containers' ends a second later. A container that will be restarted has not ended. */
function hasEnded({ spec, status }: Pod): boolean {
  const ends = (status?.containerStatuses ?? []).map(({ state }) => state?.terminated);
  if (spec === undefined || ends.length < spec.containers.length) return false;
  const isOver = (end: (typeof ends)[number]) =>
    end !== undefined && (spec.restartPolicy === 'Never' || end.exitCode === 0);
  return ends.every(isOver);
}

/** The Job's counts are a moment behind its Pods. */
function isBetweenAttempts(job: Job, pods: readonly Pod[]): boolean {
  const { kind } = judgeJob(job);
  if (job.spec?.suspend === true || kind === 'succeeded' || kind === 'failed') return false;
  const {
    failed,
    succeeded,
    terminating,
    ready,
    uncountedTerminatedPods: ended,
  } = job.status ?? {};
  const counts = [failed, succeeded, terminating, ready, ended?.failed?.length];
  return counts.some(Boolean) || pods.some((pod) => isOf(job, pod) && hasStarted(pod));
}

function isOf({ metadata: job }: Job, { metadata: pod }: Pod): boolean {
  return pod?.ownerReferences?.some(({ uid }) => uid === job?.uid) ?? false;
}
