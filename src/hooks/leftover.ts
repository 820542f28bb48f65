import type { Hook } from '../helm/hook.js';
import type { HookObjects } from './observation.js';

/** The reason of a hook that did not run because its name was taken; ours, as Kubernetes has none. */
export const LEFTOVER = 'LeftoverObject';

/**
 * Which object of the same name kept a hook from being made, in words, or undefined where none did. Helm 4 applies over such an object
 * and takes its old end for the hook's; Helm 3 fails. An object that the delete policy removes first counts only where it is still there.
 */
export function findLeftover(
  { kind, phase, deletePolicies }: Hook,
  { job, pods, others }: HookObjects,
): string | undefined {
  const newest = others.at(-1);
  if (phase === '' || job !== undefined || pods.length > 0 || newest === undefined)
    return undefined;
  const isRemovedFirst = deletePolicies.includes('before-hook-creation');
  if (isRemovedFirst && (newest.isGone || phase === 'Running')) return undefined;
  const { creationTimestamp: created = 'unknown' } = newest.object.metadata ?? {};
  const whose = newest.isOurs ? `the hook's run before` : 'an earlier deploy';
  return `the ${kind} of ${whose} (created ${created}) ${newest.isGone ? 'was' : 'is'} still there`;
}
