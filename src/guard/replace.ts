import { asActionError, isPassing } from '../errors.js';
import type { SuspendCluster } from '../follow/suspend.js';
import type { Job } from '../hooks/job.js';
import type { Pod } from '../hooks/targets.js';
import type { ActiveHook } from './active.js';

/** Deletes what hangs. Both throw ActionError, `not-found` and `conflict` where it is not there any more. */
export interface Ender extends Pick<SuspendCluster, 'suspendJob'> {
  /** Deletes the Job, and its Pods with their grace. */
  deleteJob(job: Job, signal: AbortSignal): Promise<void>;
  deletePod(pod: Pod, signal: AbortSignal): Promise<void>;
}

/** Begins to delete the hooks: the Job, or its Pods where it is gone already. Each once. Throws ActionError. */
export async function endHooks(
  ender: Ender,
  hooks: readonly ActiveHook[],
  signal: AbortSignal,
): Promise<void> {
  const deletions = hooks.flatMap(({ job, pods }) =>
    job !== undefined
      ? isLeaving(job)
        ? []
        : [ender.deleteJob(job, signal)]
      : pods.filter((pod) => !isLeaving(pod)).map((pod) => ender.deletePod(pod, signal)),
  );
  await Promise.all(deletions.map(passOver));
}

/**
 * Suspends hooks, each at the version that was seen: where a Job has changed meanwhile, the next look tells what to do.
 * False without the right to it. Throws ActionError.
 */
export async function suspendHooks(
  ender: Ender,
  hooks: readonly ActiveHook[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for (const { job } of hooks) {
      const { namespace = '', name = '', resourceVersion = '' } = job?.metadata ?? {};
      await passOver(ender.suspendJob({ namespace, name, resourceVersion }, signal));
    }
    return true;
  } catch (thrown) {
    if (asActionError(thrown).code === 'forbidden') return false;
    throw thrown;
  }
}

function isLeaving({ metadata }: Job | Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/**
 * False where it was not done and the next look tells what to do: something else was quicker, or trouble that passes.
 */
export async function passOver(doing: Promise<unknown>): Promise<boolean> {
  try {
    await doing;
    return true;
  } catch (thrown) {
    const error = asActionError(thrown);
    const isGone = error.code === 'not-found' || error.code === 'conflict';
    if (isGone || isPassing(error)) return false;
    throw error;
  }
}
