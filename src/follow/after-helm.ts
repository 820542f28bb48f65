import { nameBriefly } from '../helm/hook.js';
import { isActive } from '../hooks/at-work.js';
import { describeSuspension, type Suspension } from '../hooks/suspension.js';
import { WAITED_JOB } from '../helm/run-order.js';
import type { HelmExit } from '../helm/run.js';
import { formatDuration } from '../text/format.js';
import { judgeLeft } from '../hooks/remainder.js';
import { judgePod } from '../hooks/pod.js';
import { suspendHook, type SuspendCluster } from './suspend.js';
import type { FollowOptions } from './options.js';
import type { HookListener } from './listener.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';
import { limitTime, Pulse } from '../time/pulse.js';
import type { Pod } from '../hooks/targets.js';
import type { Watched } from './hook-monitor.js';

/** What is needed after helm's end. */
export interface AfterHelmDeps {
  readonly cluster: SuspendCluster;
  readonly listener: Pick<HookListener, 'onProgress'>;
  readonly options: Pick<FollowOptions, 'helmExit' | 'cancelled' | 'followOnMs'>;
  /** All followed hooks as they are now. */
  readonly look: () => readonly Watched[];
  /** True of a Pod that has been on its node for long. */
  readonly hasWaited: (pod: Pod) => boolean;
  /** In ms, of a monotonic clock. */
  readonly now: () => number;
}

const LOOK_MS = 1_000;
const DISARM_MS = 10_000;
const DISARM_CANCELLED_MS = 1_000;

/** What is done about the hooks of a helm that gave up. */
export class AfterHelm {
  private readonly suspensions = new Map<string, Suspension>();
  private readonly held = new Map<string, HookResult>();
  private followedOn: Observation['followedOn'];
  private readonly deps: AfterHelmDeps;

  constructor(deps: AfterHelmDeps) {
    this.deps = deps;
  }

  get observation(): Pick<Observation, 'suspensions' | 'followedOn'> {
    return { suspensions: [...this.suspensions.values()], followedOn: this.followedOn };
  }

  /** True of a hook that we have suspended: nothing more will come of it. */
  isHeld(key: string): boolean {
    return this.held.has(key);
  }

  /** What a hook had come to when we suspended it: that it is suspended is not news. */
  hold(key: string, result: HookResult): HookResult {
    const held = this.held.get(key);
    return held === undefined ? result : { ...held, hook: result.hook };
  }

  /**
   * Keeps from starting what has not started, and follows what runs on, for `followOnMs` at most and not after a
   * cancel.
   */
  async followRemaining(): Promise<void> {
    const { options, now } = this.deps;
    const { cancelled, followOnMs = 0 } = options;
    const exit = options.helmExit?.();
    if (exit === undefined || exit.exitCode === 0) return;
    const limit = limitTime(followOnMs, cancelled, 0);
    const began = now();
    for (;;) {
      await this.suspendAll();
      const active = this.listActive();
      if (this.followedOn !== undefined)
        this.followedOn = { run: this.followedOn.run, ms: now() - began };
      if (active.length === 0 || followOnMs === 0 || isOver(limit) || isOver(cancelled)) return;
      this.tellFollowing(active[0], exit);
      await new Pulse().wait(LOOK_MS, limit);
    }
  }

  /** Keeps from trying again what has come to rest since. */
  async suspendRemaining(): Promise<void> {
    const { cancelled, helmExit } = this.deps.options;
    const exit = helmExit?.();
    if (exit !== undefined && exit.exitCode !== 0 && !isOver(cancelled)) await this.suspendAll();
  }

  /** A Job that is not a hook would stay suspended in the deploys to come: it is let be. */
  private async suspendAll(): Promise<void> {
    const { cluster, options, look, hasWaited } = this.deps;
    const signal = limitTime(DISARM_MS, options.cancelled, DISARM_CANCELLED_MS);
    const hooks = look().filter(
      ({ key, run, isBlind, result }) =>
        run.event !== WAITED_JOB && !isBlind && !this.suspensions.has(key) && isActive(result),
    );
    await Promise.all(
      hooks.map(async ({ key, run, job, pods, result }) => {
        const target = { key, hook: result.hook, job, pods, hasWaited };
        const done = await suspendHook(target, cluster, signal);
        if (done === undefined) return;
        this.suspensions.set(key, done);
        if (done.how === 'suspended') this.held.set(key, result);
        this.deps.listener.onProgress(run, describeSuspension(done));
      }),
    );
  }

  private listActive(): readonly Watched[] {
    const { look, hasWaited, cluster } = this.deps;
    const now = cluster.now();
    return look().filter(
      ({ key, result, isBlind, job, pods }) =>
        isActive(result) &&
        !isBlind &&
        !this.suspensions.has(key) &&
        judgeLeft({ job, pods, hasWaited, now }) === 'runs',
    );
  }

  private tellFollowing(active: Watched | undefined, exit: HelmExit): void {
    if (active === undefined || this.followedOn !== undefined) return;
    const { run, pods, result } = active;
    const isRunning = pods.some((pod) => judgePod(pod).kind === 'running');
    const isTrying = !isRunning && result.ended.length > 0;
    this.followedOn = { run, ms: 0 };
    const how = exit.signal ?? `exit code ${String(exit.exitCode)}`;
    const most = formatDuration(this.deps.options.followOnMs ?? 0);
    const text = `helm stopped waiting (${how}); following ${nameBriefly(run.hook)}, which ${isTrying ? 'tries again' : 'is still running'}, for up to ${most}`;
    this.deps.listener.onProgress(run, text);
  }
}

// A function, since the compiler thinks that a signal which was checked once stays as it is.
function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}
