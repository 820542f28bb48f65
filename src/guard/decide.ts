import { isPending, type Release } from '../helm/release.js';
import type { Inputs } from '../inputs/inputs.js';
import type { Policy } from '../inputs/policy.js';
import type { ActiveHook } from './active.js';
import { findSkippedHooks } from './false-green.js';
import type { KeptRevision } from '../helm/rollback-target.js';
import type { TakenName } from './taken-names.js';
import type { Tenure } from './lease.js';
import * as messages from './messages.js';
import { warnOfSkipped, warnOfTaken } from './warnings.js';
import { findDoubt, type RecordLocation } from './pending.js';

/** What was seen of the release, in one look. */
export type Sight =
  /** Another deploy of ours holds the Lease. */
  | { readonly kind: 'deploy-running'; readonly by: Tenure | undefined }
  | {
      readonly kind: 'released';
      readonly active: readonly ActiveHook[];
      /** All retained revisions, oldest first. */
      readonly revisions: readonly Release[];
      /** Each with the time when its record was made. */
      readonly kept: readonly KeptRevision[];
      /** Hooks that could not be made if the chart stays as it is. */
      readonly taken: readonly TakenName[];
      /** The run that held the Lease last and did not end in good order. */
      readonly left: Tenure | undefined;
      /** That run is known to be over, whatever time has passed. */
      readonly isLeftOver: boolean;
      readonly place: RecordLocation;
    };

type Released = Extract<Sight, { kind: 'released' }>;

/** Where in time we are; ms. */
export interface Moment {
  /** Since the epoch. */
  readonly now: number;
  /** Since we began to wait; 0 in the first look. */
  readonly waited: number;
  /** Since a hook was last seen active; undefined where none was. */
  readonly sinceActive: number | undefined;
  /** False once the cluster has refused to suspend a Job. */
  readonly maySuspend: boolean;
}

/** What the inputs say. */
export type Rules = Policy & Pick<Inputs, 'command'>;

/** What to do next. */
export type Decision =
  | { readonly kind: 'go'; readonly warnings: readonly string[] }
  | { readonly kind: 'wait'; readonly why: string; readonly active: readonly ActiveHook[] }
  /** Deletes the hooks. */
  | { readonly kind: 'replace'; readonly why: string; readonly active: readonly ActiveHook[] }
  /** Suspends hooks between two attempts. */
  | { readonly kind: 'suspend'; readonly why: string; readonly active: readonly ActiveHook[] }
  | { readonly kind: 'recover'; readonly why: string; readonly release: Release }
  | { readonly kind: 'blocked'; readonly reason: string; readonly advice: string };

/** Its helm needs a moment after a hook's end to write what became of the release. */
const AFTER_HOOK_MS = 15_000;
/** Who was quicker by a moment is written by then; a Lease that still does not tell is none of ours. */
const UNKNOWN_MS = 5_000;

/**
 * Decides whether helm may start: not while another deploy of ours runs, not while a hook of an earlier one is active,
 * not on a release that is pending, and not where helm would leave out a hook that never succeeded. Active hooks come
 * first: a release that is pending by them is in use.
 */
export function decide(sight: Sight, policy: Rules, moment: Moment): Decision {
  if (sight.kind === 'deploy-running') return decideOnDeploy(sight.by, policy, moment);
  const { active, revisions } = sight;
  const newest = revisions.at(-1);
  if (active.length > 0) return decideOnActive(sight, policy, moment);
  if (newest !== undefined && isPending(newest))
    return decideOnPending(newest, sight, { ...policy, ...moment });
  // What an upgrade leaves out does not concern a rollback, nor do the hooks of the newest revision.
  if (policy.command === 'rollback') return { kind: 'go', warnings: [] };
  const skipped = findSkippedHooks(revisions);
  const isAtStake = skipped.some(({ event, isCertain }) => isCertain && event === 'pre-install');
  if (newest !== undefined && skipped.length > 0 && (isAtStake || policy.requireHook))
    return { kind: 'blocked', ...messages.blockFalseGreen(newest, skipped) };
  return {
    kind: 'go',
    warnings: [...skipped.map(warnOfSkipped), ...sight.taken.map(warnOfTaken)],
  };
}

/** A deploy that runs is never replaced: its helm would take the deleted Job for one that succeeded. */
function decideOnDeploy(by: Tenure | undefined, policy: Policy, { waited }: Moment): Decision {
  const isOver = policy.activeHook === 'fail' || waited >= policy.waitMs;
  if (isOver && (by !== undefined || waited >= UNKNOWN_MS))
    return { kind: 'blocked', ...messages.blockByDeploy(by, waited) };
  return { kind: 'wait', why: messages.waitForDeploy(by), active: [] };
}

/** Kubernetes may need so long to notice that a grace period is over. */
const AFTER_GRACE_MS = 5_000;

/** When the last Pod that is being deleted must have ended, in ms since the epoch; 0 where none is. */
function findGraceEnd(active: readonly ActiveHook[]): number {
  const ends = active
    .flatMap(({ pods }) => pods)
    .map(({ metadata }) => metadata?.deletionTimestamp);
  return Math.max(0, ...ends.map((end) => Date.parse(end ?? '') || 0));
}

/**
 * One that helm no longer waits for, and that fails again and again, is not waited for: it is suspended while nothing
 * of it is alive.
 */
function decideOnActive(
  { active, left, revisions }: Released,
  { activeHook, waitMs }: Policy,
  { now, waited, maySuspend }: Moment,
): Decision {
  const newest = revisions.at(-1);
  const retrying = active.filter(({ isRetrying }) => isRetrying);
  const isAlone = newest !== undefined && !isPending(newest);
  if (activeHook === 'wait' && maySuspend && isAlone && retrying.length > 0)
    return { kind: 'suspend', why: messages.suspendHooks(retrying), active: retrying };
  const isEnding = activeHook === 'replace' && now < findGraceEnd(active) + AFTER_GRACE_MS;
  if (activeHook === 'fail' || (waited >= waitMs && !isEnding))
    return { kind: 'blocked', ...messages.blockByHooks({ active, left }, activeHook, waited) };
  const why = messages.waitForHooks({ active, left }, activeHook);
  return { kind: activeHook, why, active };
}

function decideOnPending(
  release: Release,
  { revisions, left, isLeftOver, place }: Released,
  { pendingRelease, waitMs, now, waited, sinceActive }: Policy & Moment,
): Decision {
  const isAsked = pendingRelease === 'recover';
  const doubt = isAsked ? findDoubt(release, { left, isLeftOver, place }, now) : undefined;
  const why = messages.waitForRelease(release, doubt);
  const wait = { kind: 'wait', why, active: [] } as const;
  if (sinceActive !== undefined && sinceActive < AFTER_HOOK_MS) return wait;
  if (isAsked && doubt === undefined)
    return { kind: 'recover', why: messages.recoverRelease(release, left), release };
  if (pendingRelease === 'wait' && waited < waitMs) return wait;
  // What is only a matter of time is waited for, where it comes in time.
  if (doubt?.until !== undefined && doubt.until - now <= waitMs - waited) return wait;
  const deployed = revisions.findLast(({ status }) => status === 'deployed')?.revision;
  const facts = {
    left,
    place,
    deployed,
    waited,
    action: pendingRelease,
    doubt,
  };
  return { kind: 'blocked', ...messages.blockByRelease(release, facts) };
}
