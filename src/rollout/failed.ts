import { nameWorkload } from '../helm/workload.js';
import { findTellingLine } from '../text/telling-line.js';
import { isPaused } from './result.js';
import type { FollowedWorkload, Rollout } from './seen.js';
import { describeTrouble, rankTrouble } from './trouble.js';

/**
 * The workloads that did not become ready, the one whose reason says most first. One that is paused is none: helm does
 * not wait for it.
 */
export function listFailed({ workloads, endedEarly }: Rollout): readonly FollowedWorkload[] {
  const failed = workloads.filter((it) => it.state === 'not-ready' && !isPaused(it));
  const rank = (it: FollowedWorkload) =>
    nameWorkload(it.workload) === endedEarly?.name ? -1 : rankWorkload(it);
  return failed.toSorted((a, b) => rank(a) - rank(b));
}

/** What is waited for comes before what waits for it. */
function rankWorkload({ workload, troubles: [first] }: FollowedWorkload): number {
  if (first === undefined) return 9;
  return rankTrouble(first.trouble) - (workload.kind === 'PersistentVolumeClaim' ? 0.5 : 0);
}

/** Why a workload is not ready, in words; empty where it is, or nothing says why. */
export function findTrouble({ troubles: [first], log, migrated }: FollowedWorkload): string {
  if (first === undefined) return '';
  const { trouble } = first;
  if (trouble.kind !== 'exits') return describeTrouble(trouble, '');
  const error = trouble.isInit ? migrated.error : '';
  return describeTrouble(trouble, error || findTellingLine(log));
}
