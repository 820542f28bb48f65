import type { GuardWorld } from '../guard/guard.js';
import { ActionError, asActionError } from '../errors.js';
import type { HookCluster } from '../hooks/hook.js';
import type { Job } from '../hooks/job.js';
import type { ReleaseRecord } from '../hooks/records.js';
import type { Pod } from '../hooks/targets.js';
import type { RecordStore } from '../helm/release.js';
import type { ApiClient } from './client.js';
import { openLeases } from './leases.js';
import { jobsPath, podsPath } from './paths.js';
import { listRecords, markFailed } from './records.js';

/** Where the guard looks. `history` reads the records where they are not in the cluster. */
export interface GuardPlace {
  readonly release: string;
  readonly namespace: string;
  readonly store: RecordStore;
  readonly history: () => Promise<readonly ReleaseRecord[]>;
}

interface List<T> {
  readonly items: readonly T[] | null;
}

/** Connects what the guard asks for to one cluster; sends nothing yet. */
export function openGuardWorld(
  client: ApiClient,
  { release, namespace, store, history }: GuardPlace,
  hooks: HookCluster,
): GuardWorld {
  const list = async <T>(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => await seeNoneIfForbidden(client.get<List<T>>({ path, query }, signal));
  const byName = (name: string) => ({ fieldSelector: `metadata.name=${name}` });
  const remove = async (path: string, { metadata }: Job | Pod, signal: AbortSignal) => {
    const { name = '', uid } = metadata ?? {};
    const body = { preconditions: { uid }, propagationPolicy: 'Background' };
    const object = `${path}/${encodeURIComponent(name)}`;
    await client.send({ method: 'DELETE', path: object, body }, signal);
  };
  return {
    store,
    namespace,
    hooks,
    leases: openLeases(client, namespace, release),
    listRecords: (signal) =>
      store === 'sql'
        ? history()
        : seeNoRecordIfForbidden(listRecords(client, { store, namespace, release }, signal)),
    findJob: async (place, name, signal) =>
      (await list<Job>(jobsPath(place), byName(name), signal))[0],
    findPod: async (place, name, signal) =>
      (await list<Pod>(podsPath(place), byName(name), signal))[0],
    // The label is older than its batch.kubernetes.io/ twin, and still set (Kubernetes v1.35).
    listPodsOfJobs: (place, jobs, signal) =>
      list<Pod>(podsPath(place), { labelSelector: `job-name in (${jobs.join(',')})` }, signal),
    deleteJob: (job, signal) => remove(jobsPath(job.metadata?.namespace ?? ''), job, signal),
    deletePod: (pod, signal) => remove(podsPath(pod.metadata?.namespace ?? ''), pod, signal),
    markFailed: async (revision, signal) => {
      if (store !== 'sql')
        await markFailed(client, { store, namespace, release, revision }, signal);
    },
  };
}

/** What may not be seen keeps no deploy back: the missing right is told at the end. */
async function seeNoneIfForbidden<T>(listing: Promise<List<T>>): Promise<readonly T[]> {
  const { items } = await listing.catch((error: unknown): List<T> => passOver(error));
  return items ?? [];
}

/** Helm itself will say that it may not read them. */
async function seeNoRecordIfForbidden(
  listing: Promise<readonly ReleaseRecord[]>,
): Promise<readonly ReleaseRecord[]> {
  return await listing.catch((error: unknown) => passOver(error).items);
}

function passOver(thrown: unknown): { readonly items: readonly never[] } {
  const error = asActionError(thrown);
  if (error instanceof ActionError && error.code === 'forbidden') return { items: [] };
  throw error;
}
