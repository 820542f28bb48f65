import { nameWorkload } from '../helm/workload.js';
import { listDeciding } from '../hooks/pod.js';
import type { Pod } from '../hooks/targets.js';
import { type CanStart, judgePodStart, judgeRefusal } from '../hooks/can-start.js';
import { formatSeconds } from '../text/format.js';
import type { WorkloadResult } from './result.js';
import { describeTrouble, type Trouble } from './trouble.js';

/** Why helm was ended before it ended by itself. */
export interface RolloutEnd {
  /** The workload that cannot become ready, in words. */
  readonly name: string;
  readonly trouble: Trouble;
  /** How long this was so. */
  readonly ms: number;
}

/** Why helm is ended early, as one line. */
export function describeRolloutEnd({ name, trouble, ms }: RolloutEnd): string {
  const span = ms < 1_000 ? '' : ` (for ${formatSeconds(ms)})`;
  return `${name} cannot become ready: ${describeTrouble(trouble, '')}${span}`;
}

/** What speaks for an early end, and since when, by the workload in words. */
export type RolloutGrounds = ReadonlyMap<string, { readonly what: string; readonly since: number }>;

/** When helm is ended early; `began` is when helm began this revision, by the API server's clock (RFC 3339). */
export interface RolloutRules {
  readonly failFastMs: number;
  readonly began: string;
}

/**
 * What speaks for an early end by now (`now` in ms), and the end itself where it is due. Nothing is ended while an init
 * container of a new Pod runs: many migrate there.
 */
export function judgeRolloutEnd(
  before: RolloutGrounds,
  results: readonly WorkloadResult[],
  { now, rules }: { readonly now: number; readonly rules: RolloutRules },
): { readonly grounds: RolloutGrounds; readonly end: RolloutEnd | undefined } {
  const found = results.flatMap((result) => {
    const ground = findGround(result, rules);
    if (ground === undefined) return [];
    const name = nameWorkload(result.workload);
    const old = before.get(name);
    const since = old?.what === ground.what ? old.since : now;
    return [{ ...ground, name, since }];
  });
  const grounds = new Map(found.map(({ name, what, since }) => [name, { what, since }]));
  const due = found.find(({ since, dueMs }) => now - since >= dueMs);
  const isBusy = results.some(({ fresh }) => fresh.some(runsInit));
  if (due === undefined || isBusy) return { grounds, end: undefined };
  const { name, trouble, since } = due;
  return { grounds, end: { name, trouble, ms: now - since } };
}

interface Ground {
  readonly what: string;
  readonly trouble: Trouble;
  readonly dueMs: number;
}

/** What cannot heal counts when it holds for all new Pods. */
function findGround(
  { ready, fresh, troubles }: WorkloadResult,
  { failFastMs, began }: RolloutRules,
): Ground | undefined {
  const late = troubles.find(({ trouble }) => isLate(trouble, began))?.trouble;
  const [first] = troubles;
  if (first === undefined) return undefined;
  if (late !== undefined) return { what: 'deadline', trouble: first.trouble, dueMs: 0 };
  if (ready > 0) return undefined;
  const answers = troubles.flatMap(({ trouble }) => judgeTrouble(trouble, fresh));
  const kinds = answers.map(({ kind }) => kind);
  const isStuck = kinds.length > 0 && kinds.every((kind) => kind === 'bad' || kind === 'never');
  if (!isStuck) return undefined;
  const dueMs = kinds.every((kind) => kind === 'never') ? 0 : failFastMs;
  return { what: 'stuck', trouble: first.trouble, dueMs };
}

/** A condition that is older than this revision is of the one before. */
function isLate(trouble: Trouble, began: string): boolean {
  return trouble.kind === 'deadline' && Date.parse(trouble.since) >= Date.parse(began);
}

function judgeTrouble(trouble: Trouble, fresh: readonly Pod[]): readonly CanStart[] {
  if (trouble.kind !== 'waits') return [{ kind: 'open' }];
  if (fresh.length === 0) return [judgeRefusal(trouble.on)];
  return fresh.map((pod) => (runs(pod) ? { kind: 'open' } : judgePodStart(pod, trouble.on)));
}

/** Beside a container that cannot start another one may run, and do its work. */
function runs(pod: Pod): boolean {
  return listDeciding(pod).some(({ state }) => state?.running !== undefined);
}

function runsInit(pod: Pod): boolean {
  const names = (pod.spec?.initContainers ?? []).map(({ name }) => name);
  return listDeciding(pod).some(
    ({ name, state }) => names.includes(name) && state?.running !== undefined,
  );
}
