import { type Hook, nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import type { Policy } from '../inputs/policy.js';
import { formatDuration } from '../report/format.js';
import type { ActiveHook } from './active.js';
import type { Tenure } from './lease.js';
import { type Doubt, isDoneBy, makeRepairCommand, type RecordsPlace } from './pending.js';

/** Why helm was not started, and what to do. */
export interface Block {
  readonly reason: string;
  readonly advice: string;
}

/** Another deploy of ours runs. */
export function waitForDeploy(by: Tenure | undefined): string {
  if (by === undefined) return 'Another deploy of this release has begun at the same moment.';
  return `Another deploy of this release runs since ${by.acquired}: ${by.name}`;
}

/** Another deploy of ours runs, and we may not wait, or no longer. */
export function blockByDeploy(by: Tenure | undefined, waited: number): Block {
  const who =
    by === undefined ? ': its Lease does not tell which' : ` since ${by.acquired}: ${by.name}`;
  return {
    reason: `Another deploy of this release runs${who}${afterWaiting(waited)}`,
    advice:
      'Deploy again when it has ended. Let one deploy run at a time (concurrency in the workflow).',
  };
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
  return action === 'wait'
    ? `Waiting for the end of what an earlier deploy has started: ${what}`
    : `Ending what an earlier deploy has started: ${what}`;
}

/** A hook of an earlier deploy is not over, and we may not wait, or no longer. */
export function blockByHooks(
  hooks: LeftHooks,
  action: Policy['activeHook'],
  waited: number,
): Block {
  const what = describeAll(hooks);
  const advice =
    action === 'replace'
      ? 'It was deleted and does not end: look at the node that it runs on.'
      : 'A deploy now would run two migrations at once. Deploy again when it has ended; "active-hook: replace" ends one that hangs.';
  return { reason: `Still active: ${what}${afterWaiting(waited)}`, advice };
}

/** An operation on the release has begun and not ended. */
export function waitForRelease(release: Release, doubt: Doubt | undefined): string {
  const why = doubt === undefined ? '' : `; ${doubt.why}`;
  return `Waiting for release ${release.name}: ${describePending(release)}${why}`;
}

/** The record of a run that was killed is being repaired. */
export function recoverRelease(release: Release, left: Tenure | undefined): string {
  return `Release ${release.name} was left ${release.status} by ${left?.name ?? 'a run'}, which is over: marking revision ${String(release.revision)} as failed.`;
}

/** What is known of a pending release beside its record. */
export interface PendingFacts {
  readonly left: Tenure | undefined;
  readonly place: RecordsPlace;
  readonly deployed: number | undefined;
  readonly waited: number;
  /** Why it was not repaired though it was asked for. */
  readonly doubt: Doubt | undefined;
}

/** An operation on the release has begun and not ended, and we may neither wait nor repair. */
export function blockByRelease(release: Release, facts: PendingFacts): Block {
  const { left, place, deployed, waited, doubt } = facts;
  const who = left === undefined ? '' : `, by ${left.name}`;
  const unrepaired = doubt === undefined ? '' : ` It was not repaired: ${doubt.why}.`;
  const command = makeRepairCommand(release, place, deployed);
  const repair =
    command === undefined
      ? `nothing of it was ever deployed: helm uninstall ${release.name} --namespace ${place.namespace}`
      : command;
  return {
    reason: `Release "${release.name}" is ${describePending(release)}${who}: another deploy holds it, or was killed${afterWaiting(waited)}.${unrepaired}`,
    advice: `If that deploy still runs, wait for it. If it was killed: ${repair}`,
  };
}

/** The next deploy would be green without having migrated. */
export function blockFalseGreen(release: Release, skipped: readonly Hook[]): Block {
  const [names, verb] = [skipped.map(nameHook).join(', '), skipped.length === 1 ? 'runs' : 'run'];
  return {
    reason: `Release "${release.name}" failed in its first install, and ${names} never succeeded: for Helm the next deploy is an upgrade, in which no pre-install hook ${verb}, so nothing would be migrated.`,
    advice: `Give the hook both events (helm.sh/hook: pre-install,pre-upgrade), then begin anew, as nothing was ever deployed: helm uninstall ${release.name} --namespace ${release.namespace}`,
  };
}

function describeAll({ active, left }: LeftHooks): string {
  return active.map((hook) => describeActive(hook, left)).join('; ');
}

function describeActive(
  { hook, release, because, since }: ActiveHook,
  left: Tenure | undefined,
): string {
  const from = since === '' ? '' : ` since ${since}`;
  const who = left !== undefined && isDoneBy(release, left) ? `, begun by ${left.name}` : '';
  return `${nameHook(hook)} of revision ${String(release.revision)} (${release.status}${who}) is active${from}: ${because}`;
}

function describePending({ status, lastDeployed, revision, description }: Release): string {
  const said = description === '' ? '' : `, "${description}"`;
  return `${status} since ${lastDeployed} (revision ${String(revision)}${said})`;
}

function afterWaiting(waited: number): string {
  return waited < 1_000 ? '' : ` (after waiting for ${formatDuration(waited)})`;
}
