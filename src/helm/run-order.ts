import { type Hook, isJobOrPod, nameHook } from './hook.js';
import type { Release } from './release.js';

/** A hook and the event that it runs for. */
export interface HookRun {
  /** Tells the run from all others of its operation: an object that is a hook of two events runs twice. */
  readonly key: string;
  readonly event: string;
  readonly hook: Hook;
  /**
   * It is the first, second, … of the `count` Jobs and Pods that helm runs; undefined of other kinds, which have no
   * log, and of another deploy's hook.
   */
  readonly number?: number;
  readonly count?: number;
}

/** How many runs of a hook object were seen to begin, by the object's name in words. */
export type Begun = (object: string) => number;

/**
 * The hooks that an install or upgrade runs, in Helm's order: before the workloads or after, then by weight, then by
 * name (`hookByWeight` in `pkg/action/hooks.go`, v3.22.0 and v4.3.1); where these are the same, the record's own order
 * stands, which is by kind (`SortManifests` in `manifest_sorter.go`). A hook of two events runs twice, and has one word
 * of Helm's, on the run that began last: which one that is tells the order, and `begun` where the order leaves it open.
 */
export function listHooksInOrder(release: Release, begun: Begun = () => 0): readonly HookRun[] {
  const runs = countRuns(
    listEvents(release.operation).flatMap((event) =>
      release.hooks
        .filter((hook) => hook.events.includes(event))
        .sort(compareHooks)
        .map((hook) => ({ event, hook })),
    ),
  );
  const isWhole = release.status === 'deployed' || release.status === 'superseded';
  return runs.map((run) => ({ ...run, hook: placePhase(run, runs, isWhole ? Infinity : begun) }));
}

/** The events at which an operation runs hooks, in Helm's order. */
export function listEvents(operation: Release['operation']): readonly string[] {
  return [`pre-${operation}`, `post-${operation}`];
}

/** The event for which an operation runs a hook; of several the first one, and empty of a hook without any. */
export function findEvent(
  { events }: Pick<Hook, 'events'>,
  operation: Release['operation'],
): string {
  return listEvents(operation).find((event) => events.includes(event)) ?? events[0] ?? '';
}

/**
 * Negative where helm creates `a` before `b` when both run at the same event, 0 where their order in the record
 * decides.
 */
export function compareHooks(a: Hook, b: Hook): number {
  return a.weight - b.weight || compareBytes(sortName(a), sortName(b));
}

/** The event under which a Job is followed that is not a hook. */
export const WAITED_JOB = 'wait-for-jobs';

/** The hooks in Helm's order, and the Jobs that helm waits for after them, which have numbers of their own. */
export function listRuns(release: Release, withJobs: boolean, begun?: Begun): readonly HookRun[] {
  const jobs = withJobs ? release.jobs.map((hook) => ({ event: WAITED_JOB, hook })) : [];
  return [...listHooksInOrder(release, begun), ...countRuns(jobs)];
}

/** Runs with their keys, and with the number of each among those that have a log. */
export function countRuns(runs: readonly Pick<HookRun, 'event' | 'hook'>[]): readonly HookRun[] {
  const withLog = runs.filter(({ hook }) => isJobOrPod(hook));
  return runs.map((run, index) => ({
    ...run,
    ...(isJobOrPod(run.hook) ? { number: withLog.indexOf(run) + 1, count: withLog.length } : {}),
    key: `${run.event} ${String(index + 1)} ${nameHook(run.hook)}`,
  }));
}

/**
 * The hook with what Helm says of this run: what came before the last one that began has succeeded, what comes after
 * has not begun.
 */
function placePhase(run: HookRun, runs: readonly HookRun[], begun: Begun | number): Hook {
  const { hook } = run;
  const own = runs.filter((other) => other.hook === hook);
  if (own.length < 2 || hook.phase === '') return hook;
  const seen = typeof begun === 'number' ? begun : begun(nameHook(hook));
  const last = Math.max(findLastBegun(own, runs), Math.min(seen, own.length) - 1);
  const index = own.indexOf(run);
  if (index === last) return hook;
  return { ...hook, phase: index < last ? 'Succeeded' : '', started: '', completed: '' };
}

/**
 * Helm runs one hook after another: this run has begun when one that stands between it and the run before it has begun
 * no later.
 */
function findLastBegun(own: readonly HookRun[], runs: readonly HookRun[]): number {
  const started = Date.parse(own[0]?.hook.started ?? '');
  const isSingle = ({ hook }: HookRun) => runs.filter((it) => it.hook === hook).length === 1;
  const isBehind = (run: HookRun, index: number) => {
    const before = own[index - 1];
    const between = before && runs.slice(runs.indexOf(before) + 1, runs.indexOf(run));
    return between?.some((it) => isSingle(it) && Date.parse(it.hook.started) <= started) ?? false;
  };
  return Math.max(0, own.findLastIndex(isBehind));
}

/** Helm knows no name of an object whose name the API server makes up. */
function sortName({ name, isNameGenerated }: Hook): string {
  return isNameGenerated ? '' : name;
}

function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
