import { type DecidingContainer, findDecidingContainer } from './pod.js';
import type { Pod } from './targets.js';

/** A Pod that cannot end: one of its containers has, and others run on. */
export interface Lingering {
  readonly ended: DecidingContainer;
  /** Names of the containers that run on. */
  readonly alive: readonly string[];
}

/**
 * What keeps a Pod alive after one of its containers has ended, or undefined where nothing does. Sidecars in
 * Kubernetes' sense (init containers that go on) do not: Kubernetes ends them.
 */
export function findLingering(pod: Pod | undefined): Lingering | undefined {
  const statuses = pod?.status?.containerStatuses ?? [];
  const alive = statuses.filter(({ state }) => state?.running !== undefined);
  const over = statuses.filter(({ state }) => state?.terminated !== undefined);
  if (pod === undefined || alive.length === 0) return undefined;
  const status = { ...pod.status, initContainerStatuses: [], containerStatuses: over };
  const ended = findDecidingContainer({ ...pod, status });
  return ended && { ended, alive: alive.map(({ name }) => name) };
}
