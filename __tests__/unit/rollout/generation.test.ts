import { describe, expect, it } from '@jest/globals';
import type { Workload, WorkloadKind } from '../../../src/helm/workload.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { isReady } from '../../../src/rollout/generation.js';
import { lacksNewest } from '../../../src/rollout/ledger.js';
import { judgeWorkload } from '../../../src/rollout/result.js';
import {
  editInTurn,
  type EditRollout,
  editRollout,
  putRollout,
  replayRollout,
} from '../../fakes/rollout.js';

const workload = (recording: string, kind: WorkloadKind): Workload => ({
  ...{ kind, namespace: `rec-${recording}`, name: 'api', podLabels: {} },
});

/** Whose Pods are new, by the ends of their names, and how many old ones are ready. */
function look(recording: string, kind: WorkloadKind, edit?: EditRollout) {
  const ledger = replayRollout(recording, [workload(recording, kind)], edit);
  const [result] = ledger.judgeAll(0);
  if (result === undefined) throw new Error('no result');
  const { state, ready, wanted, oldReady, fresh } = result;
  const names = fresh.map(({ metadata }) => metadata?.name?.replace(/^api-/, ''));
  return { state, count: `${ready} of ${wanted}`, oldReady, fresh: names };
}

/** The lines until `isLast` is true of one, and that one. */
const until =
  (isLast: (line: Parameters<EditRollout>[0][number]) => boolean): EditRollout =>
  (lines) =>
    lines.slice(0, lines.findIndex(isLast) + 1);

const without =
  (...kinds: readonly string[]): EditRollout =>
  (lines) =>
    lines.filter(({ kind }) => !kinds.includes(kind));

const NEW = ['7dbcf9bc5b-jsvg9', '7dbcf9bc5b-p4m4m'];

describe('the Pods of a Deployment', () => {
  it('are new by their ReplicaSet, and one that leaves is of none', () => {
    expect(look('rollout-crash', 'Deployment')).toEqual({
      ...{ state: 'not-ready', count: '0 of 2', oldReady: 1, fresh: NEW },
    });
    const leaves = until(({ object }) => object.metadata?.deletionTimestamp !== undefined);
    expect(look('rollout-crash', 'Deployment', leaves)).toMatchObject({ oldReady: 1 });
  });

  it('are not known while the controller has not seen what helm applied', () => {
    const applied = until(
      ({ kind, object }) => kind === 'deployments' && object.metadata?.generation === 2,
    );
    expect(look('rollout-crash', 'Deployment', applied)).toEqual({
      ...{ state: 'not-seen', count: '0 of 2', oldReady: 2, fresh: [] },
    });
  });

  it.each([
    ['rollout-crash', { state: 'not-ready', count: '0 of 2', oldReady: 1 }],
    ['rollout-healthy', { state: 'ready', count: '2 of 2', oldReady: 0 }],
  ])('are counted by its status where ReplicaSets cannot be listed: %s', (recording, told) => {
    const result = look(recording, 'Deployment', without('replicasets'));
    expect(result).toEqual({ ...told, fresh: [] });
  });

  it('are those of the revision before while it is paused', () => {
    const before = until(({ kind }) => kind === 'deployments');
    const parts = { spec: { paused: true }, status: { updatedReplicas: 0 } };
    const edit = editInTurn(before, putRollout('deployments', parts));
    expect(look('rollout-crash', 'Deployment', edit)).toEqual({
      ...{ state: 'not-ready', count: '0 of 2', oldReady: 2, fresh: [] },
    });
    const ledger = replayRollout('rollout-crash', [workload('rollout-crash', 'Deployment')], edit);
    expect(ledger.judgeAll(0).some(lacksNewest)).toBe(false);
  });

  it('are new where it was paused in the middle of its rollout', () => {
    const pause = putRollout('deployments', { spec: { paused: true } });
    expect(look('rollout-crash', 'Deployment', pause)).toMatchObject({ oldReady: 1, fresh: NEW });
  });

  it('are none of those that have ended, where there are others', () => {
    const evict = (...names: readonly string[]) =>
      editRollout('pods', (pod) =>
        names.some((name) => pod.metadata?.name?.endsWith(name))
          ? { ...pod, status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } }
          : pod,
      );
    expect(look('rollout-crash', 'Deployment', evict('jsvg9')).fresh).toEqual([NEW[1]]);
    expect(look('rollout-crash', 'Deployment', evict('jsvg9', 'p4m4m')).fresh).toEqual(NEW);
  });

  it('are enough where none is wanted', () => {
    const none = putRollout('deployments', { spec: { replicas: 0 } });
    expect(look('rollout-crash', 'Deployment', editInTurn(none, without('pods')))).toMatchObject({
      ...{ state: 'ready', count: '0 of 0' },
    });
  });

  it('are none where it was not seen itself, or nothing has happened yet', () => {
    const found = workload('rollout-crash', 'Deployment');
    const known = {
      known: undefined,
      replicaSets: [],
      pods: [],
      events: [],
      seesPods: true,
      runTimes: new Map(),
    };
    expect(judgeWorkload({ workload: found, ...known })).toMatchObject({ state: 'not-seen' });
    const set = { kind: 'StatefulSet', object: {} } as const;
    const unlisted = { ...known, workload: found, known: set, seesPods: false };
    expect(judgeWorkload(unlisted)).toMatchObject({ state: 'not-ready', troubles: [] });
  });

  it('of the revision before are not new when the others are gone', () => {
    const gone = editInTurn((lines) =>
      lines.filter(({ object }) => !NEW.some((it) => object.metadata?.name === `api-${it}`)),
    );
    expect(look('rollout-crash', 'Deployment', gone)).toMatchObject({ fresh: [], oldReady: 1 });
  });
});

