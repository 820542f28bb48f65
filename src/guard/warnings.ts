import { nameHook } from '../helm/hook.js';
import { describeLeftover } from '../hooks/leftover.js';
import { type SkippedHook, toUpgrade } from './false-green.js';
import type { TakenName } from './taken-names.js';

/** The next hook of this name would not run. */
export function warnOfTaken({ hook, leftover }: TakenName): string {
  const { kind, namespace, name, deletePolicies } = hook;
  const command = `kubectl delete ${kind.toLowerCase()} ${name} --namespace ${namespace}`;
  const why = `${nameHook(hook)} may not run in this deploy: ${describeLeftover(hook, leftover)}`;
  if (leftover.finalizers.length > 0) return `${why}. Helm cannot delete it.`;
  return `${why}, and its helm.sh/hook-delete-policy (${deletePolicies.join(',')}) does not remove it first. Add before-hook-creation to the policy, or delete the ${kind} before you deploy:\n${command}`;
}

/** A hook of the first install that this deploy will not run. */
export function warnOfSkipped({ hook, event, isCertain }: SkippedHook): string {
  const known = isCertain
    ? 'did not succeed in the first install'
    : 'is not known to have succeeded';
  return `${nameHook(hook)} ${known}, and this deploy is an upgrade, which does not run ${event} hooks. Add the upgrade event (helm.sh/hook: ${event},${toUpgrade(event)}), or run the hook by hand. To block such deploys, set "require-hook: true".`;
}
