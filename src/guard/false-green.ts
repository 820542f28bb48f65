import { type Hook, isJobOrPod, nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';

/** A hook that no upgrade will run, and that is not known to have succeeded. */
export interface SkippedHook {
  readonly hook: Hook;
  readonly event: 'pre-install' | 'post-install';
  /** The record of the install says so; it may be too old to be kept. */
  readonly isCertain: boolean;
}

/**
 * The hooks that never succeeded and that no upgrade will run: they are of the first install alone, which failed. For
 * Helm the next deploy is an upgrade, and all would be green without them. Empty as soon as a revision was deployed.
 */
export function findSkippedHooks(revisions: readonly Release[]): readonly SkippedHook[] {
  const wasDeployed = revisions.some(({ status }) => !['failed', 'unknown'].includes(status));
  if (wasDeployed) return [];
  const install = revisions.findLast(({ operation }) => operation === 'install');
  const { hooks = [] } = install ?? revisions.at(-1) ?? {};
  const all = revisions.flatMap((release) => release.hooks);
  return (['pre-install', 'post-install'] as const).flatMap((event) =>
    hooks
      .filter(({ events }) => events.includes(event))
      .filter(isJobOrPod)
      .filter((hook) => !all.some((other) => isMadeGood(hook, other)))
      .map((hook) => ({ hook, event, isCertain: install !== undefined })),
  );
}

/** It has run after all, or will in the next upgrade. */
function isMadeGood(hook: Hook, other: Hook): boolean {
  const isNext = other.events.some((event) => event === 'pre-upgrade' || event === 'post-upgrade');
  return nameHook(hook) === nameHook(other) && (isNext || other.phase === 'Succeeded');
}

/** The event of an upgrade that corresponds to one of an install. */
export function toUpgrade(event: SkippedHook['event']): string {
  return event.replace('install', 'upgrade');
}
