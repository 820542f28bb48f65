import type { HookObjects } from './observation.js';
import {
  type ContainerEnd,
  type DecidingContainer,
  judgePod,
  listContainerEnds,
  listDeciding,
  nameEnd,
} from './pod.js';
import type { Pod } from './targets.js';

/** What became of a hook's attempts so far: a Pod is one, and each restart in it is another. */
export interface Attempts {
  readonly begun: number;
  /** Those that ended with an error. */
  readonly failed: number;
  /** The exit codes of those that ended with one by themselves, each once. */
  readonly exitCodes: readonly number[];
  /** How the last one of them ended. */
  readonly lastFailed: DecidingContainer | undefined;
}

/** Counts attempts from the Pods as they are, and from the ends that were seen of containers that have been restarted since. */
export function countAttempts({ pods, ends }: Pick<HookObjects, 'pods' | 'ends'>): Attempts {
  const failures = pods
    .flatMap((pod) => listOwnFailures(pod, ends))
    .sort((a, b) => a.finished.localeCompare(b.finished));
  return {
    begun: pods.reduce((sum, pod) => sum + 1 + countRestarts(pod), 0),
    failed: pods.reduce((sum, pod) => sum + countFailed(pod), 0),
    exitCodes: [...new Set(failures.map(({ exitCode }) => exitCode))],
    lastFailed: failures.at(-1),
  };
}

/** How often the kubelet has restarted a container of the Pod. */
export function countRestarts(pod: Pod): number {
  return Math.max(0, ...listDeciding(pod).map(({ restartCount }) => restartCount));
}

function countFailed(pod: Pod): number {
  if (pod.spec?.restartPolicy !== 'OnFailure') return judgePod(pod).kind === 'failed' ? 1 : 0;
  return countRestarts(pod) + Number(listDeciding(pod).some(isDown));
}

/** It has ended with an error, and is not restarted yet. */
function isDown({ state, lastState }: ReturnType<typeof listDeciding>[number]): boolean {
  const end = state?.waiting === undefined ? state?.terminated : lastState?.terminated;
  return end !== undefined && end.exitCode !== 0;
}

/** Ends with an error that nobody brought about by deleting the Pod. Of a Pod that is not restarted the first one decides. */
function listOwnFailures(pod: Pod, seen: HookObjects['ends']): readonly ContainerEnd[] {
  const uid = pod.metadata?.uid ?? '';
  const known = new Map(listContainerEnds(pod).map((end) => [nameEnd(end), end]));
  for (const end of seen) if (end.podUid === uid) known.set(nameEnd(end), end);
  const failures = [...known.values()]
    .filter(({ exitCode, wasLeaving }) => exitCode !== 0 && !wasLeaving)
    .sort((a, b) => a.finished.localeCompare(b.finished));
  return pod.spec?.restartPolicy === 'OnFailure' ? failures : failures.slice(0, 1);
}
