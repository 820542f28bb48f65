import type { Hook, Release } from '../helm/release.js';

/**
 * The hooks that never succeeded and that no upgrade will run: they are of the first install alone, which failed. For Helm the next
 * deploy is an upgrade, and all would be green without them. Empty as soon as a revision was deployed.
 */
export function findHooksNeverToRun(revisions: readonly Release[]): readonly Hook[] {
  const newest = revisions.at(-1);
  const wasDeployed = revisions.some(({ status }) => !['failed', 'unknown'].includes(status));
  if (newest === undefined || wasDeployed) return [];
  return newest.hooks.filter(
    ({ kind, events, phase }) =>
      (kind === 'Job' || kind === 'Pod') &&
      events.includes('pre-install') &&
      !events.includes('pre-upgrade') &&
      phase !== 'Succeeded',
  );
}
