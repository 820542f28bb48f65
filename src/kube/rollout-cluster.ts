import type { LabelledPlace, RolloutCluster } from '../follow/rollout-cluster.js';
import type { KubeEvent } from '../hooks/events.js';
import type { ContainerRun, Pod } from '../hooks/targets.js';
import { readLastLines } from '../logs/stream.js';
import { leaveOutManagers } from '../objects/lean.js';
import { changeObjects, type WatchEvent } from '../objects/watch-event.js';
import type { ReplicaSet, WorkloadKinds } from '../rollout/objects.js';
import type { ApiClient } from './client.js';
import { readLog } from './logs.js';
import { podsPath } from './paths.js';
import { watch, type WatchTarget } from './watch.js';
import type { ListAnswer } from './watch-stream.js';

const RESOURCES: Readonly<Record<keyof WorkloadKinds, readonly [string, string]>> = {
  Deployment: ['/apis/apps/v1', 'deployments'],
  StatefulSet: ['/apis/apps/v1', 'statefulsets'],
  DaemonSet: ['/apis/apps/v1', 'daemonsets'],
  Pod: ['/api/v1', 'pods'],
  PersistentVolumeClaim: ['/api/v1', 'persistentvolumeclaims'],
};

/** Helm labels all objects that it makes so (`pkg/action/validate.go`, v3.22.0 and v4.3.1). */
const BY_HELM = 'app.kubernetes.io/managed-by=Helm';
const LAST_LINES = 30;
const POLL_MS = 5_000;

/**
 * Connects what the follower asks for of workloads to one cluster; sends nothing yet. What is listed in turns is listed
 * each `pollMs`.
 */
export function openRollout(client: ApiClient, pollMs = POLL_MS): RolloutCluster {
  const look = <T extends Thing>({ isPolled, ...place }: Looked, signal: AbortSignal) =>
    lookAt<T>(client, { ...place, pollMs: isPolled ? pollMs : undefined }, signal);
  return {
    watchWorkloads: (kind, place, signal) => watchWorkloads(look, { kind, ...place }, signal),
    watchPods: ({ namespace, labels, isPolled }, signal) => {
      const query = { labelSelector: joinLabels(labels) };
      return look<Pod>({ path: podsPath(namespace), query, isPolled }, signal);
    },
    listReplicaSets: (place, signal) => listReplicaSets(client, place, signal),
    watchWarnings: ({ namespace, isPolled }, signal) => {
      const path = pathOf('/api/v1', namespace, 'events');
      const query = { fieldSelector: 'type=Warning' };
      return look<KubeEvent>({ path, query, isPolled }, signal);
    },
    readLog: (_pod, ...[run, part, signal]) => readLog(client, { run, part }, signal),
    readLastLines: (_pod, run, signal) => readLines(client, run, signal),
  };
}

type Thing = { readonly metadata?: object };
type Look = <T extends Thing>(place: Looked, signal: AbortSignal) => AsyncIterable<WatchEvent<T>>;

interface Looked {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly isPolled: boolean;
}

/** Objects are kept for as long as the rollout takes: what is not read of them is left out. */
function lookAt<T extends Thing>(
  client: ApiClient,
  place: WatchTarget,
  signal: AbortSignal,
): AsyncIterable<WatchEvent<T>> {
  return changeObjects(watch<T>(client, place, signal), leaveOutManagers);
}

/** One watch for all of a kind, so that fifty of them are no more connections than two. */
async function* watchWorkloads<Kind extends keyof WorkloadKinds>(
  look: Look,
  {
    kind,
    namespace,
    names,
    isPolled,
  }: Parameters<RolloutCluster['watchWorkloads']>[1] & { readonly kind: Kind },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<WorkloadKinds[Kind]>> {
  const [root, resource] = RESOURCES[kind];
  const [name] = names;
  const query =
    names.length === 1
      ? { fieldSelector: `metadata.name=${name ?? ''}` }
      : { labelSelector: BY_HELM };
  const isOurs = ({ metadata }: WorkloadKinds[Kind]) => names.includes(metadata?.name ?? '');
  const path = pathOf(root, namespace, resource);
  for await (const event of look<WorkloadKinds[Kind]>({ path, query, isPolled }, signal)) {
    if (event.kind === 'listed') yield { ...event, items: event.items.filter(isOurs) };
    else if (event.kind === 'trouble' || isOurs(event.object)) yield event;
  }
}

async function listReplicaSets(
  client: ApiClient,
  { namespace, labels }: LabelledPlace,
  signal: AbortSignal,
): Promise<readonly ReplicaSet[]> {
  const path = pathOf('/apis/apps/v1', namespace, 'replicasets');
  const query = { labelSelector: joinLabels(labels) };
  const list = await client.get<ListAnswer<ReplicaSet>>({ path, query }, signal);
  return (list.items ?? []).map(leaveOutManagers).map(({ metadata = {} }) => ({ metadata }));
}

async function readLines(client: ApiClient, run: ContainerRun, signal: AbortSignal) {
  const part = { kind: 'last-lines', count: LAST_LINES } as const;
  return await readLastLines((until) => readLog(client, { run, part }, until), signal);
}

function joinLabels(labels: Readonly<Record<string, string>>): string | undefined {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join(',');
}

function pathOf(root: string, namespace: string, resource: string): string {
  return `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}
