import { expect, it } from '@jest/globals';
import type { Workload } from '../../../src/helm/workload.js';
import { RolloutLedger } from '../../../src/rollout/ledger.js';
import type { WorkloadKinds } from '../../../src/rollout/objects.js';

type Counted = Extract<keyof WorkloadKinds, 'Deployment' | 'StatefulSet' | 'DaemonSet'>;

/** A workload of which no Pods are seen: the right to them is missing. */
function judge<Kind extends Counted>(kind: Kind, object: WorkloadKinds[Kind]): string {
  const workload: Workload = { kind, namespace: 'shop', name: 'api', podLabels: {} };
  const ledger = new RolloutLedger([workload]);
  const metadata = { name: 'api', namespace: 'shop', uid: 'uid', generation: 2 };
  ledger.takeWorkloads(kind, { kind: 'changed', object: { ...object, metadata } });
  const [result] = ledger.judgeAll(0);
  return `${result?.state ?? ''}: ${result?.ready ?? ''} of ${result?.wanted ?? ''}, ${result?.oldReady ?? ''} old`;
}

const ofReplicas = (replicas: number) => ({
  spec: { replicas, selector: {}, template: {}, serviceName: 'api' },
});
const seen = { observedGeneration: 2 };

it.each([
  [
    'all new, and ready',
    { replicas: 2, updatedReplicas: 2, readyReplicas: 2 },
    'ready: 2 of 2, 0 old',
  ],
  ['all new, none ready', { replicas: 2, updatedReplicas: 2 }, 'not-ready: 0 of 2, 0 old'],
  [
    'one new beside those that serve',
    { replicas: 3, updatedReplicas: 1, readyReplicas: 2 },
    'not-ready: 0 of 2, 2 old',
  ],
  [
    'one new that is ready, surely',
    { replicas: 3, updatedReplicas: 2, readyReplicas: 2 },
    'not-ready: 1 of 2, 1 old',
  ],
  ['nothing yet', { replicas: 2, readyReplicas: 2 }, 'not-ready: 0 of 2, 2 old'],
  ['nothing at all', {}, 'not-ready: 0 of 2, 0 old'],
] as const)(
  'a Deployment or StatefulSet of whose Pods nothing is seen: %s',
  (_title, counts, state) => {
    expect(judge('Deployment', { ...ofReplicas(2), status: { ...seen, ...counts } })).toBe(state);
    const status = { ...seen, replicas: 0, ...counts };
    expect(judge('StatefulSet', { ...ofReplicas(2), status })).toBe(state);
  },
);

it('a DaemonSet of whose Pods nothing is seen', () => {
  const status = {
    ...seen,
    ...{ desiredNumberScheduled: 3, currentNumberScheduled: 3, numberMisscheduled: 0 },
    ...{ updatedNumberScheduled: 2, numberReady: 2 },
  };
  expect(judge('DaemonSet', { status })).toBe('not-ready: 1 of 3, 1 old');
});

it('its status is of the generation before', () => {
  const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
  expect(judge('Deployment', { ...ofReplicas(2), status })).toBe('not-seen: 0 of 2, 0 old');
});
