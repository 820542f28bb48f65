import type { DeploySeen } from '../rollout/seen.js';

/** Says of a good deploy that helm did not wait for the workloads, where there are any: nobody looks at those. */
export function announceUnwaited(
  reporter: { announce(text: string): void },
  { unwaited = 0 }: DeploySeen,
): void {
  if (unwaited === 0) return;
  const whose =
    unwaited === 1 ? "the release's workload" : `the release's ${String(unwaited)} workloads`;
  reporter.announce(
    `helm did not wait for ${whose}: whether the new Pods start was not checked. "wait: true" checks it.`,
  );
}
