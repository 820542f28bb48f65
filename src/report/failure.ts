import type { HelmExit } from '../helm/run.js';
import { describeFailures } from '../hooks/failures.js';
import type { HookResult } from '../hooks/observation.js';
import { describeEnd } from '../hooks/pod.js';
import { findHelmError, findTellingLine, findTellingText } from './telling-line.js';

/**
 * Reasons that say no more than that a container failed: the container's own end says it better. All others were Kubernetes'
 * decision, and the container's end is only what came of it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#handling-pod-and-container-failures (v1.35)
 */
const CONTAINER_FAILED: readonly string[] = ['BackoffLimitExceeded', 'Failed', 'Error'];

/** The kubelet could not find the container any more: its exit code and its message are made up. */
const STATUS_UNKNOWN = 'ContainerStatusUnknown';

/** What says best why a hook failed: what its container left as its message, else its log. */
export function findSaid({ deciding, log }: Pick<HookResult, 'deciding' | 'log'>): string {
  const message = deciding?.reason === STATUS_UNKNOWN ? '' : (deciding?.message ?? '');
  return findTellingText(message) || findTellingLine(log);
}

/** How a hook failed, in words: by the container that decided, else as Kubernetes says, else as helm does. */
export function describeFailure(
  hook: HookResult,
  verdict: { readonly reason: string; readonly message: string },
  helm: HelmExit,
): string {
  const { deciding } = hook;
  if (deciding === undefined)
    return `${verdict.reason}: ${verdict.message || findHelmError(helm.lastErrors)}`;
  const reason = deciding.reason === 'Error' ? '' : ` (${deciding.reason})`;
  const how =
    hook.failures.failed > 1
      ? `${describeFailures(hook)}${reason}`
      : `${describeEnd(deciding)}${reason}${describeAttempt(hook)}`;
  const isOfContainer = [...CONTAINER_FAILED, deciding.reason].includes(verdict.reason);
  if (isOfContainer) return how;
  const why = `${verdict.reason}: ${verdict.message || 'no more is said'}`;
  return deciding.reason === STATUS_UNKNOWN ? why : `${why} (${how})`;
}

/** Of a Job that tries only once there is nothing to say. */
function describeAttempt({ attempts, attemptsMax }: HookResult): string {
  if (attemptsMax === undefined || attemptsMax < 2) return '';
  return ` in attempt ${String(attempts)} of ${String(attemptsMax)}`;
}
