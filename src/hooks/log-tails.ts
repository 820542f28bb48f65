import { MigrationReader, type ToolFindings } from '../migrations/reader.js';
import { cutText } from '../text/format.js';
import type { LogLine } from '../text/log-line.js';

/** How many of a container run's last lines are kept at least, for the report. */
const KEPT_LINES = 2_000;

/** How many of its first lines are kept, each so long at most. */
const FIRST_LINES = 200;
const FIRST_LENGTH = 2_000;

/** The first lines of a log of which not all is kept. */
export interface LogStart {
  readonly lines: readonly string[];
  /** How many came between these and the last ones. */
  readonly leftOut: number;
}

/**
 * What is kept of each container run's log, by the run's ID: the last lines, and what all of them say of migrations.
 */
export class LogTails {
  private readonly kept = new Map<string, LogLine[]>();
  private readonly begun = new Map<string, LogStart>();
  private readonly readers = new Map<string, MigrationReader>();

  /** The last lines. */
  get tails(): ReadonlyMap<string, readonly LogLine[]> {
    return this.kept;
  }

  /** The first lines, of each log that has more than its last ones. */
  get starts(): ReadonlyMap<string, LogStart> {
    return this.begun;
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
    if (kept.length > 2 * KEPT_LINES)
      this.dropLines(runId, kept.splice(0, kept.length - KEPT_LINES));
    const reader = this.readers.get(runId) ?? new MigrationReader();
    this.readers.set(runId, reader);
    reader.take(lines);
  }

  private dropLines(runId: string, dropped: readonly LogLine[]): void {
    const { lines, leftOut } = this.begun.get(runId) ?? { lines: [], leftOut: 0 };
    const first = dropped.slice(0, FIRST_LINES - lines.length);
    this.begun.set(runId, {
      lines: [...lines, ...first.map(({ text }) => cutText(text, FIRST_LENGTH))],
      leftOut: leftOut + dropped.length - first.length,
    });
  }
}
