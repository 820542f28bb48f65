import { renderMarkdown } from './markdown.js';
import { buildBrief, buildReport, type Extent, type Told } from './report.js';
import { findFailedLog, type LogSize } from './sections/log.js';
import { describeWholeLog } from './sections/whole-log.js';
import { countBytes } from './size.js';

/** What a place has room for; in bytes. */
export interface Room {
  readonly bytes: number;
  /** Of these, so many for the whole log at most. */
  readonly logBytes: number;
  /** How much of the log's end is shown before it. */
  readonly log: LogSize;
}

const STEPS: readonly Extent['migrations'][] = ['all', 'new', 'failed'];

/**
 * The longest form of the report that fits: whole, without the migrations that were applied before, what failed alone,
 * a few lines. No table and no fence is ever cut.
 */
export function renderFitting(told: Told, { bytes, logBytes, log }: Room): string {
  for (const migrations of STEPS) {
    const text = `${renderMarkdown(buildReport(told, { migrations, log }))}\n`;
    const left = bytes - countBytes(text);
    if (left < 0) continue;
    return migrations === 'failed' ? text : text + renderWhole(told, Math.min(left, logBytes), log);
  }
  return `${renderMarkdown(buildBrief(told))}\n`;
}

function renderWhole({ diagnosis, facts }: Told, bytes: number, { lines: shown }: LogSize): string {
  const log = findFailedLog(diagnosis, facts.seen?.rollout);
  const whole = renderMarkdown(describeWholeLog(log, { shown, bytes }));
  return whole === '' ? '' : `\n${whole}\n`;
}
