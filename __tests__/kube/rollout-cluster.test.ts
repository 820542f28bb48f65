import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serialize } from 'node:v8';
import type { KubeEvent } from '../../src/hooks/events.js';
import type { Pod } from '../../src/hooks/targets.js';
import { openRollout } from '../../src/kube/rollout-cluster.js';
import type { WatchEvent } from '../../src/objects/watch-event.js';
import { RolloutLedger } from '../../src/rollout/ledger.js';
import { type Answer, answerAndHang, answerJson, FakeApiServer } from '../fakes/api-server.js';
import { replayRollout } from '../fakes/rollout.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
const listOf = (...items: readonly object[]) =>
  answerJson({ metadata: { resourceVersion: '1' }, items });
const named = (name: string) => ({ metadata: { name, namespace: 'shop' } });

/** Takes so many events, and ends the watch. */
async function take<T>(
  count: number,
  begin: (signal: AbortSignal) => AsyncIterable<WatchEvent<T>>,
  onEvent: (event: WatchEvent<T>) => void,
): Promise<void> {
  const stop = new AbortController();
  let left = count;
  for await (const event of begin(stop.signal)) {
    onEvent(event);
    left -= 1;
    if (left === 0) stop.abort();
  }
}

const namesOf = (event: WatchEvent<{ readonly metadata?: { readonly name?: string } }>) =>
  event.kind === 'listed' ? event.items.map(({ metadata }) => metadata?.name) : event.kind;

describe('workloads of one kind', () => {
  it.each([
    [['api'], 'fieldSelector=metadata.name%3Dapi'],
    [['api', 'worker'], 'labelSelector=app.kubernetes.io%2Fmanaged-by%3DHelm'],
  ])('%j: one watch for all', async (names, selector) => {
    const change = answerAndHang(
      line('MODIFIED', named('other')),
      line('MODIFIED', named(names.at(-1) ?? '')),
    );
    server.answerInTurn(listOf(...['other', ...names].map(named)), change);
    const told: unknown[] = [];
    const place = { namespace: 'shop', names, isPolled: false };
    const watching = (signal: AbortSignal) =>
      openRollout(server.client()).watchWorkloads('Deployment', place, signal);
    await take(2, watching, (event) => told.push(namesOf(event)));
    expect(told).toEqual([names, 'changed']);
    expect(server.asked).toEqual([
      `/apis/apps/v1/namespaces/shop/deployments?${selector}`,
      expect.stringContaining(`${selector}&watch=true`),
    ]);
  });

  it('of very many: lists in turns, and watches nothing', async () => {
    server.answerInTurn(listOf(named('a')), listOf(named('a'), named('b')));
    const told: unknown[] = [];
    const place = { namespace: 'shop', names: ['a', 'b'], isPolled: true };
    const watching = (signal: AbortSignal) =>
      openRollout(server.client(), 1).watchWorkloads('StatefulSet', place, signal);
    await take(2, watching, (event) => told.push(namesOf(event)));
    expect(told).toEqual([['a'], ['a', 'b']]);
    expect(server.asked.filter((url) => url.includes('watch'))).toEqual([]);
  });
});

it('asks for ReplicaSets without their templates', async () => {
  const metadata = { name: 'api-1', uid: '1', managedFields: [{ manager: 'kubectl' }] };
  server.answerWith(listOf({ metadata, spec: { template: { spec: {} } } }));
  const place = { namespace: 'shop', labels: { app: 'api' } };
  const sets = openRollout(server.client()).listReplicaSets(place, new AbortController().signal);
  expect(await sets).toEqual([{ metadata: { name: 'api-1', uid: '1' } }]);
  expect(server.asked).toEqual([
    '/apis/apps/v1/namespaces/shop/replicasets?labelSelector=app%3Dapi',
  ]);
});

describe('500 Pods that come, fail and go', () => {
  const PODS = 500;
  const SHORT = 2;
  const LONG = 6;
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'api', podLabels: {} } as const;
  const template = readTemplate();
  const names = Array.from({ length: PODS }, (_, index) => String(index));

  const podOf = (uid: string, restarts: number): Pod => ({
    ...template,
    metadata: { ...template.metadata, name: `api-${uid}`, namespace: 'shop', uid },
    status: {
      ...template.status,
      containerStatuses: (template.status?.containerStatuses ?? []).map((it) => ({
        ...it,
        restartCount: restarts,
      })),
    },
  });
  const managed = ({ metadata, ...pod }: Pod) => {
    const managedFields = [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }];
    return { ...pod, metadata: { ...metadata, managedFields } };
  };
  const warningOf = (uid: string): KubeEvent => ({
    metadata: { name: uid, uid: `event-${uid}`, namespace: 'shop' },
    involvedObject: { kind: 'Pod', uid },
    reason: 'BackOff',
    message: `Back-off restarting failed container api in pod api-${uid}`,
  });
  /** Each Pod is made, fails twice, and is replaced in the next round. */
  const playRound = (round: number) =>
    names.flatMap((name) => {
      const [uid, before] = [`${round}-${name}`, `${round - 1}-${name}`];
      const change = [1, 2].map((restarts) => line('MODIFIED', managed(podOf(uid, restarts))));
      const gone = round === 0 ? [] : [line('DELETED', managed(podOf(before, 2)))];
      return [...gone, line('ADDED', managed(podOf(uid, 0))), ...change];
    });

  /** What a ledger holds after so many rounds, in bytes, and how many objects. */
  async function replay(rounds: number): Promise<{ bytes: number; text: string; pods: number }> {
    const ledger = new RolloutLedger([workload]);
    const lines = Array.from({ length: rounds }, (_, round) => playRound(round)).flat();
    const answer: Answer = (response, url, request) =>
      url.searchParams.has('watch')
        ? answerAndHang(lines.join(''))(response, url, request)
        : listOf()(response, url, request);
    server.answerWith(answer);
    const place = { namespace: 'shop', labels: {}, isPolled: false };
    const watching = (signal: AbortSignal) => openRollout(server.client()).watchPods(place, signal);
    await take(lines.length + 1, watching, (event) => {
      ledger.takePods('shop', event);
      if (event.kind === 'changed')
        ledger.takeEvents({
          kind: 'changed',
          object: warningOf(event.object.metadata?.uid ?? ''),
        });
    });
    const kept = serialize(ledger);
    const text = kept.toString('latin1');
    return { bytes: kept.length, text, pods: new Set(text.match(/event-\d+-\d+/g)).size };
  }

  it('leave as little after many rounds as after two', async () => {
    const short = await replay(SHORT);
    const long = await replay(LONG);
    expect(long.pods).toBe(PODS);
    expect(long.text).not.toContain('managedFields');
    expect(long.bytes).toBeLessThan(short.bytes * 1.05);
    expect(long.bytes / PODS).toBeLessThan(8_000);
  });

  function readTemplate(): Pod {
    const namespace = 'rec-rollout-crash';
    const [result] = replayRollout('rollout-crash', [{ ...workload, namespace }]).judgeAll(0);
    const [pod] = result?.fresh ?? [];
    if (pod === undefined) throw new Error('The recording has no Pod.');
    return pod;
  }
});
