import type { Cluster } from '../follow/options.js';
import type { HookName } from '../follow/hook-cluster.js';
import type { KubeEvent } from '../hooks/events.js';
import type { Job } from '../hooks/job.js';
import type { Records } from '../helm/records.js';
import type { Pod } from '../hooks/targets.js';
import type { ApiClient } from './client.js';
import { openJobs } from './jobs.js';
import { readLog } from './logs.js';
import { jobsPath, podsPath } from './paths.js';
import {
  listRecordLabels,
  readRecord,
  type WatchedLocation,
  watchRecords,
} from './release-records.js';
import { openRollout } from './rollout-cluster.js';
import { watch, type WatchTarget } from './watch.js';
import { type WatchEvent } from '../objects/watch-event.js';

/**
 * Connects what the follower asks for to one cluster and one release; sends nothing yet. `records`
 * are a place in the cluster, or come from elsewhere.
 */
export function connectCluster(client: ApiClient, records: WatchedLocation | Records): Cluster {
  const doubt = new AbortController();
  const again = doubt.signal;
  return {
    lookAgain: () => {
      doubt.abort();
    },
    ...('store' in records ? readRecordsOf(client, records) : records),
    watchJob: (hook, signal) => watchNamed<Job>(client, { hook, path: jobsPath, again }, signal),
    watchPodsOfJob: (hook, signal) => watchPodsOfJob(client, { hook, again }, signal),
    watchPod: (hook, signal) => watchNamed<Pod>(client, { hook, path: podsPath, again }, signal),
    watchEvents: (namespace, uid, signal) =>
      watch<KubeEvent>(client, { ...eventsOf(namespace, uid), again }, signal),
    ...openJobs(client),
    rollout: openRollout(client),
    readLog: (run, part, signal) => readLog(client, { run, part }, signal),
  };
}

interface Named {
  readonly hook: HookName;
  readonly again: AbortSignal;
}

/**
 * Objects of a hook's name. No selector knows beginnings of names: of one that is made up all of the namespace come,
 * and are sorted out here.
 */
function watchNamed<T extends Job | Pod>(
  client: ApiClient,
  { hook, path, again }: Named & { readonly path: (namespace: string) => string },
  signal: AbortSignal,
): AsyncIterable<WatchEvent<T>> {
  const { namespace, name, isNameGenerated } = hook;
  const query: WatchTarget['query'] = isNameGenerated
    ? {}
    : { fieldSelector: `metadata.name=${name}` };
  const events = watch<T>(client, { path: path(namespace), query, again }, signal);
  return isNameGenerated ? only(events, (object) => isHookNamed(object, name)) : events;
}

/** True of a hook's object whose name begins so. */
export function isHookNamed({ metadata }: Job | Pod, prefix: string): boolean {
  return metadata?.name?.startsWith(prefix) === true && metadata.annotations?.[HOOK] !== undefined;
}

/** The annotation that makes an object a hook; Helm leaves it on the object. */
const HOOK = 'helm.sh/hook';

/** The label is older than its batch.kubernetes.io/ twin, and still set (Kubernetes v1.35). */
const JOB_NAME = 'job-name';

function watchPodsOfJob(
  client: ApiClient,
  { hook: { namespace, name, isNameGenerated }, again }: Named,
  signal: AbortSignal,
): AsyncIterable<WatchEvent<Pod>> {
  const query = { labelSelector: isNameGenerated ? JOB_NAME : `${JOB_NAME}=${name}` };
  const events = watch<Pod>(client, { path: podsPath(namespace), query, again }, signal);
  const isOf = ({ metadata }: Pod) => metadata?.labels?.[JOB_NAME]?.startsWith(name) === true;
  return isNameGenerated ? only(events, isOf) : events;
}

async function* only<T>(
  events: AsyncIterable<WatchEvent<T>>,
  isWanted: (object: T) => boolean,
): AsyncGenerator<WatchEvent<T>> {
  for await (const event of events) {
    if (event.kind === 'listed') yield { ...event, items: event.items.filter(isWanted) };
    else if (event.kind === 'trouble' || isWanted(event.object)) yield event;
  }
}

function readRecordsOf(client: ApiClient, place: WatchedLocation): Records {
  return {
    watchRecords: (signal) => watchRecords(client, place, signal),
    listRecordLabels: (signal) => listRecordLabels(client, place, signal),
    readRecord: (revision, signal) => readRecord(client, { ...place, revision }, signal),
  };
}

function eventsOf(namespace: string, uid: string): Pick<WatchTarget, 'path' | 'query'> {
  return {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    query: { fieldSelector: `involvedObject.uid=${uid}` },
  };
}
