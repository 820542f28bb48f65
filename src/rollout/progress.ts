import { nameWorkloadBriefly } from '../helm/workload.js';
import type { CountedTrouble, WorkloadResult } from './result.js';
import { describeTrouble, nameTrouble, rankTrouble } from './trouble.js';

/** What was told of one workload, and since when it is as it is; times in ms. */
export interface RolloutProgress {
  readonly state: string;
  readonly since: number;
  /** The state that was told last. */
  readonly told: string;
  /** When each trouble was first seen, by its name. */
  readonly troubles: ReadonlyMap<string, number>;
  readonly toldTroubles: ReadonlySet<string>;
}

/** A state that passes within this time is not told: a container that ends at once counts as ready for a moment. */
const STEADY_MS = 1_000;
/** What keeps a Pod from being ready is told when it has been the same for so long, */
const WAITED_MS = 2_000;
/** a probe or a readiness gate later: they fail until the program has started. */
const PROBED_MS = 10_000;
/** A crash loop is told again at so many restarts. */
const AGAIN = 3;

/**
 * What there is to say of a workload at `now`: its state where that has changed, and each trouble once. `explain` gives
 * what a container wrote that tells why it ended; undefined while that is being read.
 */
export function judgeRolloutProgress(
  before: RolloutProgress | undefined,
  result: WorkloadResult,
  { now, explain }: { readonly now: number; readonly explain: Explain },
): { readonly progress: RolloutProgress; readonly lines: readonly string[] } {
  const state = nameState(result);
  const since = before?.state === state ? before.since : now;
  const quiet = result.state === 'ready' ? state : '';
  const told = before?.told ?? quiet;
  const isNews = state !== '' && state !== told && now - since >= STEADY_MS;
  const { troubles, due } = judgeTroubles(before, result, now);
  const toldTroubles = new Set(before?.toldTroubles);
  const reasons = due.flatMap(({ name, counted }) => {
    const said = explain(counted);
    if (said === undefined) return [];
    toldTroubles.add(name);
    return [describeReason(result, counted, said)];
  });
  const lines = isNews ? [state, ...reasons] : reasons;
  return {
    progress: { state, since, told: isNews ? state : told, troubles, toldTroubles },
    lines,
  };
}

/** What tells why a container ended, empty where nothing does; undefined while it is being read. */
export type Explain = (counted: CountedTrouble) => string | undefined;

/** How a workload stands, as one line: `Deployment api: 1 of 3 ready`; empty where it is not known. */
export function nameState({ workload, state, ready, wanted }: WorkloadResult): string {
  if (state === 'not-seen') return '';
  const name = nameWorkloadBriefly(workload);
  if (workload.kind === 'PersistentVolumeClaim')
    return `${name}: ${ready > 0 ? 'bound' : 'not bound'}`;
  return `${name}: ${String(ready)} of ${String(wanted)} ready`;
}

function judgeTroubles(
  before: RolloutProgress | undefined,
  { troubles }: WorkloadResult,
  now: number,
) {
  const named = troubles.map((counted) => ({ counted, name: nameStage(counted) }));
  const since = new Map(
    named.map(({ name }) => [name, before?.troubles.get(name) ?? now] as const),
  );
  const due = named.filter(
    ({ name, counted }) =>
      before?.toldTroubles.has(name) !== true && now - (since.get(name) ?? now) >= waitFor(counted),
  );
  return { troubles: since, due };
}

function nameStage({ trouble }: CountedTrouble): string {
  const isAgain = 'restarts' in trouble && trouble.restarts >= AGAIN;
  return `${nameTrouble(trouble)}${isAgain ? ' again' : ''}`;
}

/** What says no more than that a Pod is being made is not told. */
function waitFor({ trouble }: CountedTrouble): number {
  if (trouble.kind === 'exits') return 0;
  if (trouble.kind === 'gate' || (trouble.kind === 'probe' && !trouble.hasEnded)) return PROBED_MS;
  return rankTrouble(trouble) < 5 ? WAITED_MS : Infinity;
}

function describeReason(
  { workload }: WorkloadResult,
  { trouble, pods }: CountedTrouble,
  said: string,
): string {
  const name = nameWorkloadBriefly(workload);
  const why = describeTrouble(trouble, said);
  if (pods === 0) return `${name}: ${why}`;
  const who = pods === 1 ? '1 Pod is' : `${String(pods)} Pods are`;
  return `${name}: ${who} not ready: ${why}`;
}
