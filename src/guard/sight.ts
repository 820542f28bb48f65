import { isPending, type RecordStore, type Release } from '../helm/release.js';
import type { Job } from '../hooks/job.js';
import type { ReleaseRecord } from '../helm/records.js';
import type { Pod } from '../hooks/targets.js';
import { findActive, type HookObject, type HookSight, listHookObjects } from './active.js';
import { findTakenNames } from './taken-names.js';
import type { Sight } from './decide.js';
import type { Tenure } from './lease.js';

/** The cluster as the guard looks at it. All throw ActionError. */
export interface GuardView {
  readonly store: RecordStore;
  readonly namespace: string;
  /** All retained revisions, oldest first. */
  listRecords(signal: AbortSignal): Promise<readonly ReleaseRecord[]>;
  findJob(namespace: string, name: string, signal: AbortSignal): Promise<Job | undefined>;
  /** The hook Jobs of a namespace whose names begin so. */
  listJobs(namespace: string, prefix: string, signal: AbortSignal): Promise<readonly Job[]>;
  /** Pods that carry the name of one of these Jobs, also where the Job is gone. */
  listPodsOfJobs(
    namespace: string,
    jobs: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Pod[]>;
  findPod(namespace: string, name: string, signal: AbortSignal): Promise<Pod | undefined>;
}

/** What a look needs beside the cluster. */
export interface Looking {
  readonly left: Tenure | undefined;
  readonly now: () => number;
  /** Whether the run that left something is over; asked only where the release is pending. */
  readonly isOver: () => Promise<boolean>;
}

/**
 * Looks once at all that could keep helm from starting; `left` is the run that held the Lease last, `now` the API
 * server's clock. Throws ActionError.
 */
export async function look(
  view: GuardView,
  { left, now, isOver }: Looking,
  signal: AbortSignal,
): Promise<Sight> {
  const { store, namespace } = view;
  const records = await view.listRecords(signal);
  const revisions = records.map(({ release }) => release);
  const kept = records.map(({ release, created }) => ({
    ...{ revision: release.revision, status: release.status, created },
  }));
  const sights = await lookAtHooks(view, revisions, signal);
  const place = { store, namespace };
  const newest = revisions.at(-1);
  const isLeftOver = newest !== undefined && isPending(newest) && (await isOver());
  const active = findActive(sights, now());
  const taken = findTakenNames(sights, kept);
  return { kind: 'released', active, revisions, kept, taken, left, isLeftOver, place };
}

async function lookAtHooks(
  view: GuardView,
  revisions: readonly Release[],
  signal: AbortSignal,
): Promise<readonly HookSight[]> {
  const objects = await nameObjects(view, listHookObjects(revisions), signal);
  const byNamespace = Map.groupBy(objects, ({ hook }) => hook.namespace);
  const sights = await Promise.all(
    [...byNamespace].map(async ([namespace, all]) => {
      const jobs = all.filter(({ hook }) => hook.kind === 'Job').map(({ hook }) => hook.name);
      const pods = jobs.length === 0 ? [] : await view.listPodsOfJobs(namespace, jobs, signal);
      return await Promise.all(all.map((object) => lookAtHook(view, { ...object, pods }, signal)));
    }),
  );
  return sights.flat();
}

/**
 * A hook whose name the API server makes up has an object of its own for each deploy. A Pod of that kind is not looked
 * for.
 */
async function nameObjects(
  view: GuardView,
  objects: readonly HookObject[],
  signal: AbortSignal,
): Promise<readonly HookObject[]> {
  const named = await Promise.all(
    objects.map(async (object) => {
      const { hook } = object;
      if (!hook.isNameGenerated) return [object];
      if (hook.kind !== 'Job') return [];
      const jobs = await view.listJobs(hook.namespace, hook.name, signal);
      return jobs.map(({ metadata }) => ({
        ...object,
        hook: { ...hook, name: metadata?.name ?? '', isNameGenerated: false },
      }));
    }),
  );
  return named.flat();
}

async function lookAtHook(
  view: GuardView,
  { hook, release, pods }: Omit<HookSight, 'job'>,
  signal: AbortSignal,
): Promise<HookSight> {
  const { namespace, name } = hook;
  if (hook.kind === 'Pod') {
    const pod = await view.findPod(namespace, name, signal);
    return { hook, release, job: undefined, pods: pod === undefined ? [] : [pod] };
  }
  const job = await view.findJob(namespace, name, signal);
  const own = pods.filter(({ metadata }) => metadata?.labels?.['job-name'] === name);
  return { hook, release, job, pods: own };
}
