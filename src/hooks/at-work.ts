import { isJobOrPod } from '../helm/hook.js';
import { isPending } from '../helm/release.js';
import type { Observation } from './observation.js';
import type { HookResult } from './result.js';
import type { HookRun } from '../helm/run-order.js';

/** True of a hook that runs or waits. */
export function isActive({ verdict }: HookResult): boolean {
  return verdict.kind === 'running' || verdict.kind === 'waiting';
}

/** The first hook that runs or waits, or undefined. */
export function findActive({ hooks }: Observation): HookResult | undefined {
  return hooks.find(isActive);
}

/** True of a hook that we have suspended: it is not at work. */
export function isSuspended({ suspensions = [] }: Observation, { key }: HookRun): boolean {
  return suspensions.some((it) => it.how === 'suspended' && it.key === key);
}

/** Something of the release is still at work, or was left in the middle. */
export function isUnfinished(seen: Observation): boolean {
  const { release, hooks } = seen;
  const isAtWork = hooks.some((it) => isActive(it) && !isSuspended(seen, it));
  return isAtWork || (release !== undefined && isPending(release));
}

/** True when the hooks before the workloads have succeeded; one that is no Job or Pod has as soon as it is made. */
export function haveRunBefore(hooks: readonly HookResult[]): boolean {
  return hooks
    .filter(({ event }) => event.startsWith('pre-'))
    .every(({ hook, verdict }) =>
      isJobOrPod(hook) ? verdict.kind === 'succeeded' : hook.started !== '',
    );
}
