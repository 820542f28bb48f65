import type { ActionError } from '../errors.js';
import type { Cluster } from '../hooks/follow.js';
import type { KubeEvent } from '../hooks/events.js';
import type { Job } from '../hooks/job.js';
import type { Records } from '../hooks/records.js';
import type { Pod } from '../hooks/targets.js';
import { type ApiClient, type ClientSource, createClient } from './client.js';
import { readLog } from './logs.js';
import { listRecordLabels, readRecord, type RecordPlace, watchRecords } from './records.js';
import { watch, type WatchTarget } from './watch.js';

/** How helm reaches the cluster: its kubeconfig, the context in it, and its environment. */
export interface Access {
  readonly source: ClientSource;
  readonly context: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A cluster that also tells which rights are missing. */
export interface ConnectedCluster extends Cluster {
  /** What was refused for want of a right, as it stands now; each right once. */
  refusals(): readonly ActionError[];
}

/**
 * Connects what the follower asks for to one cluster and one release; sends nothing yet. `records`
 * are a place in the cluster, or come from elsewhere. Throws ActionError when the kubeconfig cannot be
 * used.
 */
export function connectCluster(
  { source, context, env }: Access,
  records: RecordPlace | Records,
): ConnectedCluster {
  const client = createClient(source, context, env);
  const doubt = new AbortController();
  const again = doubt.signal;
  return {
    refusals: () => client.refusals(),
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
    readLog: (run, part, signal) => readLog(client, { run, part }, signal),
  };
}

function readRecordsOf(client: ApiClient, place: RecordPlace): Records {
  return {
    watchRecords: (signal) => watchRecords(client, place, signal),
    listRecordLabels: (signal) => listRecordLabels(client, place, signal),
    readRecord: (revision, signal) => readRecord(client, { ...place, revision }, signal),
  };
}

function jobsPath(namespace: string): string {
  return `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs`;
}

function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

function eventsOf(namespace: string, uid: string): Pick<WatchTarget, 'path' | 'query'> {
  return {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    query: { fieldSelector: `involvedObject.uid=${uid}` },
  };
}
