import { describe, expect, it } from '@jest/globals';
import { RolloutWatches, type WatchedCluster } from '../../../src/follow/rollout-watches.js';
import type { Workload, WorkloadKind } from '../../../src/helm/workload.js';
import type { WatchEvent } from '../../../src/objects/watch-event.js';
import { RolloutLedger } from '../../../src/rollout/ledger.js';

const workload = (kind: WorkloadKind, name: string, namespace = 'shop'): Workload => ({
  kind,
  namespace,
  name,
  podLabels: { app: name, part: 'shop' },
});

/** A cluster that tells nothing but one Pod, and keeps in words what it was asked for. */
function makeCluster(asked: string[]): WatchedCluster {
  const note = (what: string, isPolled: boolean) => {
    asked.push(`${isPolled ? 'lists' : 'watches'} ${what}`);
  };
  return {
    watchWorkloads: (kind, { namespace, names, isPolled }) => {
      note(`${String(names.length)} ${kind} in ${namespace}`, isPolled);
      return tell();
    },
    watchPods: ({ namespace, labels, isPolled }) => {
      note(`Pods in ${namespace} ${JSON.stringify(labels)}`, isPolled);
      const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: 'set' };
      const metadata = { uid: 'pod', namespace, ownerReferences: [owner] };
      return tell({ kind: 'listed', items: [{ metadata }] });
    },
    listReplicaSets: ({ namespace }) => {
      asked.push(`ReplicaSets in ${namespace}`);
      return Promise.resolve([{ metadata: { uid: 'set' } }]);
    },
    watchWarnings: ({ namespace, isPolled }) => {
      note(`warnings in ${namespace}`, isPolled);
      return tell();
    },
  };
}

async function* tell<T>(...events: readonly WatchEvent<T>[]): AsyncGenerator<WatchEvent<T>> {
  yield* await Promise.resolve(events);
}

async function watchAll(workloads: readonly Workload[]): Promise<readonly string[]> {
  const asked: string[] = [];
  const ledger = new RolloutLedger(workloads);
  const { signal } = new AbortController();
  const watches = new RolloutWatches(makeCluster(asked), ledger, signal);
  const waits = workloads.map((it) => ({
    ...({ workload: it, state: 'not-ready', ready: 0, wanted: 1, oldReady: 0 } as const),
    ...{ fresh: [], troubles: [], span: undefined },
  }));
  await watches.end();
  watches.look(waits, 0);
  watches.look(waits, 3_000);
  await watches.end();
  return asked;
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => workload('Deployment', `api-${index}`));

describe('what the workloads of a release are looked at by', () => {
  it.each<readonly [string, readonly Workload[], readonly string[]]>([
    [
      'one Deployment',
      [workload('Deployment', 'api')],
      [
        'watches 1 Deployment in shop',
        'watches Pods in shop {"app":"api","part":"shop"}',
        'ReplicaSets in shop',
        'watches warnings in shop',
      ],
    ],
    [
      'fifty: one watch for each kind',
      [...many(49), workload('StatefulSet', 'db')],
      [
        'watches 49 Deployment in shop',
        'watches 1 StatefulSet in shop',
        'watches Pods in shop {"part":"shop"}',
        'ReplicaSets in shop',
        'watches warnings in shop',
      ],
    ],
    [
      'fifty-one: none is watched',
      many(51),
      [
        'lists 51 Deployment in shop',
        'lists Pods in shop {"part":"shop"}',
        'ReplicaSets in shop',
        'lists warnings in shop',
      ],
    ],
    [
      'a claim: it has no Pods',
      [workload('PersistentVolumeClaim', 'data')],
      ['watches 1 PersistentVolumeClaim in shop', 'watches warnings in shop'],
    ],
  ])('%s', async (_title, workloads, asked) => {
    expect(await watchAll(workloads)).toEqual(asked);
  });
});
