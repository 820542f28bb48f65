import type { Command } from './command.js';
import { type CommentPolicy, readComment } from './comment.js';
import { type Get, readBoolean, readNamePatterns } from './fields.js';
import type { Place } from './host.js';
import { readMigrationsPaths } from './migrations-path.js';
import { readLogFile } from './paths.js';

/** What is told, and where. */
export interface Reporting {
  /** Absolute; undefined means a place of our own under RUNNER_TEMP. */
  readonly logFile: string | undefined;
  readonly summary: boolean;
  /** What to keep on the run's pull request. */
  readonly comment: CommentPolicy;
  /** Where a plan looks for the files that the pull request changes, from the repository's root. */
  readonly migrationsPaths: readonly string[];
  /** Names of hooks whose logs are not shown, with `*` for any characters. */
  readonly hideLogs: readonly string[];
}

/** Reads `log-file`, `summary`, `comment`, `comment-environment`, `migrations-path` and `hide-logs`. */
export function readReporting(get: Get, place: Place, command: Command): Reporting {
  return {
    logFile: readLogFile(get, place),
    summary: readBoolean(get, 'summary', place.report),
    comment: readComment(get, place.report),
    migrationsPaths: readMigrationsPaths(get, command, place.report),
    hideLogs: readNamePatterns(get, 'hide-logs', place.report),
  };
}
