import type { GuardCluster } from '../guard/options.js';
import { ActionError, asActionError } from '../errors.js';
import type { HookCluster } from '../follow/hook-cluster.js';
import type { Job } from '../hooks/job.js';
import type { ReleaseRecord } from '../helm/records.js';
import type { Pod } from '../hooks/targets.js';
import type { RecordStore } from '../helm/release.js';
import type { ApiClient } from './client.js';
import { openJobs } from './jobs.js';
import { openLeases } from './leases.js';
import { isHookNamed } from './cluster.js';
import { askToDelete } from './deletion.js';
import { jobsPath, podsPath } from './paths.js';
import type { ListAnswer } from './watch-stream.js';
import type { ApiWrite } from './request.js';
import { listRecords, markFailed, openRecords, type RecordList } from './release-records.js';

/** Where the guard looks. `history` reads the records where they are not in the cluster. */
export interface GuardTarget {
  readonly release: string;
  readonly namespace: string;
  readonly store: RecordStore;
  readonly history: () => Promise<readonly ReleaseRecord[]>;
  /** Is told each list of the records. */
  readonly onListed: (list: RecordList) => void;
}

/** Connects what the guard asks for to one cluster; sends nothing yet. */
export function openGuardCluster(
  client: ApiClient,
  { release, namespace, store, history, onListed }: GuardTarget,
  hooks: HookCluster,
): GuardCluster {
  const list = <T>(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal) =>
    seeNoneIfForbidden(
      client.get<ListAnswer<T>>({ path, query }, signal).then(({ items }) => items ?? []),
    );
  const byName = (name: string) => ({ fieldSelector: `metadata.name=${name}` });
  return {
    store,
    namespace,
    hooks,
    leases: openLeases(client, namespace, release),
    listRecords: async (signal) => {
      if (store === 'sql') return await history();
      const listing = listRecords(client, { store, namespace, release }, signal);
      const list = await listing.catch((error: unknown) => passOver(error));
      // Helm itself will say that it may not read them.
      if (list.metadata !== undefined) onListed(list);
      return openRecords(list);
    },
    findJob: async (place, name, signal) =>
      (await list<Job>(jobsPath(place), byName(name), signal))[0],
    listJobs: async (place, prefix, signal) =>
      (await list<Job>(jobsPath(place), {}, signal)).filter((job) => isHookNamed(job, prefix)),
    findPod: async (place, name, signal) =>
      (await list<Pod>(podsPath(place), byName(name), signal))[0],
    suspendJob: (...asked) => openJobs(client).suspendJob(...asked),
    listPodsOfJobs: (...asked) => seeNoneIfForbidden(openJobs(client).listPodsOfJobs(...asked)),
    deleteJob: (job, signal) => client.send(deletionOf(jobsPath, job), signal),
    deletePod: (pod, signal) => client.send(deletionOf(podsPath, pod), signal),
    markFailed: async (revision, signal) => {
      if (store === 'sql') return false;
      return await markFailed(client, { store, namespace, release, revision }, signal);
    },
  };
}

function deletionOf(pathOf: (namespace: string) => string, { metadata }: Job | Pod): ApiWrite {
  const { namespace = '', name = '', uid } = metadata ?? {};
  return askToDelete(`${pathOf(namespace)}/${encodeURIComponent(name)}`, uid);
}

/** What may not be seen keeps no deploy back: the missing right is told at the end. */
async function seeNoneIfForbidden<T>(listing: Promise<readonly T[]>): Promise<readonly T[]> {
  return await listing.catch((error: unknown) => passOver(error).items ?? []);
}

function passOver(thrown: unknown): ListAnswer<never> {
  const error = asActionError(thrown);
  if (error instanceof ActionError && error.code === 'forbidden') return { items: [] };
  throw error;
}
