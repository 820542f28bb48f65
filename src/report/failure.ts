import type { HelmExit } from '../helm/run.js';
import type { HookResult } from '../hooks/observation.js';
import { describeEnd } from '../hooks/pod.js';
import { findHelmError } from './telling-line.js';

/** How a hook failed, in words: by the container that decided, else as Kubernetes says, else as helm does. */
export function describeFailure(
  { deciding }: HookResult,
  verdict: { readonly reason: string; readonly message: string },
  helm: HelmExit,
): string {
  if (deciding === undefined) {
    return `${verdict.reason}: ${verdict.message || findHelmError(helm.lastErrors)}`;
  }
  return `${describeEnd(deciding)}${deciding.reason === 'Error' ? '' : ` (${deciding.reason})`}`;
}
