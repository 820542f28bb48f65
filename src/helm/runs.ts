import type { HookRun } from '../hooks/observation.js';
import type { Hook, Release } from './release.js';

/**
 * The hooks that an install or upgrade runs, in Helm's order: before the workloads or after, then by
 * weight, then by name (`hookByWeight` in `pkg/action/hooks.go`, v3.22.0 and v4.3.1). Where these are the same, the record's
 * own order stands, which is by kind (`SortManifests` in `manifest_sorter.go`).
 */
export function listHooksInOrder(release: Release): readonly HookRun[] {
  const events = [`pre-${release.operation}`, `post-${release.operation}`];
  return countRuns(
    events.flatMap((event) =>
      release.hooks
        .filter((hook) => hook.events.includes(event))
        .sort(compareHooks)
        .map((hook) => ({ event, hook })),
    ),
  );
}

/** Negative where helm creates `a` before `b` when both run at the same event, 0 where their order in the record decides. */
export function compareHooks(a: Hook, b: Hook): number {
  return a.weight - b.weight || compareBytes(a.name, b.name);
}

/** The event under which a Job is followed that is no hook. */
export const WAITED_JOB = 'wait-for-jobs';

/** The hooks in Helm's order, and the Jobs that helm waits for after them, which have numbers of their own. */
export function listRuns(release: Release, withJobs: boolean): readonly HookRun[] {
  const jobs = withJobs ? release.jobs.map((hook) => ({ event: WAITED_JOB, hook })) : [];
  return [...listHooksInOrder(release), ...countRuns(jobs)];
}

function countRuns(runs: readonly Pick<HookRun, 'event' | 'hook'>[]): readonly HookRun[] {
  return runs.map((run, index) => ({ ...run, number: index + 1, count: runs.length }));
}

function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
