import type { Cluster } from '../follow/follow.js';
import type { KubeEvent } from '../hooks/events.js';
import type { Job } from '../hooks/job.js';
import type { Records } from '../follow/records.js';
import type { Pod } from '../hooks/targets.js';
import type { ApiClient } from './client.js';
import { openJobs } from './jobs.js';
import { readLog } from './logs.js';
import { jobsPath, podsPath } from './paths.js';
import { listRecordLabels, readRecord, type WatchedPlace, watchRecords } from './records.js';
import { watch, type WatchTarget } from './watch.js';

/**
 * Connects what the follower asks for to one cluster and one release; sends nothing yet. `records`
 * are a place in the cluster, or come from elsewhere.
 */
export function connectCluster(client: ApiClient, records: WatchedPlace | Records): Cluster {
  const doubt = new AbortController();
  const again = doubt.signal;
  return {
    lookAgain: () => {
      doubt.abort();
    },
    ...('store' in records ? readRecordsOf(client, records) : records),
    watchJob: (namespace, name, signal) =>
      watch<Job>(
        client,
        { path: jobsPath(namespace), query: { fieldSelector: `metadata.name=${name}` }, again },
        signal,
      ),
    // The label is older than its batch.kubernetes.io/ twin, and still set (Kubernetes v1.35).
    watchPodsOfJob: (namespace, name, signal) =>
      watch<Pod>(
        client,
        { path: podsPath(namespace), query: { labelSelector: `job-name=${name}` }, again },
        signal,
      ),
    watchPod: (namespace, name, signal) =>
      watch<Pod>(
        client,
        { path: podsPath(namespace), query: { fieldSelector: `metadata.name=${name}` }, again },
        signal,
      ),
    watchEvents: (namespace, uid, signal) =>
      watch<KubeEvent>(client, { ...eventsOf(namespace, uid), again }, signal),
    ...openJobs(client),
    readLog: (run, part, signal) => readLog(client, { run, part }, signal),
  };
}

function readRecordsOf(client: ApiClient, place: WatchedPlace): Records {
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
