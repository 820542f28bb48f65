import type { LogLine } from './cursor.js';
import type { HookResult, HookRun } from './observation.js';
import type { ContainerRun } from './targets.js';

/** Who is told what happens to hooks, as it happens. */
export interface HookListener {
  onHookStarted(run: HookRun): void;
  onLines(run: HookRun, container: ContainerRun, lines: readonly LogLine[]): void;
  /** After the last line of the hook. */
  onHookEnded(result: HookResult): void;
}
