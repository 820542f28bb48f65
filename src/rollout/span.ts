import type { Pod } from '../hooks/targets.js';

/** When the Pods of a new generation were made, and when the last of them was ready; RFC 3339. */
export interface RolloutSpan {
  readonly since: string;
  /** Empty while one is not ready. */
  readonly until: string;
}

/** The span of these Pods; undefined where there are none, or they do not tell it. */
export function findSpan(fresh: readonly Pod[], isReady: boolean): RolloutSpan | undefined {
  const since = fresh.map(({ metadata }) => metadata?.creationTimestamp ?? '').sort();
  const ready = fresh.map(readReadySince).sort();
  const [first] = since.filter((time) => time !== '');
  return first === undefined
    ? undefined
    : { since: first, until: isReady ? (ready.at(-1) ?? '') : '' };
}

function readReadySince({ status }: Pod): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  return condition?.status === 'True' ? (condition.lastTransitionTime ?? '') : '';
}
