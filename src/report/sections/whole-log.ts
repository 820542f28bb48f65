import { escapePlainText } from '../../text/escape.js';
import { cutText } from '../../text/format.js';
import { type Blocks, code, details, fence } from '../document.js';
import { countBytes } from '../size.js';
import type { FailedLog } from './log.js';

const LINE_LENGTH = 2_000;
/** Of what fits, so much is for the beginning: an error is mostly at the end. */
const FIRST_PART = 1 / 3;
/** The fold, its title and the fence. */
const AROUND_BYTES = 1_000;

/**
 * The log as a whole, folded, in so many bytes of Markdown: where it does not fit, its first and its last part. None
 * where the last `shown` lines, which are in the report already, are all, or nothing fits.
 */
export function describeWholeLog(
  log: FailedLog | undefined,
  { shown, bytes }: { readonly shown: number; readonly bytes: number },
): Blocks {
  if (log === undefined || log.isHidden) return [];
  const count = log.first.length + log.leftOut + log.last.length;
  if (count <= shown) return [];
  const lines = fitLines(log, bytes - AROUND_BYTES);
  if (lines.length === 0) return [];
  return details([`Whole log of `, code(log.name), ` (${String(count)} lines)`], [fence(lines)]);
}

function fitLines({ first, leftOut, last }: FailedLog, bytes: number): readonly string[] {
  const all = [...first, ...last].map((line) => cutText(line, LINE_LENGTH));
  const costs = all.map((line) => countBytes(escapePlainText(line)) + 1);
  const isWhole = leftOut === 0 && sum(costs) <= bytes;
  if (isWhole) return all;
  const mayBegin = leftOut === 0 ? all.length : first.length;
  const begin = countFitting(costs.slice(0, mayBegin), bytes * FIRST_PART);
  const rest = costs.slice(leftOut === 0 ? begin : first.length);
  const end = countFitting(rest.toReversed(), bytes - sum(costs.slice(0, begin)));
  const missing = leftOut + all.length - begin - end;
  if (begin + end === 0) return [];
  return [...all.slice(0, begin), sayLeftOut(missing), ...all.slice(all.length - end)];
}

function sayLeftOut(count: number): string {
  return `… ${String(count)} ${count === 1 ? 'line' : 'lines'} left out …`;
}

function countFitting(costs: readonly number[], bytes: number): number {
  let left = bytes;
  const tooMuch = costs.findIndex((cost) => (left -= cost) < 0);
  return tooMuch === -1 ? costs.length : tooMuch;
}

function sum(costs: readonly number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}
