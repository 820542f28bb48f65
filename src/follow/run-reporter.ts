import { describeFailedAttempt } from '../hooks/failures.js';
import type { HookResult, HookRun } from '../hooks/observation.js';
import type { HookListener } from './listener.js';

/** What is known of a run's objects and logs by now. */
export interface RunSight {
  /** An object of it is there. */
  readonly isThere: boolean;
  /** Every log that was opened has been read. */
  readonly isRead: boolean;
  /** The ends of all its Pods were told. */
  readonly isComplete: boolean;
}

/** Tells of one run of a hook the start once, each attempt that failed once, and the end once, after the last line. */
export class RunReporter {
  state: 'new' | 'started' | 'ended' = 'new';
  private failures = 0;
  private readonly run: HookRun;
  private readonly listener: HookListener;

  constructor(run: HookRun, listener: HookListener) {
    this.run = run;
    this.listener = listener;
  }

  /** Tells what is new. `judge` says what became of the run; it is asked only where that matters. */
  report(judge: () => HookResult, { isThere, isRead, isComplete }: RunSight): void {
    if (this.state === 'new' && isThere) {
      this.state = 'started';
      this.listener.onHookStarted(this.run);
    }
    if (this.state !== 'started' || !isRead) return;
    const result = judge();
    if (isComplete) this.conclude(result);
    this.reportFailure(result);
  }

  /** Tells the end, where it has ended. */
  conclude(result: HookResult): void {
    const isOver = result.verdict.kind === 'succeeded' || result.verdict.kind === 'failed';
    if (this.state !== 'started' || !isOver) return;
    this.state = 'ended';
    this.listener.onHookEnded(result);
  }

  /** Kubernetes says nothing of an attempt after which it tries again. */
  private reportFailure(result: HookResult): void {
    const { failed } = result.failures;
    if (this.state !== 'started' || failed <= this.failures || result.attemptsMax === 1) return;
    this.failures = failed;
    this.listener.onProgress(this.run, describeFailedAttempt(result));
  }
}
