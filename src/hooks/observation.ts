import type { ActionError } from '../errors.js';
import type { Release } from '../helm/release.js';
import type { Versions } from '../helm/version.js';
import type { HookRun } from '../helm/run-order.js';
import type { Suspension } from './suspension.js';
import type { EarlyEnd } from './ending.js';
import type { HookResult } from './result.js';

/** All that was seen of one deploy. */
export interface Observation {
  /** Our revision's record as it was last read; undefined when helm never wrote one, or we may not look. */
  readonly release: Release | undefined;
  /** Hooks that the operation runs, in Helm's order. */
  readonly hooks: readonly HookResult[];
  /** What keeps us from reading the records of the release, as it stood at the end. */
  readonly recordTrouble: ActionError | undefined;
  readonly deployedBefore: number | undefined;
  /** What that revision and ours bring; undefined where helm did not begin, or the records were not read to the end. */
  readonly versions?: Versions | undefined;
  /** Undefined where nobody could look. */
  readonly deployedAfter: number | 'none' | undefined;
  /** A revision that was `pending-*` before helm started, left by another run. */
  readonly pendingBefore: Release | undefined;
  /** What kept us from seeing, as it stood at the end. */
  readonly blind: readonly ActionError[];
  /** Why helm was ended before it ended by itself. */
  readonly endedEarly?: EarlyEnd | undefined;
  /** Hooks that could have started after helm's end, and what was done about each. */
  readonly suspensions?: readonly Suspension[];
  /** The hook that ran on after helm had stopped waiting, and how long it was followed, in ms. */
  readonly followedOn?: { readonly run: HookRun; readonly ms: number } | undefined;
  /**
   * Rights that were missing, as it stood at the end. Some cost nothing but time: what may not be watched is listed.
   */
  readonly refused?: readonly ActionError[];
}

/** The observation of a deploy that could not be followed at all. */
export function emptyObservation(why: ActionError): Observation {
  return { ...observeDeployed(undefined), recordTrouble: why, blind: [why] };
}

/** The observation of a deploy in which helm was not started. */
export function observeDeployed(deployed: Observation['deployedAfter']): Observation {
  return {
    ...{ release: undefined, recordTrouble: undefined, pendingBefore: undefined },
    ...{ hooks: [], deployedAfter: deployed, blind: [] },
    deployedBefore: deployed === 'none' ? undefined : deployed,
  };
}
