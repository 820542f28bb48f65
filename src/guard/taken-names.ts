import { isJobOrPod } from '../helm/hook.js';
import { listEvents } from '../helm/run-order.js';
import { findRevisionAt, type RevisionTime } from '../helm/revision-time.js';
import { type Leftover, readLeftover } from '../hooks/leftover.js';
import type { HookObject, HookSight } from './active.js';

/** A hook whose name is taken, and what has it. */
export type TakenName = Pick<HookObject, 'hook'> & { readonly leftover: Leftover };

/**
 * The hooks of the next deploy that could not run if the chart stays as it is in the newest revision: an object of an
 * earlier deploy has the hook's name, and the hook's delete policy does not remove it first, or a finalizer keeps it.
 * `revisions`: all, oldest first.
 */
export function findTakenNames(
  sights: readonly HookSight[],
  revisions: readonly RevisionTime[],
): readonly TakenName[] {
  const newest = revisions.at(-1)?.revision;
  return sights.flatMap(({ release, hook, job, pods }) => {
    const object = hook.kind === 'Job' ? job : pods[0];
    const isNext =
      release.revision === newest && isJobOrPod(hook) && runsNext(hook.events, release);
    if (object === undefined || !isNext) return [];
    const revision = findRevisionAt(revisions, object.metadata?.creationTimestamp ?? '');
    const leftover = readLeftover({ object, revision, isOurs: false, isGone: false });
    const isRemoved = hook.deletePolicies.includes('before-hook-creation');
    if (isRemoved && leftover.finalizers.length === 0) return [];
    return [{ hook, leftover }];
  });
}

/** For `helm upgrade --install` a release that was uninstalled with its history kept is a new one. */
function runsNext(events: readonly string[], { status }: HookObject['release']): boolean {
  const operation = status === 'uninstalled' ? 'install' : 'upgrade';
  return listEvents(operation).some((event) => events.includes(event));
}
