import { nameWorkloadBriefly } from '../helm/workload.js';
import { findTrouble } from '../rollout/failed.js';
import type { DeploySeen, FollowedWorkload, Rollout } from '../rollout/seen.js';
import { escapeMarkdown } from '../text/escape.js';
import { renderTable } from './markdown-table.js';

/** The workloads that helm waited for, as a table; empty where there are none. */
export function renderRollout(rollout: Rollout | undefined): string {
  const workloads = rollout?.workloads ?? [];
  if (workloads.length === 0) return '';
  const rows = workloads.map((it) => [
    escapeMarkdown(nameWorkloadBriefly(it.workload)),
    renderState(it),
    escapeMarkdown(findTrouble(it)),
  ]);
  return `### Workloads\n\n${renderTable(['Workload', 'Ready', 'Reason'], rows)}`;
}

function renderState({ state, ready, wanted }: FollowedWorkload): string {
  if (state === 'not-seen') return 'not known';
  return `${state === 'ready' ? '✅' : '❌'} ${String(ready)} of ${String(wanted)}`;
}

/** The workloads as the output `rollout` has them. */
export function describeRollout(seen: DeploySeen | undefined) {
  return (seen?.rollout?.workloads ?? []).map((it) => {
    const { kind, namespace, name } = it.workload;
    const { ready, wanted } = it;
    return { kind, namespace, name, ready, wanted, reason: findTrouble(it) };
  });
}
