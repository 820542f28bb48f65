import { type Hook, nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';

/**
 * The hooks that never succeeded and that no upgrade will run: they are of the first install alone, which failed. For Helm the next
 * deploy is an upgrade, and all would be green without them. Empty as soon as a revision was deployed.
 */
export function findHooksNeverToRun(revisions: readonly Release[]): readonly Hook[] {
  const wasDeployed = revisions.some(({ status }) => !['failed', 'unknown'].includes(status));
  const install = revisions.findLast(({ operation }) => operation === 'install');
  if (install === undefined || wasDeployed) return [];
  const all = revisions.flatMap(({ hooks }) => hooks);
  return install.hooks.filter(
    (hook) =>
      (hook.kind === 'Job' || hook.kind === 'Pod') &&
      hook.events.includes('pre-install') &&
      !all.some((other) => nameHook(hook) === nameHook(other) && isMadeGood(other)),
  );
}

/** It has run after all, or will in the next upgrade. */
function isMadeGood({ events, phase }: Hook): boolean {
  return events.includes('pre-upgrade') || phase === 'Succeeded';
}
