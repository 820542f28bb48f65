import { nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import { describeFailures } from '../hooks/failures.js';
import { countMostAttempts } from '../hooks/job.js';
import type { Policy } from '../inputs/policy.js';
import { formatDuration, formatTime } from '../text/format.js';
import type { ActiveHook } from './active.js';
import { type SkippedHook, toUpgrade } from './false-green.js';
import type { Tenure } from './lease.js';
import { type Doubt, isDoneBy, makeRepairCommand, type RecordLocation } from './pending.js';

/** Why helm was not started, and what to do. */
export interface Block {
  readonly reason: string;
  readonly advice: string;
}

/** Another deploy of ours runs. */
export function waitForDeploy(by: Tenure | undefined): string {
  return `${describeDeploy(by)}. Waiting for it to finish.`;
}

/** Another deploy of ours runs, and we may not wait, or no longer. */
export function blockByDeploy(by: Tenure | undefined, waited: number): Block {
  return {
    reason: `${describeDeploy(by)}${afterWaiting(waited)}.`,
    advice:
      'Wait for it to finish, then redeploy. To run one deploy at a time, set "concurrency" in the workflow.',
  };
}

function describeDeploy(by: Tenure | undefined): string {
  if (by === undefined) return 'Another deploy of this release has just started';
  return `Another deploy of this release has been running since ${formatTime(by.acquired)} (${by.name})`;
}

/** Hooks that are not over, and the run that held the Lease last. */
export interface LeftHooks {
  readonly active: readonly ActiveHook[];
  readonly left: Tenure | undefined;
}

/** A hook of an earlier deploy is not over. */
export function waitForHooks(
  hooks: LeftHooks,
  action: Exclude<Policy['activeHook'], 'fail'>,
): string {
  const what = describeAll(hooks);
  if (action === 'replace') return `Deleting ${what}`;
  return `Waiting for ${what} to finish`;
}

/** Hooks that fail again and again, and that no helm waits for. */
export function suspendHooks(hooks: readonly ActiveHook[]): string {
  return `Suspending ${describeAll({ active: hooks, left: undefined })}: helm has stopped waiting for it, and every attempt failed`;
}

/** A hook of an earlier deploy is not over, and we may not wait, or no longer. */
export function blockByHooks(
  hooks: LeftHooks,
  action: Policy['activeHook'],
  waited: number,
): Block {
  const what = describeAll(hooks);
  if (action === 'replace')
    return {
      reason: `Still running after it was deleted: ${what}${afterWaiting(waited)}.`,
      advice:
        'Its Pod did not stop within its grace period. Check the node that it runs on (kubectl describe node).',
    };
  return {
    reason: `A hook of an earlier deploy has not finished: ${what}${afterWaiting(waited)}.`,
    advice:
      'Deploying now could run two migrations at once. Redeploy when it has finished, or set "active-hook: replace" to delete it first, which interrupts the running migration.',
  };
}

/** An operation on the release has begun and not ended. */
export function waitForRelease(release: Release, doubt: Doubt | undefined): string {
  const why = doubt === undefined ? '' : ` Not recovered yet: ${doubt.why}.`;
  return `Waiting for release ${release.name}, which has been ${describePending(release)}.${why}`;
}

/** The record of a run that was killed is being repaired. */
export function recoverRelease(release: Release, left: Tenure | undefined): string {
  return `Recovering release ${release.name}: ${left?.name ?? 'an earlier run'} left it ${release.status} and has ended. Marking revision ${String(release.revision)} as failed.`;
}

/** What is known of a pending release beside its record. */
export interface PendingFacts {
  readonly left: Tenure | undefined;
  readonly place: RecordLocation;
  readonly deployed: number | undefined;
  readonly waited: number;
  readonly action: Policy['pendingRelease'];
  /** Why it was not repaired though it was asked for. */
  readonly doubt: Doubt | undefined;
}

/**
 * An operation on the release has begun and not ended, and we may neither wait nor repair. The command has a line of
 * its own.
 */
export function blockByRelease(release: Release, facts: PendingFacts): Block {
  const { left, place, deployed, waited, action, doubt } = facts;
  const who = left === undefined ? '' : `, by ${left.name}`;
  const unrepaired = doubt === undefined ? '' : ` It was not recovered: ${doubt.why}.`;
  const command = makeRepairCommand(release, place, deployed);
  const input =
    action === 'recover' || place.store === 'sql'
      ? ''
      : ' If it was stopped, set "pending-release: recover" to let the next deploy repair the release. To repair it by hand';
  const byHand =
    command === undefined
      ? `uninstall the release, as none of its revisions was ever deployed:\nhelm uninstall ${release.name} --namespace ${place.namespace}`
      : `run:\n${command}`;
  return {
    reason: `Release "${release.name}" has been ${describePending(release)}${who}. Another deploy is running or was stopped before it finished${afterWaiting(waited)}.${unrepaired}`,
    advice: `If that deploy is still running, wait for it to finish.${input === '' ? ' If it was stopped' : input}, ${byHand}`,
  };
}

/** The next deploy would be green without having migrated. */
export function blockFalseGreen(release: Release, skipped: readonly SkippedHook[]): Block {
  const names = skipped.map(({ hook }) => nameHook(hook)).join(', ');
  const events = [...new Set(skipped.map(({ event }) => event))].join(' and ');
  return {
    reason: `The first install of release "${release.name}" failed and ${names} never succeeded. The next deploy is an upgrade, which does not run ${events} hooks, so nothing would be migrated.`,
    advice: `Add the upgrade event to the hook (${describeEvents(skipped)}). No revision of this release was ever deployed, so uninstall the release and redeploy:\nhelm uninstall ${release.name} --namespace ${release.namespace}`,
  };
}

function describeEvents(skipped: readonly SkippedHook[]): string {
  const events = new Set(skipped.map(({ event }) => event));
  return [...events].map((event) => `helm.sh/hook: ${event},${toUpgrade(event)}`).join('; ');
}

function describeAll({ active, left }: LeftHooks): string {
  return active.map((hook) => describeActive(hook, left)).join('; ');
}

function describeActive(
  { hook, release, job, pods, because, since, attempts }: ActiveHook,
  left: Tenure | undefined,
): string {
  const who = left !== undefined && isDoneBy(release, left) ? [`deployed by ${left.name}`] : [];
  const from = since === '' ? [] : [`started at ${formatTime(since)}`];
  const { failed, exitCodes } = attempts;
  const attemptsMax = countMostAttempts(job);
  const tried = describeFailures({ attemptsMax, failures: { failed, exitCodes } });
  const ends = pods.flatMap(({ metadata }) => metadata?.deletionTimestamp ?? []).sort();
  const end = ends.at(-1);
  const details = [
    ...[...who, ...from, because],
    ...(tried === '' ? [] : [`${tried}; "active-hook: replace" deletes it`]),
    ...(end === undefined ? [] : [`deleted, has until ${formatTime(end)} to stop`]),
  ];
  return `${nameHook(hook)} of the ${release.status} revision ${String(release.revision)} (${details.join('; ')})`;
}

function describePending({ status, lastDeployed, revision, description }: Release): string {
  const said = description === '' ? '' : `, "${description}"`;
  return `${status} since ${formatTime(lastDeployed)} (revision ${String(revision)}${said})`;
}

function afterWaiting(waited: number): string {
  return waited < 1_000 ? '' : ` (waited ${formatDuration(waited)})`;
}
