import type { HookRun } from '../hooks/observation.js';
import type { Release } from './release.js';

/**
 * The hooks that an install or upgrade runs, in Helm's order: before the workloads or after, then by
 * weight, then by name (`hookByWeight` in `pkg/action/hooks.go`, v3.22.0 and v4.3.1).
 */
export function listHooksInOrder(release: Release): readonly HookRun[] {
  const events = [`pre-${release.operation}`, `post-${release.operation}`];
  return countRuns(
    events.flatMap((event) =>
      release.hooks
        .filter((hook) => hook.events.includes(event))
        .sort((a, b) => a.weight - b.weight || compareBytes(a.name, b.name))
        .map((hook) => ({ event, hook })),
    ),
  );
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
