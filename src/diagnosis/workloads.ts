import { isPending } from '../helm/release.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';

/** Whether the release's workloads are other than before the deploy; `changed` also means: may be. */
export type Workloads = 'unchanged' | 'changed' | 'rolled-back';

/** How a record says that helm stopped before the workloads (`pkg/action/{install,upgrade}.go`, v3.22.0 and v4.3.1). */
const STOPPED_BEFORE = /failed pre-install:|pre-upgrade hooks failed:/;

/**
 * Helm applies nothing of the release's manifest before it has seen the last `pre-*` hook succeed. It
 * says so in the record, which a helm that was killed leaves behind as `pending-*` and out of date.
 */
export function judgeWorkloads(isDeployed: boolean, { release, hooks }: Observation): Workloads {
  if (isDeployed) return 'changed';
  if (release === undefined || STOPPED_BEFORE.test(release.description)) return 'unchanged';
  const isCurrent = !isPending(release);
  const hasSucceeded = ({ hook, verdict }: HookResult) =>
    isCurrent ? hook.phase === 'Succeeded' : verdict.kind === 'succeeded';
  const before = hooks.filter(({ event }) => event.startsWith('pre-'));
  return before.every(hasSucceeded) ? 'changed' : 'unchanged';
}
