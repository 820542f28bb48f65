import type { LogLine } from '../logs/cursor.js';
import type { Attempts } from './attempts.js';
import type { HookObjects, HookResult } from './observation.js';
import { type DecidingContainer, findDecidingContainer, findFailedContainer } from './pod.js';
import { listContainerRuns, type Pod } from './targets.js';

/** The Pod that was made last, or undefined where there is none. */
export function findNewestPod(pods: readonly Pod[]): Pod | undefined {
  const created = ({ metadata }: Pod) => metadata?.creationTimestamp ?? '';
  return pods.toSorted((a, b) => created(a).localeCompare(created(b))).at(-1);
}

/** The last failed attempt decides over a Job that has failed or tries again, one that ended well over the others. */
export function findDeciding(
  pods: readonly Pod[],
  kind: HookResult['verdict']['kind'],
  { lastFailed }: Pick<Attempts, 'lastFailed'>,
): DecidingContainer | undefined {
  switch (kind) {
    case 'running':
    case 'waiting':
      return lastFailed;
    case 'succeeded':
      return findLast(pods.map(findDecidingContainer).filter((end) => end?.exitCode === 0));
    case 'failed':
      if (hasNoContainer(findNewestPod(pods))) return undefined;
      return lastFailed ?? findLast(pods.map(findFailedContainer));
    case 'not-seen':
    case 'unconfirmed':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** An evicted Pod may have none: then none of an earlier attempt decided. */
function hasNoContainer(pod: Pod | undefined): boolean {
  return pod?.status?.phase === 'Failed' && findDecidingContainer(pod) === undefined;
}

function findLast(ends: readonly (DecidingContainer | undefined)[]): DecidingContainer | undefined {
  const known = ends.filter((end) => end !== undefined);
  return known.sort((a, b) => a.finished.localeCompare(b.finished)).at(-1);
}

/** The last lines of the container run that decided, else of the newest one of a Pod that has any. */
export function findLog(
  logs: HookObjects['logs'],
  deciding: DecidingContainer | undefined,
  newest: Pod | undefined,
): readonly LogLine[] {
  const ids = [
    deciding?.id,
    ...(newest === undefined
      ? []
      : listContainerRuns(newest)
          .map((it) => it.id)
          .reverse()),
  ];
  for (const id of ids) {
    const lines = id === undefined ? undefined : logs.get(id);
    if (lines !== undefined && lines.length > 0) return lines;
  }
  return [];
}
