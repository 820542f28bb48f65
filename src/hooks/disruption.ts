import { listStatuses, type Pod } from './targets.js';

/** Why the cluster itself ended a Pod. */
export interface Disruption {
  readonly reason: string;
  readonly message: string;
}

/**
 * Why the cluster ended a Pod, in its own words, or undefined where its containers ended by themselves. A Job counts such
 * a Pod as failed, and says no more than that there were too many.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions (v1.35)
 */
export function findDisruption(pod: Pod): Disruption | undefined {
  const { status } = pod;
  const { phase, reason, message = '' } = status ?? {};
  // `Evicted`, `NodeLost`, `OutOfcpu`: the kubelet's own reasons have the best words.
  if (phase === 'Failed' && reason !== undefined) return { reason, message };
  const target = status?.conditions?.find(
    (it) => it.type === 'DisruptionTarget' && it.status === 'True',
  );
  if (target !== undefined)
    return { reason: target.reason ?? target.type, message: target.message ?? '' };
  return wasDeleted(pod)
    ? { reason: 'PodDeleted', message: 'its Pod was deleted while it ran' }
    : undefined;
}

/** `deletionTimestamp` is when the Pod has to be gone. What ended before it was to go ended by itself. */
function wasDeleted(pod: Pod): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata ?? {};
  if (deletionTimestamp === undefined) return false;
  const asked = Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1_000;
  const ends = listStatuses(pod).flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
  return ends.length === 0 || ends.some((end) => Date.parse(end) >= asked);
}
