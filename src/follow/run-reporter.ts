import type { AttemptEnd } from '../hooks/attempts.js';
import { describeAttemptEnd } from '../hooks/failures.js';
import type { HookResult } from '../hooks/result.js';
import { isOver } from '../hooks/verdict.js';
import type { HookRun } from '../helm/run-order.js';
import type { HookListener } from './listener.js';

/** What is known of a run's objects and logs by now. */
export interface RunSight {
  /** An object of it is there. */
  readonly isThere: boolean;
  /** Every log that was opened has been read. */
  readonly isRead: boolean;
  /** True of an attempt whose log has been read. */
  readonly hasRead: (attempt: AttemptEnd) => boolean;
  /** The ends of all its Pods were told. */
  readonly isComplete: boolean;
}

/**
 * Tells of one run of a hook the start once, the end of each attempt once, and its own end once, each after the last
 * line.
 */
export class RunReporter {
  state: 'new' | 'started' | 'ended' = 'new';
  private readonly told = new Set<number>();
  private readonly run: HookRun;
  private readonly listener: HookListener;

  constructor(run: HookRun, listener: HookListener) {
    this.run = run;
    this.listener = listener;
  }

  /** Tells what is new. `judge` says what became of the run; it is asked only where that matters. */
  report(judge: () => HookResult, { isThere, isRead, hasRead, isComplete }: RunSight): void {
    if (this.state === 'new' && isThere) {
      this.state = 'started';
      this.listener.onHookStarted(this.run);
    }
    if (this.state !== 'started') return;
    const result = judge();
    for (const attempt of result.ended) if (hasRead(attempt)) this.reportAttempt(result, attempt);
    if (isRead && isComplete) this.conclude(result);
  }

  /** Tells the end, where it has ended. */
  conclude(result: HookResult): void {
    if (this.state !== 'started' || !isOver(result.verdict)) return;
    this.state = 'ended';
    this.listener.onHookEnded(result);
  }

  /** Kubernetes says nothing of an attempt after which it tries again. */
  private reportAttempt(result: HookResult, attempt: AttemptEnd): void {
    if (this.told.has(attempt.number)) return;
    this.told.add(attempt.number);
    const text = describeAttemptEnd(result, attempt);
    if (text !== undefined) this.listener.onProgress(this.run, text);
  }
}
