import { type ActionError, asActionError } from '../errors.js';
import type { Release } from '../helm/release.js';
import { listRuns, WAITED_JOB } from '../helm/runs.js';
import { type HookCluster, HookFollower } from './hook.js';
import type { HookListener } from './listener.js';
import { readLatest } from './latest.js';
import { untilAborted } from './pulse.js';
import { settle } from './settle.js';
import type { Records, ReleaseRecord } from './records.js';
import {
  type HookResult,
  type HookRun,
  judgeHook,
  NOTHING_SEEN,
  type Observation,
} from './observation.js';

/** The cluster as the follower needs it, for one release. */
export interface Cluster extends HookCluster, Records {
  /** Lists all once more, at once: a watch may say nothing though there is something. */
  lookAgain?(): void;
}

/** One deploy to follow. */
export interface FollowOptions {
  /** When helm was started, in ms since the epoch, by the clock that helm uses too. */
  readonly startedAt: number;
  /** Aborts when helm has ended. */
  readonly helmEnded: AbortSignal;
  /** Follow the release's Jobs that are no hooks, too: helm waits for them with `--wait-for-jobs`. */
  readonly withJobs?: boolean;
  /** Aborts when the run is cancelled: then there is no time to read on. */
  readonly cancelled?: AbortSignal;
  /** After helm's end, what still runs is followed for this long. */
  readonly settleMs?: number;
}

const SETTLE_MS = 3_000;
const FINAL_READ_MS = 10_000;

/**
 * Follows the hooks of the revision that helm makes, from `startedAt` to helm's end and a little on.
 * Never throws: what could not be seen is part of the observation (`blind`).
 */
export async function followDeploy(
  cluster: Cluster,
  listener: HookListener,
  options: FollowOptions,
): Promise<Observation> {
  const stop = new AbortController();
  const follower = new ReleaseFollower(cluster, listener, options);
  const following = follower.follow(stop.signal);
  try {
    await untilAborted(options.helmEnded);
    await follower.readFinalRecords(stop.signal);
    await follower.settle();
    stop.abort();
    await following;
    follower.conclude();
    return follower.observation;
  } finally {
    stop.abort();
    await following;
  }
}

class ReleaseFollower {
  private readonly blind = new Map<string, ActionError>();
  private readonly following: Promise<void>[] = [];
  private hooks: readonly HookFollower[] = [];
  private ours: ReleaseRecord | undefined;
  private deployedBefore: number | undefined;
  private deployedAfter: number | undefined;
  private pendingBefore: Release | undefined;
  private hasSeen = false;

  readonly cluster: Cluster;
  readonly listener: HookListener;
  private readonly options: FollowOptions;

  constructor(cluster: Cluster, listener: HookListener, options: FollowOptions) {
    this.cluster = cluster;
    this.listener = listener;
    this.options = options;
  }

  /** Waits for our revision's record, and follows its hooks until `signal` aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      await this.followRecords(signal);
    } catch (error) {
      this.blind.set('records', asActionError(error));
    }
    await Promise.all(this.following);
  }

  private async followRecords(signal: AbortSignal): Promise<void> {
    for await (const event of this.cluster.watchRecords(signal)) {
      if (event.kind === 'trouble') this.blind.set('records', event.error);
      else this.blind.delete('records');
      this.hasSeen ||= event.kind !== 'trouble';
      if (event.kind === 'listed')
        for (const record of event.items) this.takeRecord(record, signal);
      if (event.kind === 'changed') this.takeRecord(event.object, signal);
    }
  }

  /**
   * Reads the records once more when helm has ended: what became of the release stands there and not
   * in helm's exit code, and a revision that came and failed between two looks is found here.
   */
  async readFinalRecords(signal: AbortSignal): Promise<void> {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(FINAL_READ_MS)]);
    // Where nothing was ever seen, nothing will be.
    const persistence = { tries: this.hasSeen ? Infinity : 1, signal: bounded };
    try {
      const ours = this.ours?.release.revision;
      const { deployed, record } = await readLatest(this.cluster, ours, persistence);
      this.deployedAfter = deployed;
      if (record !== undefined) this.takeRecord(record, signal);
      this.blind.delete('records');
    } catch (error) {
      this.blind.set('records', asActionError(error));
    }
  }

  /** Until every hook that started has ended and every log is read, for a bounded time. */
  settle(): Promise<void> {
    const { cancelled, settleMs: ms = SETTLE_MS } = this.options;
    return settle(this.hooks, { ms, cancelled, lookAgain: () => this.cluster.lookAgain?.() });
  }

  /** Tells the end of hooks of which not all was seen. */
  conclude(): void {
    for (const hook of this.hooks) hook.conclude();
  }

  get observation(): Observation {
    const release = this.ours?.release;
    return {
      release,
      hooks: release === undefined ? [] : this.judgeAll(release),
      deployedBefore: this.deployedBefore,
      deployedAfter: this.deployedAfter,
      pendingBefore: this.pendingBefore,
      blind: [...this.blind.values(), ...this.hooks.flatMap((hook) => hook.troubles)],
    };
  }

  private takeRecord(record: ReleaseRecord, signal: AbortSignal): void {
    const { release } = record;
    const isOurs = Date.parse(release.lastDeployed) >= this.options.startedAt;
    if (!isOurs && release.status === 'deployed') this.deployedBefore = release.revision;
    if (!isOurs && release.status.startsWith('pending-')) this.pendingBefore = release;
    const isFirst = this.ours === undefined;
    // helm makes one revision; a later one is another deploy's.
    if (!isOurs || (!isFirst && release.revision !== this.ours?.release.revision)) return;
    this.ours = record;
    if (isFirst) this.followHooks(record, signal);
  }

  /** An object that is a hook of two events is followed once. */
  private followHooks({ release, created }: ReleaseRecord, signal: AbortSignal): void {
    const runs = this.listRuns(release).filter(
      ({ hook }) => hook.kind === 'Job' || hook.kind === 'Pod',
    );
    const byObject = new Map(runs.toReversed().map((run) => [keyOf(run), run]));
    this.hooks = [...byObject.values()].map((run) => new HookFollower(run, created, this));
    this.following.push(...this.hooks.map((hook) => hook.follow(signal)));
  }

  private listRuns(release: Release): readonly HookRun[] {
    return listRuns(release, this.options.withJobs ?? false);
  }

  /** A Job that is no hook and is as it was in the revision before does not run again. */
  private judgeAll(release: Release): readonly HookResult[] {
    const results = this.listRuns(release).map((run) => this.judge(run));
    return results.filter(
      ({ event, verdict }) => event !== WAITED_JOB || verdict.kind !== 'not-seen',
    );
  }

  private judge(run: HookRun): HookResult {
    const seen = this.hooks.find((hook) => keyOf(hook.run) === keyOf(run));
    return seen === undefined ? judgeHook(run, NOTHING_SEEN) : seen.judge(run);
  }
}

function keyOf({ hook }: HookRun): string {
  return `${hook.kind} ${hook.namespace}/${hook.name}`;
}
