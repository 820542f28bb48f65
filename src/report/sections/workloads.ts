import { findTrouble, listFailed } from '../../rollout/failed.js';
import type { FollowedWorkload, Rollout } from '../../rollout/seen.js';
import { cutText } from '../../text/format.js';
import { type Blocks, code, heading } from '../document.js';
import { tableOfFirst } from './rest.js';

const SHOWN = 100;
const REASON_LENGTH = 300;

/**
 * The workloads that helm waited for, those that are not ready first, or alone where `isShort`; none where there are
 * none.
 */
export function describeWorkloads(rollout: Rollout | undefined, isShort: boolean): Blocks {
  if (rollout === undefined) return [];
  const failed = listFailed(rollout);
  const others = rollout.workloads.filter((it) => !failed.includes(it));
  const workloads = isShort ? failed : [...failed, ...others];
  if (workloads.length === 0) return [];
  return [
    heading(3, 'Workloads'),
    ...tableOfFirst(workloads, SHOWN, [
      ['Workload', ({ workload: { kind, name } }) => [`${kind} `, code(name)]],
      ['Ready', (it) => [describeState(it)]],
      ['Reason', (it) => [cutText(findTrouble(it), REASON_LENGTH)]],
    ]),
  ];
}

function describeState({ state, ready, wanted }: FollowedWorkload): string {
  if (state === 'not-seen') return 'not known';
  return `${state === 'ready' ? '✅' : '❌'} ${String(ready)} of ${String(wanted)}`;
}
