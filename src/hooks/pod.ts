import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import type { AsJson } from '../kube/json.js';
import type { Verdict } from './job.js';
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
  readonly started: string;
  readonly finished: string;
}

/**
 * Judges a Pod by its containers' states, not by its phase: a Pod was seen `Pending` with its
 * container ended. A Pod without any state yet is waiting.
 */
export function judgePod(pod: Pod): Verdict {
  const { phase, reason, message } = pod.status ?? {};
  if (phase === 'Succeeded') return { kind: 'succeeded' };
  const failed = findFailedContainer(pod);
  if (phase === 'Failed') {
    return {
      kind: 'failed',
      reason: reason ?? failed?.reason ?? 'Failed',
      message: message ?? describe(failed),
    };
  }
  if (failed !== undefined && pod.spec?.restartPolicy === 'Never') {
    return { kind: 'failed', reason: failed.reason, message: describe(failed) };
  }
  if (listStatuses(pod).some((status) => status.state?.running !== undefined))
    return { kind: 'running' };
  return { kind: 'waiting', on: describeWaiting(pod) };
}

/** The first container that ended with an exit code other than 0, or undefined. */
export function findFailedContainer(pod: Pod): DecidingContainer | undefined {
  return listEnds(pod)
    .filter((end) => end.exitCode !== 0)
    .sort((a, b) => a.finished.localeCompare(b.finished))[0];
}

/** The container that decided: the first that failed, else the main container that ended last. */
export function findDecidingContainer(pod: Pod): DecidingContainer | undefined {
  return findFailedContainer(pod) ?? listEnds(pod).at(-1);
}

function listEnds(pod: Pod): DecidingContainer[] {
  return listStatuses(pod).flatMap((status) => {
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
    started: end.startedAt ?? '',
    finished: end.finishedAt ?? '',
  };
}

function describe(end: DecidingContainer | undefined): string {
  if (end === undefined) return '';
  return `container "${end.container}" ended with exit code ${String(end.exitCode)}`;
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
  return 'ContainerCreating';
}
