import type { HookVerdict } from './verdict.js';
import type { Attempts } from './attempts.js';
import { byAge } from './identity.js';
import type { HookObjects } from './hook-objects.js';
import { type DecidingContainer, findDecidingContainer, findFailedContainer } from './pod.js';
import { listContainerRuns, type Pod } from './targets.js';

/** The Pod that was made last, or undefined where there is none. */
export function findNewestPod(pods: readonly Pod[]): Pod | undefined {
  return pods.toSorted(byAge).at(-1);
}

/** The last failed attempt decides over a Job that has failed or tries again, one that ended well over the others. */
export function findDeciding(
  pods: readonly Pod[],
  kind: HookVerdict['kind'],
  lastFailed: DecidingContainer | undefined,
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

/** What tells which of a hook's logs to look at. */
export interface Telling extends Pick<Attempts, 'ended'> {
  readonly kind: HookVerdict['kind'];
  readonly deciding: DecidingContainer | undefined;
}

/**
 * The container run whose log tells most: the one that decided, else one that failed, else the newest one; empty where
 * none has a line. A log that was lost with its Pod has no line of the container's, and is passed over where another
 * has any.
 */
export function findTelling({ logs, pods }: HookObjects, telling: Telling): string {
  const ids = listTelling(pods, telling);
  const linesOf = (id: string) => logs.get(id) ?? [];
  return (
    ids.find((id) => linesOf(id).some(({ time }) => time !== '')) ??
    ids.find((id) => linesOf(id).length > 0) ??
    ''
  );
}

/** IDs of container runs, the one that tells most first. What failed before a success is no part of it. */
function listTelling(pods: readonly Pod[], { kind, deciding, ended }: Telling): readonly string[] {
  const isGood = kind === 'succeeded';
  const failed = isGood ? [] : ended.filter((attempt) => attempt.kind === 'failed');
  const runs = pods
    .toSorted(byAge)
    .slice(isGood ? -1 : 0)
    .flatMap(listContainerRuns);
  const ids = [...runs.map(({ id }) => id), ...failed.map(({ end }) => end?.id ?? '')];
  return [deciding?.id ?? '', ...ids.reverse()];
}
