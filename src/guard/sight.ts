import type { RecordStore, Release } from '../helm/release.js';
import type { Job } from '../hooks/job.js';
import type { ReleaseRecord } from '../follow/records.js';
import type { Pod } from '../hooks/targets.js';
import { findActive, type HookSight, listHookObjects } from './active.js';
import type { Sight } from './decide.js';
import type { Tenure } from './lease.js';

/** The cluster as the guard looks at it. All throw ActionError. */
export interface GuardView {
  readonly store: RecordStore;
  readonly namespace: string;
  /** All retained revisions, oldest first. */
  listRecords(signal: AbortSignal): Promise<readonly ReleaseRecord[]>;
  findJob(namespace: string, name: string, signal: AbortSignal): Promise<Job | undefined>;
  /** Pods that carry the name of one of these Jobs, also where the Job is gone. */
  listPodsOfJobs(
    namespace: string,
    jobs: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Pod[]>;
  findPod(namespace: string, name: string, signal: AbortSignal): Promise<Pod | undefined>;
}

/** Looks once at all that could keep helm from starting; `left` is the run that held the Lease last. Throws ActionError. */
export async function look(
  view: GuardView,
  left: Tenure | undefined,
  signal: AbortSignal,
): Promise<Sight> {
  const { store, namespace } = view;
  const revisions = (await view.listRecords(signal)).map(({ release }) => release);
  const sights = await lookAtHooks(view, revisions, signal);
  const place = { store, namespace };
  return { kind: 'released', active: findActive(sights), revisions, left, place };
}

async function lookAtHooks(
  view: GuardView,
  revisions: readonly Release[],
  signal: AbortSignal,
): Promise<readonly HookSight[]> {
  const objects = listHookObjects(revisions);
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