describe('the Pods of a StatefulSet', () => {
  it('are new by the hash of its revision', () => {
    expect(look('rollout-set-crash', 'StatefulSet')).toMatchObject({
      ...{ count: '0 of 3', oldReady: 0 },
    });
    expect(look('rollout-set-crash', 'StatefulSet').fresh).not.toEqual([]);
    const other = putRollout('statefulsets', { status: { updateRevision: 'api-other' } });
    expect(look('rollout-set-crash', 'StatefulSet', other).fresh).toEqual([]);
  });

  it.each([
    ['OnDelete', { updateStrategy: { type: 'OnDelete' } }, {}, '0 of 0'],
    [
      'a partition',
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
      { currentRevision: 'api-old' },
      '0 of 1',
    ],
    [
      'a partition, on the first install',
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
      {},
      '0 of 3',
    ],
    [
      'a partition above all',
      { updateStrategy: { rollingUpdate: { partition: 9 } } },
      { currentRevision: 'api-old' },
      '0 of 0',
    ],
  ])('with %s are so many', (_title, spec, status, count) => {
    const edit = putRollout('statefulsets', { status, spec });
    expect(look('rollout-set-crash', 'StatefulSet', edit)).toMatchObject({ count });
  });
});

describe('the Pods of a DaemonSet', () => {
  const ofGeneration = (generation: string, updatedNumberScheduled: number) =>
    putRollout('daemonsets', {
      metadata: { annotations: { 'deprecated.daemonset.template.generation': generation } },
      status: { updatedNumberScheduled },
    });

  it.each([
    ['of its generation are new', undefined, ['mll6v']],
    ['of another generation are old', ofGeneration('2', 0), []],
    ['that a rollback keeps are new', ofGeneration('3', 1), ['mll6v']],
  ])('%s', (_title, edit, fresh) => {
    expect(look('rollout-daemon-crash', 'DaemonSet', edit)).toMatchObject({
      ...{ count: '0 of 1', fresh },
    });
  });

  it('with OnDelete are none that have to be new', () => {
    const edit = putRollout('daemonsets', { spec: { updateStrategy: { type: 'OnDelete' } } });
    expect(look('rollout-daemon-crash', 'DaemonSet', edit)).toMatchObject({
      ...{ state: 'ready', count: '0 of 0' },
    });
  });
});

describe('a Pod of its own', () => {
  it.each([
    ['is new', {}, ['api']],
    ['that leaves is not', { deletionTimestamp: '2026-11-28T16:40:00Z' }, []],
  ])('%s', (_title, metadata, fresh) => {
    const edit = putRollout('pods', { metadata });
    expect(look('rollout-pod-crash', 'Pod', edit).fresh).toEqual(fresh);
  });

  it('that has done its work is ready', () => {
    const edit = putRollout('pods', { status: { phase: 'Succeeded' } });
    expect(look('rollout-pod-crash', 'Pod', edit)).toMatchObject({ state: 'ready' });
  });
});

it.each([
  ['True', true],
  ['False', false],
  ['Unknown', false],
])('a Pod with Ready=%s takes requests: %s', (status, is) => {
  const pod: Pod = { status: { conditions: [{ type: 'Ready', status }] } };
  expect([isReady(pod), isReady({})]).toEqual([is, false]);
});
