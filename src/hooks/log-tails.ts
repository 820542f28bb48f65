import type { LogLine } from '../text/log-line.js';

/** How many of a container run's last lines are kept at least, for the report and the list of migrations. */
const KEPT_LINES = 2_000;

/** The last lines of each container run, by its ID. */
export class LogTails {
  private readonly kept = new Map<string, LogLine[]>();

  get tails(): ReadonlyMap<string, readonly LogLine[]> {
    return this.kept;
  }

  keep(runId: string, lines: readonly LogLine[]): void {
    const kept = this.kept.get(runId) ?? [];
    this.kept.set(runId, kept);
    // The bytes of a line are for its first readers; kept, they would hold the memory of all that came with them.
    for (const { time, text } of lines) kept.push({ time, text });
    if (kept.length > 2 * KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
  }
}
