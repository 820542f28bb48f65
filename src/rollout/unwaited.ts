import type { DeploySeen } from './seen.js';

/** That helm did not wait for the workloads; undefined where it did, or where there are none. */
export function describeUnwaited(
  seen: Pick<DeploySeen, 'unwaited'> | undefined,
): string | undefined {
  const unwaited = seen?.unwaited ?? 0;
  if (unwaited === 0) return undefined;
  const whose =
    unwaited === 1 ? "the release's workload" : `the release's ${String(unwaited)} workloads`;
  return `helm did not wait for ${whose}: whether the new Pods start was not checked. "wait: true" checks it.`;
}
