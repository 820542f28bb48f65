import { asActionError } from '../errors.js';
import { HookFollower } from '../follow/hook.js';
import type { HookCluster } from '../follow/hook-cluster.js';
import { HookMonitor } from '../follow/hook-monitor.js';
import type { HookListener } from '../follow/listener.js';
import { settle } from '../follow/settle.js';
import type { HookRun } from '../helm/run-order.js';
import type { EarlyEnd } from '../hooks/ending.js';
import type { HookResult } from '../hooks/result.js';
import { isOver } from '../hooks/verdict.js';
import { readAsPlanned } from '../migrations/planned.js';
import { steadyNow } from '../time/pulse.js';

/** What following needs from outside, and for how long it is done. */
export interface FollowDeps {
  readonly cluster: HookCluster;
  readonly listener: HookListener;
  readonly cancelled: AbortSignal;
  /** What keeps a hook from starting, and others may fix, is waited for so long; undefined waits for all. */
  readonly failFastMs: number | undefined;
  readonly timeoutMs: number;
}

/** A hook of a dry run, when it is not followed any more. */
export interface FollowedHook {
  readonly result: HookResult;
  /** It could not start, and was not waited for. */
  readonly endedEarly: EarlyEnd | undefined;
  /** What kept us from seeing all of it. */
  readonly troubles: HookFollower['troubles'];
}

/** Older than every object: what has the name is ours, since nothing had it before. */
const ALWAYS = '1970-01-01T00:00:00Z';
const LOOK_MS = 1_000;
const SETTLE_MS = 3_000;

/** Follows one Job or Pod until it has ended, cannot start, or its time is over. Never throws. */
export async function followHook(run: HookRun, deps: FollowDeps): Promise<FollowedHook> {
  const { cluster, listener, cancelled, failFastMs, timeoutMs } = deps;
  const [stop, enough] = [new AbortController(), new AbortController()];
  const follower = new HookFollower([run], ALWAYS, { cluster, listener, earlier: [] });
  const judge = () => follower.judge(run);
  let endedEarly: EarlyEnd | undefined;
  const monitor = new HookMonitor({
    ...{ listener, now: steadyNow, look: () => [follower.look((it) => it)] },
    rules: () => (failFastMs === undefined ? undefined : { failFastMs, seesRecords: false }),
    onEnd: (end) => {
      endedEarly = end;
      enough.abort();
    },
  });
  const following = [
    follower.follow(stop.signal),
    monitor.keep(stop.signal).catch(asActionError),
  ] as const;
  const limit = AbortSignal.any([enough.signal, cancelled, AbortSignal.timeout(timeoutMs)]);
  while (!isOver(judge().verdict) && !limit.aborted) await follower.changes.wait(LOOK_MS, limit);
  const ended = judge();
  const isDone = isOver(ended.verdict);
  await settle([follower], { ms: isDone ? SETTLE_MS : 0, cancelled, lookAgain: () => undefined });
  stop.abort();
  await Promise.all(following);
  follower.conclude();
  // Another object may have the name by now.
  const result = isDone && !isOver(judge().verdict) ? ended : judge();
  return { result: asPlanned(result), endedEarly, troubles: follower.troubles };
}

function asPlanned(result: HookResult): HookResult {
  const { migrated } = result;
  return { ...result, migrated: { ...migrated, reports: migrated.reports.map(readAsPlanned) } };
}
