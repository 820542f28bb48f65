import { nameHook } from '../helm/hook.js';
import { WAITED_JOB, type HookRun } from '../helm/run-order.js';
import type { Job } from './job.js';

/**
 * What of a hook Job may run a migration twice, each as one sentence that says what to use instead. Rules of the Job
 * controller:
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/ (v1.35)
 */
export function judgeRisks({ event, hook }: HookRun, job: Job): readonly string[] {
  if (event === WAITED_JOB) return [];
  const risks = [findParallel(job), findRestart(job), findOverlap(job)];
  return risks.filter((risk) => risk !== undefined).map((risk) => `${nameHook(hook)} ${risk}`);
}

function findParallel({ spec }: Job): string | undefined {
  const { parallelism = 1, completions = 1 } = spec ?? {};
  if (parallelism <= 1 && completions <= 1) return undefined;
  return `runs in several Pods (parallelism ${String(parallelism)}, completions ${String(completions)}): a migration would run several times. Set both to 1.`;
}

/** Measured: with `backoffLimit: 0` the container is started a second time before the Job fails, every time. */
function findRestart({ spec }: Job): string | undefined {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure' || spec.backoffLimit !== 0)
    return undefined;
  return 'has restartPolicy OnFailure with backoffLimit 0: a failed container runs a second time. Use restartPolicy: Never.';
}

/**
 * By default the next attempt may begin while the Pod of the one before still ends. A tool that takes a lock is safe
 * all the same.
 */
function findOverlap({ spec }: Job): string | undefined {
  const { backoffLimit = 6, podReplacementPolicy, template } = spec ?? {};
  if (backoffLimit === 0 || podReplacementPolicy === 'Failed') return undefined;
  if (template?.spec?.restartPolicy !== 'Never') return undefined;
  const often = backoffLimit === 1 ? 'once' : `${String(backoffLimit)} times`;
  return `tries ${often} again, and a new attempt may start while the previous Pod is still stopping. If it is a migration whose tool takes no lock, use backoffLimit: 0 or podReplacementPolicy: Failed.`;
}
