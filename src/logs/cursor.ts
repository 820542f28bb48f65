import type { LogLine } from '../text/log-line.js';
/**
 * Which part of a container run's log is asked for; `since` has whole seconds (RFC 3339), undefined is its beginning.
 */
export type LogPart =
  | { readonly kind: 'follow'; readonly since: string | undefined }
  | { readonly kind: 'last-line' }
  | { readonly kind: 'last-lines'; readonly count: number };

/** A batch of lines as they arrived. `unfinished`: the stream ended within its last line. */
export interface LogBatch {
  readonly lines: readonly LogLine[];
  readonly unfinished: boolean;
}

/**
 * Where a container run's log resumes. `sinceTime` has whole seconds and filters line by line, in the
 * order of the file, so the lines that come again are exactly those already seen in its seconds: we
 * count them. One second of slack, since stdout and stderr may be some lines out of order.
 */
export interface Cursor {
  /** Newest whole second of a line seen (`2026-11-23T15:00:01`), empty before the first line. */
  readonly second: string;
  /** Lines seen in that second, and in the second before it. */
  readonly seenInSecond: number;
  readonly seenInSecondBefore: number;
  /** Newest timestamp of all lines seen. */
  readonly newest: string;
}

/** Before the first line. */
export const START: Cursor = { second: '', seenInSecond: 0, seenInSecondBefore: 0, newest: '' };

const SECOND_LENGTH = '2026-11-23T15:00:01'.length;

/** The `sinceTime` to ask with, or undefined when nothing was seen yet. */
export function sinceTime(cursor: Cursor): string | undefined {
  return cursor.second === '' ? undefined : `${secondBefore(cursor.second)}Z`;
}

/** How many of the first lines of a resumed stream were seen already. */
export function linesToSkip(cursor: Cursor): number {
  return cursor.seenInSecond + cursor.seenInSecondBefore;
}

/**
 * True when a line of a resumed stream cannot have been seen, though some are still to be skipped:
 * lines in front of it are gone (rotation).
 */
export function isSurelyNew(cursor: Cursor, line: LogLine): boolean {
  return line.time > cursor.newest;
}

/** The cursor after these lines. */
export function advance(cursor: Cursor, lines: readonly LogLine[]): Cursor {
  let { second, seenInSecond, seenInSecondBefore, newest } = cursor;
  for (const { time } of lines) {
    if (time === '') continue;
    if (time.startsWith(second) && second !== '') seenInSecond += 1;
    else if (time.slice(0, SECOND_LENGTH) > second) {
      const next = time.slice(0, SECOND_LENGTH);
      seenInSecondBefore = second !== '' && secondBefore(next) === second ? seenInSecond : 0;
      second = next;
      seenInSecond = 1;
    } else if (time.startsWith(secondBefore(second))) seenInSecondBefore += 1;
    if (time > newest) newest = time;
  }
  return { second, seenInSecond, seenInSecondBefore, newest };
}

function secondBefore(second: string): string {
  return new Date(Date.parse(`${second}Z`) - 1_000).toISOString().slice(0, SECOND_LENGTH);
}
