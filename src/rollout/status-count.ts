import type { KnownWorkload } from './objects.js';

/** Pods that are ready, by generation. */
export interface ReadyCounts {
  readonly ready: number;
  readonly oldReady: number;
}

/**
 * What a workload's own status tells, where its Pods cannot be told apart: new ones that are ready at the least, and
 * old ones at the most. Undefined of what makes no Pods.
 */
export function countByStatus(known: KnownWorkload): ReadyCounts | undefined {
  switch (known.kind) {
    case 'Deployment':
    case 'StatefulSet': {
      const { replicas, updatedReplicas, readyReplicas } = known.object.status ?? {};
      return count(replicas, updatedReplicas, readyReplicas);
    }
    case 'DaemonSet': {
      const { currentNumberScheduled, updatedNumberScheduled, numberReady } =
        known.object.status ?? {};
      return count(currentNumberScheduled, updatedNumberScheduled, numberReady);
    }
    case 'Pod':
    case 'PersistentVolumeClaim':
      return undefined;
    default:
      return known satisfies never;
  }
}

/** The status does not say which of the ready Pods are new: it may be all of the old ones. */
function count(all = 0, fresh = 0, ready = 0): ReadyCounts {
  const least = Math.max(0, ready - Math.max(0, all - fresh));
  return { ready: least, oldReady: ready - least };
}
