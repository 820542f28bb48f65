import { nameHook } from '../helm/hook.js';
import { HookFollower, type HookFollowerDeps } from '../follow/hook.js';
import type { HookCluster } from '../follow/hook-cluster.js';
import type { HookListener } from '../follow/listener.js';
import { settle } from '../follow/settle.js';
import { findEvent } from '../helm/run-order.js';
import { hideLogOf } from '../helm/hidden-logs.js';
import type { ActiveHook } from './active.js';

/** Older than every object: nothing that is active is a stranger. */
const ALWAYS = '1970-01-01T00:00:00Z';
/** What was followed has ended when we stop: only its last lines are still to come. */
const SETTLE_MS = 1_500;

/** Whom it tells, and of what. */
export interface ActiveHookOptions {
  readonly listener: HookListener;
  readonly cancelled: AbortSignal;
  /** Names of hooks whose logs are not shown, with `*` for any characters. */
  readonly hideLogs: readonly string[];
}

/** Follows the logs of hooks that an earlier deploy has started, while we wait for them. */
export class ActiveHookFollower {
  private readonly deps: HookFollowerDeps;
  private readonly options: ActiveHookOptions;
  private readonly followed = new Map<string, HookFollower>();
  private readonly stop = new AbortController();
  private readonly following: Promise<void>[] = [];

  constructor(cluster: HookCluster, options: ActiveHookOptions) {
    this.options = options;
    this.deps = { cluster, listener: options.listener, earlier: [] };
  }

  /** Begins to follow those that are not followed yet. */
  follow(active: readonly ActiveHook[]): void {
    for (const { hook, release } of active) {
      const key = nameHook(hook);
      if (this.followed.has(key)) continue;
      const { hideLogs } = this.options;
      const event = findEvent(hook, release.operation);
      const run = { key, event, hook: hideLogOf(hook, hideLogs) };
      const follower = new HookFollower([run], ALWAYS, this.deps);
      this.followed.set(key, follower);
      this.following.push(follower.follow(this.stop.signal));
    }
  }

  /** Reads what has ended to its end, for a bounded time, and stops. */
  async end(): Promise<void> {
    const followers = [...this.followed.values()];
    if (followers.length === 0) return;
    const { cancelled } = this.options;
    await settle(followers, { ms: SETTLE_MS, cancelled, lookAgain: () => undefined });
    this.stop.abort();
    await Promise.all(this.following);
    for (const follower of followers) follower.conclude();
    this.followed.clear();
  }
}
