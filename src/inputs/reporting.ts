import { type CommentPolicy, readComment } from './comment.js';
import { type Get, readBoolean, readNamePatterns } from './fields.js';
import type { Place } from './host.js';
import { readLogFile } from './paths.js';

/** What is told, and where. */
export interface Reporting {
  /** Absolute; undefined means a place of our own under RUNNER_TEMP. */
  readonly logFile: string | undefined;
  readonly summary: boolean;
  /** What to keep on the run's pull request. */
  readonly comment: CommentPolicy;
  /** Names of hooks whose logs are not shown, with `*` for any characters. */
  readonly hideLogs: readonly string[];
}

/** Reads `log-file`, `summary`, `comment`, `comment-environment` and `hide-logs`. */
export function readReporting(get: Get, place: Place): Reporting {
  return {
    logFile: readLogFile(get, place),
    summary: readBoolean(get, 'summary', place.report),
    comment: readComment(get, place.report),
    hideLogs: readNamePatterns(get, 'hide-logs', place.report),
  };
}
