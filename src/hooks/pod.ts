import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';
import { isSidecar } from './alive.js';
import type { Verdict } from './verdict.js';
import { type ContainerStatus, listStatuses, type Pod } from './targets.js';

/** The container whose end decided over its Pod. */
export interface DecidingContainer {
  readonly pod: string;
  readonly container: string;
  /** The container runtime's ID of the run that decided. */
  readonly id: string;
  readonly exitCode: number;
  /** Kubernetes' reason, `Error` or `OOMKilled` mostly. */
  readonly reason: string;
  /** What the container wrote to its termination log, often empty. */
  readonly message: string;
  /** Its limit of memory as the Pod's spec has it (`64Mi`); undefined where it has none. */
  readonly memoryLimit: string | undefined;
  readonly started: string;
  readonly finished: string;
}

/** One end of one container, as its Pod told it first. */
export interface ContainerEnd extends DecidingContainer {
  readonly podUid: string;
  /** The Pod was being deleted by then: the end may be of that, and not of the program. */
  readonly wasLeaving: boolean;
}

/**
 * Judges a Pod by its containers' states, not by its phase: a Pod was seen `Pending` with its
 * container ended. A Pod without any state yet is waiting. Sidecars decide nothing: Kubernetes ends
 * them when all others have ended, mostly with exit code 143.
 */
export function judgePod(pod: Pod): Verdict {
  if (hasSucceeded(pod)) return { kind: 'succeeded' };
  const failure = findFailure(pod);
  if (failure !== undefined) return failure;
  if (listDeciding(pod).some((status) => status.state?.running !== undefined))
    return { kind: 'running' };
  return { kind: 'waiting', on: describeWaiting(pod) };
}

/** The phase follows the containers' ends a second later. */
function hasSucceeded({ spec, status }: Pod): boolean {
  const statuses = status?.containerStatuses ?? [];
  return (
    status?.phase === 'Succeeded' ||
    (statuses.length > 0 &&
      statuses.length === spec?.containers.length &&
      statuses.every(({ state }) => state?.terminated?.exitCode === 0))
  );
}

function findFailure(pod: Pod): Verdict | undefined {
  const { phase, reason, message } = pod.status ?? {};
  const failed = findFailedContainer(pod);
  if (phase === 'Failed') {
    return {
      kind: 'failed',
      reason: reason ?? failed?.reason ?? 'Failed',
      message: message ?? (failed === undefined ? '' : describeEnd(failed)),
    };
  }
  if (failed === undefined || pod.spec?.restartPolicy !== 'Never') return undefined;
  return { kind: 'failed', reason: failed.reason, message: describeEnd(failed) };
}

/** The first container that ended with an exit code other than 0, or undefined. */
export function findFailedContainer(pod: Pod): DecidingContainer | undefined {
  return listEnds(pod)
    .filter((end) => end.exitCode !== 0)
    .sort((a, b) => a.finished.localeCompare(b.finished))[0];
}

/** The container that decided: the first that failed, else the last one listed that has ended. */
export function findDecidingContainer(pod: Pod): DecidingContainer | undefined {
  return findFailedContainer(pod) ?? listEnds(pod).at(-1);
}

/** All but sidecars: init containers that go on beside the others. */
export function listDeciding(pod: Pod): readonly ContainerStatus[] {
  return listStatuses(pod).filter((status) => !isSidecar(pod, status));
}

/** The ends that a Pod tells of, the one before a restart too; sidecars decide nothing, and are left out. */
export function listContainerEnds(pod: Pod): readonly ContainerEnd[] {
  return listEndsOf(pod, listDeciding(pod));
}

/** The ends that these statuses of a Pod tell of, of each container the older one first. */
export function listEndsOf(
  pod: Pod,
  statuses: readonly ContainerStatus[],
): readonly ContainerEnd[] {
  const podUid = pod.metadata?.uid ?? '';
  const isLeaving = pod.metadata?.deletionTimestamp !== undefined;
  return statuses.flatMap((status) => {
    const { state, lastState } = status;
    // Nothing of a Pod that leaves is restarted: what came before a restart ended before that.
    const ends = [
      { end: lastState?.terminated, wasLeaving: false },
      { end: state?.terminated, wasLeaving: isLeaving },
    ];
    return ends.flatMap(({ end, wasLeaving }) =>
      end === undefined ? [] : [{ ...readEnd(pod, status, end), podUid, wasLeaving }],
    );
  });
}

/** What tells one end from all others of a cluster. */
export function nameEnd({ podUid, container, id, finished }: ContainerEnd): string {
  return [podUid, container, id, finished].join(' ');
}

function listEnds(pod: Pod): DecidingContainer[] {
  return listDeciding(pod).flatMap((status) => {
    const end = status.state?.terminated ?? status.lastState?.terminated;
    return end === undefined ? [] : [readEnd(pod, status, end)];
  });
}

function readEnd(
  pod: Pod,
  status: ContainerStatus,
  end: AsJson<V1ContainerStateTerminated>,
): DecidingContainer {
  return {
    pod: pod.metadata?.name ?? '',
    container: status.name,
    id: end.containerID ?? '',
    exitCode: end.exitCode,
    reason: end.reason ?? (end.signal === undefined ? 'Error' : `Signal ${String(end.signal)}`),
    message: end.message?.trim() ?? '',
    memoryLimit: findMemoryLimit(pod, status.name),
    started: end.startedAt ?? '',
    finished: end.finishedAt ?? '',
  };
}

function findMemoryLimit({ spec }: Pod, container: string): string | undefined {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return all.find(({ name }) => name === container)?.resources?.limits?.['memory'];
}

/** What a Job waits for between two attempts. */
export const NEXT_ATTEMPT = 'its next attempt';

/** Exit codes over 128 are signals (POSIX); these are those that end programs in containers. */
const SIGNALS: Readonly<Record<number, string>> = {
  130: 'SIGINT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

/** How a container ended, in words. */
export function describeEnd({ container, exitCode }: DecidingContainer): string {
  return `container "${container}" ended with exit code ${String(exitCode)}${describeSignal(exitCode)}`;
}

/** The signal that an exit code stands for, to be put behind it: `, SIGKILL`; empty where it is none. */
export function describeSignal(exitCode: number): string {
  const signal = SIGNALS[exitCode];
  return signal === undefined ? '' : `, ${signal}`;
}

/** Why nothing runs, in Kubernetes' words: the container that waits, else the scheduler. */
function describeWaiting(pod: Pod): string {
  for (const { state } of listStatuses(pod)) {
    if (state?.waiting?.reason !== undefined) {
      return [state.waiting.reason, state.waiting.message].filter(Boolean).join(': ');
    }
  }
  const unscheduled = pod.status?.conditions?.find(
    (it) => it.type === 'PodScheduled' && it.status === 'False',
  );
  if (unscheduled !== undefined)
    return [unscheduled.reason, unscheduled.message].filter(Boolean).join(': ');
  return listEnds(pod).length > 0 ? NEXT_ATTEMPT : 'ContainerCreating';
}
