import type { ReleaseRecord } from '../helm/records.js';
import { isPending } from '../helm/release.js';
import type { Workload } from '../helm/workload.js';
import {
  describeRolloutEnd,
  judgeRolloutEnd,
  type RolloutEnd,
  type RolloutGrounds,
} from '../rollout/ending.js';
import { RolloutLedger } from '../rollout/ledger.js';
import type { WorkloadResult } from '../rollout/result.js';
import type { Rollout } from '../rollout/seen.js';
import { limitTime, Pulse, steadyNow } from '../time/pulse.js';
import type { RolloutListener } from './listener.js';
import type { Cluster, FollowOptions } from './options.js';
import type { RolloutCluster } from './rollout-cluster.js';
import { InitLogs } from './init-logs.js';
import { RolloutLogs } from './rollout-logs.js';
import { RolloutTeller } from './rollout-teller.js';
import { RolloutWatches } from './rollout-watches.js';

/** What following a rollout needs from outside. */
export interface RolloutDeps {
  readonly cluster: RolloutCluster;
  readonly listener: RolloutListener;
  readonly options: FollowOptions;
  /** True while a hook, or a Job that helm waits for, runs or may run. */
  readonly isHookAtWork: () => boolean;
  /** True when the hooks before the workloads have succeeded. Helm's record says so of the last one only at the end. */
  readonly haveHooksRun: () => boolean;
}

const LOOK_MS = 1_000;
const HOOKS_MS = 500;
/** What is still being read when helm has ended gets so long. */
const SETTLE_MS = 3_000;
const SETTLE_CANCELLED_MS = 300;

/** The follower of a rollout; undefined where helm does not wait for it. */
export function openRollout(
  deps: Omit<RolloutDeps, 'cluster'> & { readonly cluster: Cluster },
): RolloutFollower | undefined {
  const { rollout } = deps.cluster;
  if (deps.options.withWorkloads !== true || rollout === undefined) return undefined;
  return new RolloutFollower({ ...deps, cluster: rollout });
}

/** What is there once the workloads are followed. */
interface Parts {
  readonly ledger: RolloutLedger;
  readonly watches: RolloutWatches;
  readonly inits: InitLogs;
  readonly logs: RolloutLogs;
  readonly teller: RolloutTeller;
}

/** Follows the workloads of the one revision that helm makes, from the moment when its `pre-*` hooks have succeeded. */
export class RolloutFollower {
  private readonly deps: RolloutDeps;
  private parts: Parts | undefined;
  private looking: Promise<void> | undefined;
  private grounds: RolloutGrounds = new Map();
  private endedEarly: RolloutEnd | undefined;
  /** As it stood when helm ended. */
  private final: Rollout | undefined;

  constructor(deps: RolloutDeps) {
    this.deps = deps;
  }

  /** Takes a state of our revision's record; begins to follow once helm has run the hooks before the workloads. */
  take({ release, created, workloads }: ReleaseRecord, signal: AbortSignal): void {
    if (this.looking !== undefined || !isPending(release)) return;
    const found = workloads?.() ?? [];
    if (found.length > 0) this.looking = this.follow(found, created, signal).catch(() => undefined);
  }

  /** When helm has ended: keeps how all stood, with the logs that are still being read. Never throws. */
  async settle(): Promise<void> {
    if (this.parts === undefined) return;
    const { ledger, inits, logs, teller } = this.parts;
    const { cancelled, helmExit } = this.deps.options;
    const limit = limitTime(SETTLE_MS, cancelled, SETTLE_CANCELLED_MS);
    const results = ledger.judgeAll(steadyNow());
    inits.look(results, limit);
    if (helmExit?.()?.exitCode !== 0) {
      for (const result of results) logs.read(result, limit);
      await logs.settle(limit);
    }
    await inits.settle(limit);
    for (const result of results) teller.conclude(result);
    const workloads = results.map((result) => ({
      ...result,
      fresh: [],
      log: logs.find(result),
      migrated: inits.conclude(result),
    }));
    this.final = { workloads, endedEarly: this.endedEarly };
  }

  /** Resolves when all that was begun has ended. Never throws. */
  async end(): Promise<void> {
    await this.looking;
    const { watches, logs, inits } = this.parts ?? {};
    await Promise.all([watches?.end(), logs?.end(), inits?.end()]);
  }

  /** Undefined until helm has ended, and where there is nothing to see. */
  get seen(): Rollout | undefined {
    return this.final;
  }

  private async follow(
    found: readonly Workload[],
    began: string,
    signal: AbortSignal,
  ): Promise<void> {
    const until = AbortSignal.any([signal, this.deps.options.helmEnded]);
    const pulse = new Pulse();
    while (!this.deps.haveHooksRun()) {
      if (until.aborted) return;
      await pulse.wait(HOOKS_MS, until);
    }
    const parts = this.open(found, began, signal);
    this.parts = parts;
    // helm applies just now: what is seen at first is of the revision before.
    await pulse.wait(LOOK_MS, until);
    while (!until.aborted) {
      this.look(parts, began, signal);
      await pulse.wait(LOOK_MS, until);
    }
  }

  private open(found: readonly Workload[], began: string, signal: AbortSignal): Parts {
    const { cluster, listener } = this.deps;
    const ledger = new RolloutLedger(found);
    const watches = new RolloutWatches(cluster, ledger, signal);
    const inits = new InitLogs({ cluster, listener, ledger, began });
    const logs = new RolloutLogs(cluster, listener, inits);
    return { ledger, watches, inits, logs, teller: new RolloutTeller(listener, logs) };
  }

  private look(
    { ledger, watches, inits, logs, teller }: Parts,
    began: string,
    signal: AbortSignal,
  ): void {
    const now = steadyNow();
    const results = ledger.judgeAll(now);
    watches.look(results, now);
    inits.look(results, signal);
    for (const result of results) {
      logs.read(result, signal);
      teller.tell(result, now);
    }
    this.decide(results, now, began);
  }

  private decide(results: readonly WorkloadResult[], now: number, began: string): void {
    const { options, isHookAtWork } = this.deps;
    const { failFastMs, endHelmFor } = options;
    if (failFastMs === undefined || this.endedEarly !== undefined) return;
    const rules = { failFastMs, began };
    const { grounds, end } = judgeRolloutEnd(this.grounds, results, { now, rules });
    this.grounds = grounds;
    if (end === undefined || isHookAtWork()) return;
    this.endedEarly = end;
    endHelmFor?.(describeRolloutEnd(end));
  }
}
