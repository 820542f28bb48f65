import { isJobOrPod, nameHook } from '../helm/hook.js';
import { type ActionError, asActionError } from '../errors.js';
import { type Release } from '../helm/release.js';
import { listRuns, WAITED_JOB, type HookRun } from '../helm/run-order.js';
import { AfterHelm } from './after-helm.js';
import type { EarlyEnd } from '../hooks/ending.js';
import type { Cluster, FollowOptions } from './options.js';
import { HookFollower } from './hook.js';
import type { DeployListener } from './listener.js';
import { haveRunBefore } from '../hooks/at-work.js';
import { mayRun } from '../hooks/alive.js';
import { openRollout, type RolloutFollower } from './rollout.js';
import type { DeploySeen } from '../rollout/seen.js';
import { type HookResult, judgeHook } from '../hooks/result.js';
import { NOTHING_SEEN } from '../hooks/hook-objects.js';
import { steadyNow } from '../time/pulse.js';
import type { ReleaseRecord } from '../helm/records.js';
import { Revision } from './revision.js';
import { settle } from './settle.js';
import { HookMonitor, type Watched } from './hook-monitor.js';

const SETTLE_MS = 3_000;

/** What following a release needs from outside. */
export interface ReleaseDeps {
  readonly cluster: Cluster;
  readonly listener: DeployListener;
  readonly options: FollowOptions;
}

/** Follows the hooks of the one revision that helm makes. */
export class ReleaseFollower {
  private readonly stop = new AbortController();
  private readonly defects: ActionError[] = [];
  private readonly following: Promise<void>[] = [];
  private readonly deps: ReleaseDeps;
  private readonly revision: Revision;
  private readonly monitor: HookMonitor;
  private readonly afterHelm: AfterHelm;
  private readonly rollout: RolloutFollower | undefined;
  private hooks: readonly HookFollower[] = [];
  private endedEarly: EarlyEnd | undefined;

  constructor(deps: ReleaseDeps) {
    this.deps = deps;
    const { cluster, listener, options } = deps;
    const sight = { listener, now: steadyNow, look: () => this.look() };
    const onFound = (record: ReleaseRecord) => {
      const warning = record.warning?.();
      if (warning !== undefined) listener.onWarning(warning);
      this.followHooks(record);
    };
    const { startedAt, cancelled, withWorkloads: isWaiting = false } = options;
    const haveHooksRun = () => haveRunBefore(this.observation.hooks);
    const isHookAtWork = () => this.look().some(({ pods }) => pods.some(mayRun));
    this.rollout = openRollout({ ...deps, isHookAtWork, haveHooksRun });
    const onRecord = (record: ReleaseRecord) => this.rollout?.take(record, this.stop.signal);
    this.revision = new Revision({ cluster, startedAt, cancelled, isWaiting, onFound, onRecord });
    this.monitor = new HookMonitor({
      ...sight,
      rules: () => this.endRules,
      onEnd: (end) => {
        this.endedEarly = end;
        options.endHelm?.(end);
      },
    });
    const hasWaited = this.monitor.hasWaited.bind(this.monitor);
    this.afterHelm = new AfterHelm({ ...sight, cluster, options, hasWaited });
  }

  /** Waits for our revision's record, and follows its hooks until `end`. Never throws. */
  async follow(): Promise<void> {
    const { signal } = this.stop;
    const watching = this.monitor.keep(signal).catch(this.noteDefect);
    await this.revision.follow(signal);
    await Promise.all([...this.following, watching, this.rollout?.end()]);
  }

  /** When helm has ended: what became of the release. Never throws. */
  readFinalRecords(): Promise<void> {
    return this.revision.readFinal(this.stop.signal);
  }

  /** When helm has ended: how the workloads stand. Never throws. */
  async settleRollout(): Promise<void> {
    await this.rollout?.settle().catch(this.noteDefect);
  }

