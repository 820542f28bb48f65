import { findTrouble } from '../rollout/failed.js';
import type { DeploySeen } from '../rollout/seen.js';

/** The workloads as the output `rollout` has them. */
export function describeRollout(seen: DeploySeen | undefined) {
  return (seen?.rollout?.workloads ?? []).map((it) => {
    const { kind, namespace, name } = it.workload;
    const { ready, wanted } = it;
    return { kind, namespace, name, ready, wanted, reason: findTrouble(it) };
  });
}
