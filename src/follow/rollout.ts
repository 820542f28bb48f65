import type { ReleaseRecord } from '../helm/records.js';
import { isPending } from '../helm/release.js';
import { nameWorkload, type Workload } from '../helm/workload.js';
import {
  describeRolloutEnd,
  judgeRolloutEnd,
  type RolloutEnd,
  type RolloutGrounds,
} from '../rollout/ending.js';
import { RolloutLedger } from '../rollout/ledger.js';
import { judgeRolloutProgress, type RolloutProgress } from '../rollout/progress.js';
import type { CountedTrouble, WorkloadResult } from '../rollout/result.js';
import type { Rollout } from '../rollout/seen.js';
import { limitTime, Pulse, steadyNow } from '../time/pulse.js';
import type { RolloutListener } from './listener.js';
import type { Cluster, FollowOptions } from './options.js';
import type { RolloutCluster } from './rollout-cluster.js';
import { RolloutLogs } from './rollout-logs.js';
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

/** Follows the workloads of the one revision that helm makes, from the moment when its `pre-*` hooks have succeeded. */
export class RolloutFollower {
  private readonly deps: RolloutDeps;
  private readonly progress = new Map<string, RolloutProgress>();
  private readonly logs: RolloutLogs;
  private ledger: RolloutLedger | undefined;
  private watches: RolloutWatches | undefined;
  private looking: Promise<void> | undefined;
  private grounds: RolloutGrounds = new Map();
  private endedEarly: RolloutEnd | undefined;
  private began = '';
  /** As it stood when helm ended. */
  private final: Rollout | undefined;

  constructor(deps: RolloutDeps) {
    this.deps = deps;
    this.logs = new RolloutLogs(deps.cluster, deps.listener);
  }

  /** Takes a state of our revision's record; begins to follow once helm has run the hooks before the workloads. */
  take({ release, created, workloads }: ReleaseRecord, signal: AbortSignal): void {
    if (this.looking !== undefined || !isPending(release)) return;
    this.began = created;
    const found = workloads?.() ?? [];
    if (found.length > 0) this.looking = this.follow(found, signal).catch(() => undefined);
  }

  /** When helm has ended: keeps how all stood, with the logs that are still being read. Never throws. */
  async settle(): Promise<void> {
    if (this.ledger === undefined || this.ledger.workloads.length === 0) return;
    const { cancelled, helmExit } = this.deps.options;
    const limit = limitTime(SETTLE_MS, cancelled, SETTLE_CANCELLED_MS);
    const results = this.ledger.judgeAll();
    if (helmExit?.()?.exitCode !== 0) {
      for (const result of results) this.logs.read(result, limit);
      await this.logs.settle(limit);
    }
    this.final = {
      workloads: results.map((result) => ({
        ...result,
        fresh: [],
        log: this.logs.find(result),
      })),
      endedEarly: this.endedEarly,
    };
  }

  /** Resolves when all that was begun has ended. Never throws. */
  async end(): Promise<void> {
    await this.looking;
    await Promise.all([this.watches?.end(), this.logs.end()]);
  }

  /** Undefined until helm has ended, and where there is nothing to see. */
  get seen(): Rollout | undefined {
    return this.final;
  }

  private async follow(found: readonly Workload[], signal: AbortSignal): Promise<void> {
    const until = AbortSignal.any([signal, this.deps.options.helmEnded]);
    const pulse = new Pulse();
    while (!this.deps.haveHooksRun()) {
      if (until.aborted) return;
      await pulse.wait(HOOKS_MS, until);
    }
    const ledger = new RolloutLedger(found);
    this.ledger = ledger;
    this.watches = new RolloutWatches(this.deps.cluster, ledger, signal);
    // helm applies just now: what is seen at first is of the revision before.
    await pulse.wait(LOOK_MS, until);
    while (!until.aborted) {
      this.look(ledger.judgeAll(), signal);
      await pulse.wait(LOOK_MS, until);
    }
  }

  private look(results: readonly WorkloadResult[], signal: AbortSignal): void {
    const now = steadyNow();
    this.watches?.look(results, now);
    for (const result of results) {
      this.logs.read(result, signal);
      this.tell(result, now);
    }
    this.decide(results, now);
  }

  private tell(result: WorkloadResult, now: number): void {
    const name = nameWorkload(result.workload);
    const explain = ({ trouble }: CountedTrouble) => this.logs.explain(result, trouble);
    const before = this.progress.get(name);
    const { progress, lines } = judgeRolloutProgress(before, result, { now, explain });
    this.progress.set(name, progress);
    for (const line of lines) this.deps.listener.onRollout(line);
  }

  private decide(results: readonly WorkloadResult[], now: number): void {
    const { options, isHookAtWork } = this.deps;
    const { failFastMs, endHelmFor } = options;
    if (failFastMs === undefined || this.endedEarly !== undefined) return;
    const rules = { failFastMs, began: this.began };
    const { grounds, end } = judgeRolloutEnd(this.grounds, results, { now, rules });
    this.grounds = grounds;
    if (end === undefined || isHookAtWork()) return;
    this.endedEarly = end;
    endHelmFor?.(describeRolloutEnd(end));
  }
}
