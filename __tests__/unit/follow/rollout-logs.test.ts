import { expect, it } from '@jest/globals';
import type { InitLogs } from '../../../src/follow/init-logs.js';
import { RolloutLogs } from '../../../src/follow/rollout-logs.js';
import type { RolloutCluster } from '../../../src/follow/rollout-cluster.js';
import type { RolloutListener } from '../../../src/follow/listener.js';
import type { Pod } from '../../../src/hooks/targets.js';
import type { WorkloadResult } from '../../../src/rollout/result.js';

const NO_INITS = { find: () => undefined } as unknown as InitLogs;
const signal = new AbortController().signal;

/** A workload whose container has ended with an error for the nth time. */
function endNo(count: number): WorkloadResult {
  const id = `containerd://${String(count)}`;
  const terminated = { containerID: id, exitCode: 3, reason: 'Error' };
  const pod: Pod = {
    metadata: { name: 'api-1', namespace: 'shop', uid: 'uid' },
    status: {
      containerStatuses: [
        {
          ...{ name: 'main', image: '', imageID: '', ready: false, restartCount: count },
          ...{ containerID: id, state: { terminated } },
        },
      ],
    },
  };
  const end = { id, container: 'main', podUid: 'uid' };
  return {
    workload: { kind: 'Deployment', namespace: 'shop', name: 'api' },
    troubles: [{ trouble: { kind: 'exits', end }, count: 1 }],
    fresh: [pod],
  } as unknown as WorkloadResult;
}

it('reads the next end where nothing could be read of one, and no other', async () => {
  const asked: string[] = [];
  const answers: readonly (readonly string[] | undefined)[] = [
    undefined,
    [],
    ['cannot read config'],
  ];
  const cluster = {
    readLastLines: (_pod: Pod, { id }: { readonly id: string }) => {
      const lines = answers[asked.length];
      asked.push(id);
      if (lines === undefined) return Promise.reject(new Error('no log'));
      return Promise.resolve(lines.map((text) => ({ time: '', text })));
    },
  } as unknown as RolloutCluster;
  const shown: string[] = [];
  const listener = {
    onContainerLines: (_run: unknown, lines: readonly { readonly text: string }[]) =>
      shown.push(...lines.map(({ text }) => text)),
  } as unknown as RolloutListener;
  const logs = new RolloutLogs(cluster, listener, NO_INITS);
  for (const count of [1, 1, 2, 3, 3, 4]) {
    logs.read(endNo(count), signal);
    await logs.end();
  }
  expect(asked).toEqual(['containerd://1', 'containerd://2', 'containerd://3']);
  expect(shown).toEqual(['cannot read config']);
  expect(logs.find(endNo(4)).map(({ text }) => text)).toEqual(['cannot read config']);
});
