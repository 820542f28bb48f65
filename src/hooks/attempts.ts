import { hasStarted } from './alive.js';
import { byAge, uidOf } from './identity.js';
import type { HookObjects } from './hook-objects.js';
import { type ContainerEnd, judgePod, listContainerEnds, listDeciding, nameEnd } from './pod.js';
import type { Pod } from './targets.js';

/** An attempt that is over without success: a Pod is one, and each restart in it is another. */
export interface AttemptEnd {
  /** The first attempt is 1. */
  readonly number: number;
  /** It `failed` by itself, or was `stopped`: its Pod was deleted while it ran. */
  readonly kind: 'failed' | 'stopped';
  readonly podUid: string;
  /** Its container is restarted in the Pod where it fails. */
  readonly isRestarted: boolean;
  /** Undefined where nothing tells how its container ended. */
  readonly end: ContainerEnd | undefined;
}

/** What became of a hook's attempts so far. */
export interface Attempts {
  readonly begun: number;
  /** Those that are over without success, in the order of their starts. */
  readonly ended: readonly AttemptEnd[];
  /** How many of these failed by themselves, */
  readonly failed: number;
  /** with which exit codes, each once, */
  readonly exitCodes: readonly number[];
  /** and how the last one of them ended; undefined where nothing tells. */
  readonly lastFailed: ContainerEnd | undefined;
}

type Seen = Pick<HookObjects, 'pods' | 'ends'> & Partial<Pick<HookObjects, 'interrupted' | 'gone'>>;

/**
 * Counts attempts from the Pods as they are, and from the ends that were seen of containers that have been restarted
 * since.
 */
export function countAttempts(objects: Seen): Attempts {
  const ended: AttemptEnd[] = [];
  let begun = 0;
  for (const pod of objects.pods.toSorted(byAge)) {
    ended.push(...listEnded(pod, begun, objects));
    begun += 1 + countRestarts(pod);
  }
  const failures = ended.filter(({ kind }) => kind === 'failed');
  const ends = failures.map(({ end }) => end).filter((end) => end !== undefined);
  ends.sort((a, b) => a.finished.localeCompare(b.finished));
  const exitCodes = [...new Set(ends.map(({ exitCode }) => exitCode))];
  return { begun, ended, failed: failures.length, exitCodes, lastFailed: ends.at(-1) };
}

/** How often the kubelet has restarted a container of the Pod. */
export function countRestarts(pod: Pod): number {
  return Math.max(0, ...listDeciding(pod).map(({ restartCount }) => restartCount));
}

/** `before`: so many attempts were in Pods before this one. */
function listEnded(
  pod: Pod,
  before: number,
  { ends, interrupted, gone }: Seen,
): readonly AttemptEnd[] {
  const podUid = uidOf(pod);
  const isRestarted = pod.spec?.restartPolicy !== 'Never';
  const known = listKnownEnds(pod, ends);
  const failed = listFailed(pod, known).map((end, index): AttemptEnd => ({
    ...{ number: before + index + 1, kind: 'failed', podUid, isRestarted, end },
  }));
  const restarts = countRestarts(pod);
  const wasEnded = known.some(({ exitCode, wasLeaving }) => exitCode !== 0 && wasLeaving);
  const wasStopped = interrupted?.has(podUid) || (wasEnded && hasStarted(pod));
  const isOver = gone?.has(podUid) || !listDeciding(pod).some(({ state }) => state?.running);
  if (!wasStopped || !isOver || failed.length > restarts) return failed;
  const end = known.findLast(({ wasLeaving }) => wasLeaving);
  const number = before + restarts + 1;
  return [...failed, { number, kind: 'stopped', podUid, isRestarted, end }];
}

/** The ends of attempts in the Pod that failed by themselves; undefined for one of which no end was seen. */
function listFailed(
  pod: Pod,
  known: readonly ContainerEnd[],
): readonly (ContainerEnd | undefined)[] {
  const own = known.filter(({ exitCode, wasLeaving }) => exitCode !== 0 && !wasLeaving);
  if (pod.spec?.restartPolicy === 'Never') {
    // The first one decides. A Pod that was evicted has a reason of its own, and often no end.
    const isOwn = !isLeaving(pod) || pod.status?.reason !== undefined;
    const isFailed = isOwn && judgePod(pod).kind === 'failed';
    return own.length > 0 || isFailed ? [own[0]] : [];
  }
  const isDown = listDeciding(pod).some(({ state, lastState }) => {
    const end = (state?.waiting === undefined ? state : lastState)?.terminated;
    return end !== undefined && own.some(({ id }) => id === (end.containerID ?? ''));
  });
  // One that is always restarted need not have failed.
  const isAlways = pod.spec?.restartPolicy === 'Always';
  const count = isAlways ? own.length : countRestarts(pod) + Number(isDown);
  return Array.from({ length: count }, (_, index) => own[own.length - count + index]);
}

/**
 * What the Pod tells of now, and what it told of before. The first word on an end counts: whether the Pod was leaving
 * by then.
 */
function listKnownEnds(pod: Pod, seen: HookObjects['ends']): readonly ContainerEnd[] {
  const uid = uidOf(pod);
  const known = new Map(listContainerEnds(pod).map((end) => [nameEnd(end), end]));
  for (const end of seen) if (end.podUid === uid) known.set(nameEnd(end), end);
  return [...known.values()].sort((a, b) => a.finished.localeCompare(b.finished));
}

function isLeaving({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}
