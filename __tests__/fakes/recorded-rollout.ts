import { listContainerRuns } from '../../src/hooks/targets.js';
import type { RolloutCluster } from '../../src/follow/rollout-cluster.js';
import type { WatchEvent } from '../../src/objects/watch-event.js';
import { toLogLines } from './recording.js';
import { readRollout, type RolloutLine, watchKind } from './rollout.js';

/** Tells a recorded rollout as it stood when helm ended, at once, and nothing after it. */
export function serveRollout(recording: string): RolloutCluster {
  const { lines: told, logs } = readRollout(recording);
  const tell = <T>(kinds: readonly RolloutLine['kind'][]) => replay<T>(told, kinds);
  return {
    watchWorkloads: (kind) => tell([watchKind(kind)]),
    watchPods: () => tell(['pods']),
    watchWarnings: () => tell(['events']),
    listReplicaSets: () =>
      Promise.resolve(told.flatMap((line) => (line.kind === 'replicasets' ? [line.object] : []))),
    async *readLog(_pod, run) {
      const lines = toLogLines(logs.get(run.id) ?? '');
      yield await Promise.resolve({ lines, unfinished: false });
    },
    readLastLines: (pod, run) => {
      const known = listContainerRuns(pod).some(({ id }) => id === run.id);
      return Promise.resolve(known ? toLogLines(logs.get(run.id) ?? '') : []);
    },
  };
}

async function* replay<T>(
  lines: readonly RolloutLine[],
  kinds: readonly RolloutLine['kind'][],
): AsyncGenerator<WatchEvent<T>> {
  yield await Promise.resolve({ kind: 'listed', items: [] } as const);
  for (const { kind, type, object } of lines)
    if (kinds.includes(kind))
      yield { kind: type === 'DELETED' ? 'deleted' : 'changed', object: object as T };
}
