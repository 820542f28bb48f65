import type { Observation } from '../hooks/observation.js';

/** Whether the release's workloads are other than before the deploy; `changed` also means: may be. */
export type Workloads = 'unchanged' | 'changed' | 'rolled-back';

/** Before the last `pre-*` hook has succeeded, Helm applies nothing of the release's manifest. */
export function judgeWorkloads(isDeployed: boolean, { release, hooks }: Observation): Workloads {
  if (isDeployed) return 'changed';
  if (release === undefined) return 'unchanged';
  const before = hooks.filter(({ event }) => event.startsWith('pre-'));
  return before.every(({ verdict }) => verdict.kind === 'succeeded') ? 'changed' : 'unchanged';
}
