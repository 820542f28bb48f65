import type { Hook } from '../helm/hook.js';
import type { HookObjects, OtherObject } from './hook-objects.js';

/** The reason of a hook that did not run because its name was taken; ours, as Kubernetes has none. */
export const LEFTOVER = 'LeftoverObject';

/** An object of a hook's name that another run made, and that was there when helm came to the hook. */
export interface Leftover {
  /** RFC 3339. */
  readonly created: string;
  /** The revision that made it; undefined where no record tells. */
  readonly revision: number | undefined;
  /** An earlier run of the same operation made it. */
  readonly isOurs: boolean;
  readonly isGone: boolean;
  /** What keeps it though it was deleted; empty where it was not, or nothing does. */
  readonly finalizers: readonly string[];
}

/**
 * The newest object of the hook's name that this run did not make, where it made none itself; undefined where there is
 * none.
 */
export function findLeftover({ job, pods, others }: HookObjects): Leftover | undefined {
  const newest = others.at(-1);
  if (job !== undefined || pods.length > 0 || newest === undefined) return undefined;
  return readLeftover(newest);
}

/** What matters of an object that has a hook's name and that the hook's run did not make. */
export function readLeftover({ object, revision, isOurs, isGone }: OtherObject): Leftover {
  const {
    creationTimestamp: created = '',
    deletionTimestamp,
    finalizers = [],
  } = object.metadata ?? {};
  const kept = deletionTimestamp === undefined ? [] : finalizers;
  return { created, revision, isOurs, isGone, finalizers: kept };
}

/**
 * True where the leftover kept the hook from being made. Helm 4 applies over such an object and takes its old end for
 * the hook's; Helm 3 fails. One that the delete policy removes first counts only where it is still there when helm is
 * done with the hook.
 */
export function isInTheWay({ phase, deletePolicies }: Hook, { isGone }: Leftover): boolean {
  if (phase === '') return false;
  return !deletePolicies.includes('before-hook-creation') || (!isGone && phase !== 'Running');
}

/** The leftover in words: `the Job of revision 1 (created …) is still there`. */
export function describeLeftover({ kind }: Hook, leftover: Leftover): string {
  const { created, revision, isOurs, isGone, finalizers } = leftover;
  const earlier = revision === undefined ? 'an earlier deploy' : `revision ${String(revision)}`;
  const whose = isOurs ? "the hook's previous run" : earlier;
  const kept = finalizers.length === 0 ? '' : `, kept by its finalizer ${finalizers.join(', ')}`;
  return `the ${kind} of ${whose} (created ${created}) ${isGone ? 'was' : 'is'} still there${kept}`;
}