  /** Where helm gave up: keeps from starting what has not started, and follows what runs on. Never throws. */
  followRemaining(): Promise<void> {
    return this.afterHelm.followRemaining().catch(this.noteDefect);
  }

  /** Until every hook that started has ended and every log is read, for a bounded time. */
  settle(): Promise<void> {
    const { cluster, options } = this.deps;
    const { cancelled, helmExit, settleMs: ms = SETTLE_MS } = options;
    const open = this.hooks.filter((hook) => !this.afterHelm.isHeld(hook.key));
    const patience = { ms, cancelled, isOver: helmExit?.()?.exitCode === 0 };
    return settle(open, { ...patience, lookAgain: () => cluster.lookAgain?.() });
  }

  /** Keeps from trying again what has come to rest since helm gave up. Never throws. */
  suspendRemaining(): Promise<void> {
    return this.afterHelm.suspendRemaining().catch(this.noteDefect);
  }

  end(): void {
    this.stop.abort();
  }

  /** Tells the end of hooks of which not all was seen. */
  conclude(): void {
    for (const hook of this.hooks) hook.conclude();
  }

  get observation(): DeploySeen {
    const { revision, hooks, afterHelm, endedEarly } = this;
    const blind = [...(revision.trouble === undefined ? [] : [revision.trouble]), ...this.defects];
    return {
      ...revision.observation,
      recordTrouble: revision.trouble,
      hooks: revision.release === undefined ? [] : this.judgeAll(revision.release),
      blind: [...blind, ...hooks.flatMap((hook) => hook.troubles)],
      endedEarly,
      ...afterHelm.observation,
      rollout: this.rollout?.seen,
    };
  }

  private readonly noteDefect = (error: unknown): void => {
    this.defects.push(asActionError(error));
  };

  private get endRules() {
    const { failFastMs, helmEnded } = this.deps.options;
    if (failFastMs === undefined || helmEnded.aborted) return undefined;
    return { failFastMs, seesRecords: this.revision.trouble === undefined };
  }

  /** An object that is a hook of two events is followed once, for both. */
  private followHooks({ release, created }: ReleaseRecord): void {
    const deps = { ...this.deps, earlier: this.deps.options.earlier ?? [] };
    const runs = this.listRuns(release).filter(({ hook }) => isJobOrPod(hook));
    this.hooks = [...Map.groupBy(runs, ({ hook }) => nameHook(hook)).values()].flatMap(
      ([first, ...others]) =>
        first === undefined ? [] : [new HookFollower([first, ...others], created, deps)],
    );
    this.following.push(...this.hooks.map((hook) => hook.follow(this.stop.signal)));
  }

  /** All followed hooks as they are now, with helm's newest word on each. */
  private look(): readonly Watched[] {
    const { release } = this.revision;
    const runs = release === undefined ? [] : this.listRuns(release);
    const find = (run: HookRun) => runs.find(({ key }) => key === run.key) ?? run;
    return this.hooks.map((hook) => hook.look(find));
  }

  /** Helm has one word for all runs of an object: which run it is on is known from what it has begun. */
  private listRuns(release: Release): readonly HookRun[] {
    const begun = (object: string) => {
      const hook = this.hooks.find((it) => it.object === object);
      return Math.max(hook?.begun ?? 0, this.revision.countStarts(object));
    };
    return listRuns(release, this.deps.options.withJobs ?? false, begun);
  }

  /** A Job that is not a hook and is as it was in the revision before does not run again. */
  private judgeAll(release: Release): readonly HookResult[] {
    const results = this.listRuns(release).map((run) => this.judge(run));
    return results.filter(
      ({ event, verdict }) => event !== WAITED_JOB || verdict.kind !== 'not-seen',
    );
  }

  private judge(run: HookRun): HookResult {
    const seen = this.hooks.find((hook) => hook.object === nameHook(run.hook));
    const result = seen === undefined ? judgeHook(run, NOTHING_SEEN) : seen.judge(run);
    return this.afterHelm.hold(run.key, result);
  }
}
