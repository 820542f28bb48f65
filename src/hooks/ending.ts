import { nameHook } from '../helm/hook.js';
import { WAITED_JOB } from '../helm/run-order.js';
import { formatSeconds } from '../text/format.js';
import { mayRun } from './alive.js';
import { judgeCanStart } from './can-start.js';
import type { HookResult } from './result.js';
import type { Pod } from './targets.js';

/** One followed hook as it is now. */
export interface HookSight {
  readonly key: string;
  readonly result: HookResult;
  readonly pods: readonly Pod[];
  /** Lines read so far. */
  readonly lineCount: number;
  /** True where something keeps us from seeing its objects. */
  readonly isBlind: boolean;
}

/** Why helm was ended before it ended by itself. */
export interface EarlyEnd {
  /** The hook `cannot-start`, or it has ended and helm waits on (`unnoticed`). */
  readonly why: 'cannot-start' | 'unnoticed';
  readonly hook: HookResult;
  /** What it waits for, or how it ended, in Kubernetes' words. */
  readonly on: string;
  /** How long this was so. */
  readonly ms: number;
}

/** Why helm is ended early, as one line. */
export function describeEarlyEnd({ why, hook, on, ms }: EarlyEnd): string {
  const name = nameHook(hook.hook);
  switch (why) {
    case 'cannot-start':
      return `${name} cannot start: ${on}${ms < 1_000 ? '' : ` (for ${formatSeconds(ms)})`}`;
    case 'unnoticed':
      return `${name} has failed (${on}), and helm has not noticed for ${formatSeconds(ms)}`;
    default:
      return why satisfies never;
  }
}

/** What speaks for an early end, and since when; by the hook's key. */
export type Grounds = ReadonlyMap<string, Ground>;
interface Ground {
  readonly why: EarlyEnd['why'];
  readonly trouble: string;
  readonly on: string;
  readonly since: number;
  readonly due: number;
}

/** When helm is ended early. */
export interface EndRules {
  /** What others may still fix is waited for so long. */
  readonly failFastMs: number;
  /** False where helm's own word on its hooks cannot be seen. */
  readonly seesRecords: boolean;
}

/**
 * Helm notices the end of a hook within a second or two. Helm 4.0.0 to 4.1.0 waits its whole timeout after a failure
 * (https://github.com/helm/helm/issues/31690), every Helm 4 up to 4.3.1 after a deletion
 * (https://github.com/helm/helm/pull/32586).
 */
export const UNNOTICED_MS = 10_000;

/**
 * What speaks for an early end by now (`now` in ms), and the end itself where it is due and nothing of any hook runs or
 * may run.
 */
export function judgeEnd(
  before: Grounds,
  sights: readonly HookSight[],
  { now, rules }: { readonly now: number; readonly rules: EndRules },
): { readonly grounds: Grounds; readonly end: EarlyEnd | undefined } {
  const found = sights.flatMap((sight) => {
    const ground = findGround(sight, rules, before.get(sight.key));
    if (ground === undefined) return [];
    const old = before.get(sight.key);
    const since = old?.trouble === ground.trouble ? old.since : now;
    return [{ sight, ground: { ...ground, since } }];
  });
  const grounds = new Map(found.map(({ sight, ground }) => [sight.key, ground]));
  const due = found.find(({ ground }) => now - ground.since >= ground.due);
  if (due === undefined || sights.some((it) => it.isBlind || it.pods.some(mayRun)))
    return { grounds, end: undefined };
  const { why, on, since } = due.ground;
  return { grounds, end: { why, hook: due.sight.result, on, ms: now - since } };
}

/**
 * A Job that is not a hook ends helm only when it has failed, which Helm 3 does not notice: one that cannot start would
 * stay suspended in the deploys to come.
 */
function findGround(
  { result, pods, isBlind }: HookSight,
  { failFastMs, seesRecords }: EndRules,
  before: Ground | undefined,
): Omit<Ground, 'since'> | undefined {
  if (isBlind || pods.some(mayRun)) return undefined;
  const { verdict } = result;
  const isHook = result.event !== WAITED_JOB;
  if (verdict.kind === 'failed') {
    if (isHook && (!seesRecords || result.hook.phase !== 'Running')) return undefined;
    const on = [verdict.reason, verdict.message].filter(Boolean).join(': ');
    return { why: 'unnoticed', trouble: 'unnoticed', on, due: UNNOTICED_MS };
  }
  if (!isHook) return undefined;
  const canStart = judgeCanStart(result, pods);
  switch (canStart.kind) {
    case 'never':
      return { why: 'cannot-start', trouble: 'never', on: canStart.on, due: 0 };
    case 'bad':
      return { why: 'cannot-start', trouble: canStart.trouble, on: canStart.on, due: failFastMs };
    case 'unclear':
      return before;
    case 'open':
      return undefined;
    default:
      return canStart satisfies never;
  }
}
