import { asActionError } from '../errors.js';
import {
  type EarlyEnd,
  type EndRules,
  type Grounds,
  type HookSight,
  judgeEnd,
} from '../hooks/ending.js';
import type { Job } from '../hooks/job.js';
import { isExplained } from '../hooks/events.js';
import type { HookListener } from './listener.js';
import type { HookRun } from '../helm/run-order.js';
import { judgeProgress, type Progress } from '../hooks/progress.js';
import { judgeRisks } from '../hooks/risk.js';
import type { Pod } from '../hooks/targets.js';

/** One followed hook, as the monitor looks at it. */
export interface Watched extends HookSight {
  readonly run: HookRun;
  readonly job: Job | undefined;
}

/** What a monitor needs from outside. */
export interface HookMonitorDeps {
  /** All followed hooks as they are now. */
  readonly look: () => readonly Watched[];
  readonly listener: Pick<HookListener, 'onProgress' | 'onRisk'>;
  /** The rules of an early end; undefined where helm is never ended early. */
  readonly rules: () => EndRules | undefined;
  /** Called once, when helm is to be ended. */
  readonly onEnd: (end: EarlyEnd) => void;
  /** In ms, of a monotonic clock. */
  readonly now: () => number;
}

const TICK_MS = 1_000;
/** A Pod that has been on its node for so long, and of which is told what it waits for, is not about to start, */
const STARTING_MS = 10_000;
/** nor is one that has been there for so long, of which nothing is told. */
const STARTING_UNTOLD_MS = 60_000;

/**
 * Looks at all followed hooks once a second: tells what they do, what is unwise in them, and when helm is to be ended.
 */
export class HookMonitor {
  private readonly progress = new Map<string, Progress>();
  private readonly told = new Set<string>();
  /** When each Pod was first seen on a node, and after how long it is not about to start. */
  private readonly bound = new Map<string, { readonly at: number; readonly limit: number }>();
  private grounds: Grounds = new Map();
  private hasEnded = false;
  private readonly deps: HookMonitorDeps;

  constructor(deps: HookMonitorDeps) {
    this.deps = deps;
  }

  /** Keeps watch until `signal` aborts. Throws ActionError where a look does. */
  async keep(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const timer = setInterval(() => {
      try {
        this.look();
      } catch (error) {
        reject(asActionError(error));
      }
    }, TICK_MS);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
    await promise.finally(() => clearInterval(timer));
  }

  /** Looks once. */
  look(): void {
    const now = this.deps.now();
    const sights = this.deps.look();
    for (const sight of sights) {
      this.noteBound(sight, now);
      this.tellRisks(sight);
      this.tellProgress(sight, now);
    }
    this.decide(sights, now);
  }

  /** True of a Pod that has been on its node for long, as we saw it. */
  hasWaited({ metadata }: Pod): boolean {
    const bound = this.bound.get(metadata?.uid ?? '');
    return bound !== undefined && this.deps.now() - bound.at >= bound.limit;
  }

  private noteBound({ pods, result }: Watched, now: number): void {
    const { verdict } = result;
    const isTold = verdict.kind === 'waiting' && isExplained(verdict.on);
    const limit = isTold ? STARTING_MS : STARTING_UNTOLD_MS;
    for (const { metadata, spec } of pods) {
      const uid = metadata?.uid ?? '';
      if (spec?.nodeName !== undefined)
        this.bound.set(uid, { at: this.bound.get(uid)?.at ?? now, limit });
    }
  }

  private tellRisks({ key, run, job }: Watched): void {
    if (job === undefined || this.told.has(key)) return;
    this.told.add(key);
    for (const risk of judgeRisks(run, job)) this.deps.listener.onRisk(run, risk);
  }

  private tellProgress(sight: Watched, now: number): void {
    const { progress, text } = judgeProgress(this.progress.get(sight.key), sight, now);
    this.progress.set(sight.key, progress);
    if (text !== undefined) this.deps.listener.onProgress(sight.run, text);
  }

  private decide(sights: readonly HookSight[], now: number): void {
    const rules = this.deps.rules();
    if (rules === undefined || this.hasEnded) return;
    const { grounds, end } = judgeEnd(this.grounds, sights, { now, rules });
    this.grounds = grounds;
    if (end === undefined) return;
    this.hasEnded = true;
    this.deps.onEnd(end);
  }
}
