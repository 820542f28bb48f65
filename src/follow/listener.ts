import type { LogLine } from '../text/log-line.js';
import type { HookResult } from '../hooks/result.js';
import type { HookRun } from '../helm/run-order.js';
import type { ContainerRun } from '../hooks/targets.js';

/** Who is told what becomes of workloads, as it happens. */
export interface RolloutListener {
  /** What a workload has come to, or why it is not ready: one line of ours, with words of the cluster in it. */
  onRollout(text: string): void;
  /** The last lines of a container of a workload. */
  onContainerLines(container: ContainerRun, lines: readonly LogLine[]): void;
}

/** Who is told what happens in a deploy, as it happens. */
export interface DeployListener extends HookListener, RolloutListener {}

/** Who is told what happens to hooks, as it happens. */
export interface HookListener {
  onHookStarted(run: HookRun): void;
  onLines(run: HookRun, container: ContainerRun, lines: readonly LogLine[]): void;
  /** What a hook does while nothing else is told of it: one line of ours, with words of the cluster in it. */
  onProgress(run: HookRun, text: string): void;
  /** What is unwise in how a hook is made: one sentence. */
  onRisk(run: HookRun, text: string): void;
  /** What is wrong with the release itself: one sentence. */
  onWarning(text: string): void;
  /** After the last line of the hook. */
  onHookEnded(result: HookResult): void;
}
