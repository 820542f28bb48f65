import type { LogLine } from '../logs/cursor.js';
import type { HookObjects, HookResult } from './observation.js';
import { type DecidingContainer, findDecidingContainer, findFailedContainer } from './pod.js';
import { listContainerRuns, type Pod } from './targets.js';

/** The Pod that was made last, or undefined where there is none. */
export function findNewestPod(pods: readonly Pod[]): Pod | undefined {
  const created = ({ metadata }: Pod) => metadata?.creationTimestamp ?? '';
  return pods.toSorted((a, b) => created(a).localeCompare(created(b))).at(-1);
}

/** The last failed attempt decides over a failed Job, one that ended well over the others, none while it runs. */
export function findDeciding(
  pods: readonly Pod[],
  kind: HookResult['verdict']['kind'],
): DecidingContainer | undefined {
  if (kind !== 'succeeded' && kind !== 'failed') return undefined;
  // An evicted Pod may have no container: then none of an earlier attempt decided.
  const newest = findNewestPod(pods);
  const isBare = newest?.status?.phase === 'Failed' && findDecidingContainer(newest) === undefined;
  if (kind === 'failed' && isBare) return undefined;
  const find = kind === 'succeeded' ? findDecidingContainer : findFailedContainer;
  const ends = pods.map(find).filter((end) => end !== undefined);
  const good = kind === 'succeeded' ? ends.filter((end) => end.exitCode === 0) : ends;
  return [...good].sort((a, b) => a.finished.localeCompare(b.finished)).at(-1);
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
