import { MigrationReader, type ToolFindings } from '../migrations/reader.js';
import type { LogLine } from '../text/log-line.js';

/** How many of a container run's last lines are kept at least, for the report. */
const KEPT_LINES = 2_000;

/**
 * What is kept of each container run's log, by the run's ID: the last lines, and what all of them say of migrations.
 */
export class LogTails {
  private readonly kept = new Map<string, LogLine[]>();
  private readonly readers = new Map<string, MigrationReader>();

  /** The last lines. */
  get tails(): ReadonlyMap<string, readonly LogLine[]> {
    return this.kept;
  }

  /** What was read of migration tools, in the order in which the logs began. */
  get migrations(): ReadonlyMap<string, readonly ToolFindings[]> {
    return new Map([...this.readers].map(([id, { found }]) => [id, found]));
  }

  /** Takes the next lines of a run. */
  keep(runId: string, lines: readonly LogLine[]): void {
    const kept = this.kept.get(runId) ?? [];
    this.kept.set(runId, kept);
    // The bytes of a line are for its first readers; kept, they would hold the memory of all that came with them.
    for (const { time, text } of lines) kept.push({ time, text });
    if (kept.length > 2 * KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
    const reader = this.readers.get(runId) ?? new MigrationReader();
    this.readers.set(runId, reader);
    reader.take(lines);
  }
}
