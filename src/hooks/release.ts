import { type ActionError, asActionError } from '../errors.js';
import type { Release } from '../helm/release.js';
import { listRuns, WAITED_JOB } from '../helm/runs.js';
import { Aftermath } from './aftermath.js';
import type { EarlyEnd } from './ending.js';
import type { Cluster, FollowOptions } from './follow.js';
import { HookFollower } from './hook.js';
import { readLatest } from './latest.js';
import type { HookListener } from './listener.js';
import { type HookResult, type HookRun, judgeHook, NOTHING_SEEN, type Observation } from './observation.js';
import { limitTime, steadyNow } from './pulse.js';
import type { ReleaseRecord } from './records.js';
import { settle } from './settle.js';
import { Vigil, type Watched } from './vigil.js';

const SETTLE_MS = 3_000;
const SETTLE_CANCELLED_MS = 600;
const FINAL_READ_MS = 10_000;
const FINAL_READ_CANCELLED_MS = 1_000;

/** Follows the hooks of the one revision that helm makes. */
export class ReleaseFollower {
  private readonly blind = new Map<string, ActionError>();
  private readonly following: Promise<void>[] = [];
  private hooks: readonly HookFollower[] = [];
  private ours: ReleaseRecord | undefined;
  private deployedBefore: number | undefined;
  private deployedAfter: number | undefined;
  private pendingBefore: Release | undefined;
  private hasSeen = false;
  private endedEarly: EarlyEnd | undefined;
  private readonly vigil: Vigil;
  private readonly aftermath: Aftermath;

  readonly cluster: Cluster;
  readonly listener: HookListener;
  private readonly options: FollowOptions;

  constructor(cluster: Cluster, listener: HookListener, options: FollowOptions) {
    this.cluster = cluster;
    this.listener = listener;
    this.options = options;
    const now = steadyNow;
    this.vigil = new Vigil({
      ...{ listener, now },
      look: () => this.look(),
      rules: () => this.endRules,
      onEnd: (end) => {
        this.endedEarly = end;
        options.endHelm?.(end);
      },
    });
    this.aftermath = new Aftermath({
      ...{ cluster, listener, options, now },
      look: () => this.look(),
      hasWaited: (pod) => this.vigil.hasWaited(pod),
    });
  }

  /** Waits for our revision's record, and follows its hooks until `signal` aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const watching = this.vigil.keep(signal).catch((error: unknown) => {
      this.blind.set('vigil', asActionError(error));
    });
    try {
      await this.followRecords(signal);
    } catch (error) {
      this.blind.set('records', asActionError(error));
    }
    await Promise.all([...this.following, watching]);
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
    const limit = limitTime(FINAL_READ_MS, this.options.cancelled, FINAL_READ_CANCELLED_MS);
    // Where nothing was ever seen, nothing will be.
    const tries = this.hasSeen ? Infinity : 1;
    const persistence = { tries, signal: AbortSignal.any([signal, limit]) };
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

  /** Where helm gave up: keeps from starting what has not started, and follows what runs on. Never throws. */
  async seeOut(): Promise<void> {
    await this.aftermath.seeOut().catch((error: unknown) => {
      this.blind.set('aftermath', asActionError(error));
    });
  }

  /** Until every hook that started has ended and every log is read, for a bounded time. */
  settle(): Promise<void> {
    const { cancelled, settleMs = SETTLE_MS } = this.options;
    const ms = cancelled?.aborted ? Math.min(settleMs, SETTLE_CANCELLED_MS) : settleMs;
    const open = this.hooks.filter(({ run }) => !this.aftermath.isHeld(keyOf(run)));
    return settle(open, { ms, cancelled, lookAgain: () => this.cluster.lookAgain?.() });
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
      endedEarly: this.endedEarly,
      ...this.aftermath.observation,
    };
  }

  private get endRules() {
    const { failFastMs, helmEnded } = this.options;
    if (failFastMs === undefined || helmEnded.aborted) return undefined;
    return { failFastMs, seesRecords: !this.blind.has('records') };
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

  /** All followed hooks as they are now, with helm's newest word on each. */
  private look(): readonly Watched[] {
    const release = this.ours?.release;
    const runs = release === undefined ? [] : this.listRuns(release);
    const newest = new Map(runs.toReversed().map((run) => [keyOf(run), run]));
    return this.hooks.map((hook) => hook.look(newest.get(keyOf(hook.run)) ?? hook.run));
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
    const result = seen === undefined ? judgeHook(run, NOTHING_SEEN) : seen.judge(run);
    return this.aftermath.hold(keyOf(run), result);
  }
}

function keyOf({ hook }: HookRun): string {
  return `${hook.kind} ${hook.namespace}/${hook.name}`;
}
