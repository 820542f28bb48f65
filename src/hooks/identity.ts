import type { KubeEvent } from './events.js';
import type { Job } from './job.js';
import type { Pod } from './targets.js';

/** The UID of an object; empty where it has none. */
export function uidOf(object: Job | Pod | KubeEvent): string {
  return object.metadata?.uid ?? '';
}

function ownerUid({ metadata }: Job | Pod): string {
  return metadata?.ownerReferences?.find((owner) => owner.kind === 'Job')?.uid ?? '';
}

/** The UID of what makes one turn of a hook: a Job with its Pods, or a Pod alone. */
export function turnOf(object: Job | Pod): string {
  return ownerUid(object) || uidOf(object);
}

/** For a sort by creation, oldest first. */
export function byAge(a: Job | Pod, b: Job | Pod): number {
  const created = ({ metadata }: Job | Pod) => metadata?.creationTimestamp ?? '';
  return created(a).localeCompare(created(b));
}

/** True of a Pod, false of a Job. */
export function isPod({ spec }: Job | Pod): boolean {
  return spec !== undefined && 'containers' in spec;
}
