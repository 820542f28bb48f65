import type { DeploySeen } from '../rollout/seen.js';

/** Says of a good deploy that helm did not wait for the workloads, where there are any: nobody looks at those. */
export function announceUnwaited(
  reporter: { announce(text: string): void },
  { unwaited = 0 }: DeploySeen,
): void {
  if (unwaited === 0) return;
  const what = unwaited === 1 ? '1 workload' : `${String(unwaited)} workloads`;
  reporter.announce(
    `helm did not wait for the ${what} of the release: whether the new Pods start was not checked. "wait: true" checks it.`,
  );
}
