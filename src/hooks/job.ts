import type { V1Job } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';
import type { Verdict } from './verdict.js';

/** A Job as the API sends it. */
export type Job = AsJson<V1Job>;

/** What a Job waits for that somebody has suspended. */
export const SUSPENDED = 'the Job is suspended';

/**
 * Judges a Job by its conditions, as Helm does: `Complete` or `Failed` that is `True`. Reasons are
 * shown as Kubernetes says them, also those we do not know.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions (v1.35)
 */
export function judgeJob(job: Job): Verdict {
  const met = (job.status?.conditions ?? []).filter((condition) => condition.status === 'True');
  const failed = met.find((condition) => condition.type === 'Failed');
  if (failed !== undefined) {
    return { kind: 'failed', reason: failed.reason ?? 'Failed', message: failed.message ?? '' };
  }
  if (met.some((condition) => condition.type === 'Complete')) return { kind: 'succeeded' };
  if (met.some((condition) => condition.type === 'Suspended'))
    return { kind: 'waiting', on: SUSPENDED };
  return hasHadPods(job) ? { kind: 'running' } : { kind: 'waiting', on: 'its first Pod' };
}

/** Between two attempts, and between the last one and the verdict, none is active. */
function hasHadPods({ status }: Job): boolean {
  const { active, terminating, failed, succeeded, uncountedTerminatedPods: ended } = status ?? {};
  const counts = [active, terminating, failed, succeeded];
  return [...counts, ended?.failed?.length, ended?.succeeded?.length].some(Boolean);
}

/**
 * How many Pods the Job may have at most, each one attempt; undefined where that is not one number: several
 * completions, containers that are restarted in their Pod, no Job.
 */
export function countMostAttempts(job: Job | undefined): number | undefined {
  const { backoffLimit, completions = 1, parallelism = 1, template } = job?.spec ?? {};
  if (backoffLimit === undefined || completions !== 1 || parallelism !== 1) return undefined;
  return template?.spec?.restartPolicy === 'Never' ? backoffLimit + 1 : undefined;
}
