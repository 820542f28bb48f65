import { judgePod } from './pod.js';
import type { Pod } from './targets.js';

/** Why the cluster itself ended a Pod. */
export interface Disruption {
  readonly reason: string;
  readonly message: string;
}

/**
 * Why the cluster ended a Pod, in its own words, or undefined where its containers ended by themselves. A Job counts
 * such a Pod as failed, and says no more than that there were too many. `interrupted`: UIDs of Pods deleted while they
 * ran.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions (v1.35)
 */
export function findDisruption(
  { metadata, status }: Pod,
  interrupted: ReadonlySet<string>,
): Disruption | undefined {
  const { phase, reason, message = '', conditions = [] } = status ?? {};
  // `Evicted`, `OutOfcpu`, `NodeShutdown`: the kubelet's own reasons have the best words.
  if (phase === 'Failed' && reason !== undefined) return { reason, message: message.trim() };
  const target = conditions.find((it) => it.type === 'DisruptionTarget' && it.status === 'True');
  if (target !== undefined)
    return { reason: target.reason ?? target.type, message: target.message ?? '' };
  if (!interrupted.has(metadata?.uid ?? '')) return undefined;
  return { reason: 'PodDeleted', message: 'its Pod was deleted while it ran' };
}

/**
 * True of a Pod that is being deleted while it runs, or that went so. Its last state does not tell: its time of
 * deletion is moved to its end, and one that is deleted by force has none.
 */
export function isInterrupted(pod: Pod, isGone: boolean): boolean {
  const isLeaving = isGone || pod.metadata?.deletionTimestamp !== undefined;
  return isLeaving && judgePod(pod).kind === 'running';
}
