import { describe, expect, it } from '@jest/globals';
import { advance, isSurelyNew, linesToSkip, sinceTime, START } from '../../../src/logs/cursor.js';
import { type LogLine } from '../../../src/text/log-line.js';

/** `1.5` is one and a half second past 15:00:00. */
const at = (seconds: number): LogLine => ({
  time: `${new Date(Date.UTC(2026, 10, 23, 15, 0, 0, 0) + Math.floor(seconds) * 1_000).toISOString().slice(0, 19)}.${(seconds % 1).toFixed(9).slice(2)}Z`,
  text: `line of ${seconds}`,
});
const ownLine: LogLine = { time: '', text: 'failed to create fsnotify watcher' };
const after = (...seconds: readonly number[]) => advance(START, seconds.map(at));

describe('where a log resumes', () => {
  it('begins at its beginning', () => {
    expect(sinceTime(START)).toBeUndefined();
    expect(linesToSkip(START)).toBe(0);
  });

  it.each([
    ['one second before the newest, with the lines of both', [1.1, 2.5, 2.6], '15:00:01', 3],
    ['all lines of one second', [5.1, 5.2, 5.3], '15:00:04', 3],
    ['the second before was silent', [1.1, 3.5], '15:00:02', 1],
    ['stderr comes late over the edge of a second', [1.9, 2.1, 1.95, 2.2], '15:00:01', 4],
    ['late by more than we ask for', [1.9, 3.1, 1.95], '15:00:02', 1],
    ['late into a second that had no line', [1.9, 3.1, 2.95, 3.2], '15:00:02', 3],
    ['the second that was newest becomes the one before', [2.1, 2.2, 3.1, 4.1], '15:00:03', 2],
    ['over midnight', [32_399.9, 32_400], '23:59:59', 2],
  ])('%s', (_title, seconds, since, skip) => {
    const cursor = after(...seconds);
    expect(sinceTime(cursor)?.slice(11)).toBe(`${since}Z`);
    expect(linesToSkip(cursor)).toBe(skip);
  });

  it('does not count the lines of the kubelet: they have no time, and do not come again', () => {
    expect(advance(START, [ownLine])).toEqual(START);
    expect(advance(after(1.5), [ownLine, at(1.6)])).toEqual(after(1.5, 1.6));
  });

  it('is the same, however the lines were batched', () => {
    const lines = [1.9, 2.1, 1.95, 2.2, 3].map(at);
    const oneByOne = lines.reduce((cursor, line) => advance(cursor, [line]), START);
    expect(oneByOne).toEqual(advance(START, lines));
  });
});

describe('a line that cannot have been seen', () => {
  it.each([
    [2.2, true],
    [2.1, false],
    [1.95, false],
  ])('at %d: %s', (seconds, isNew) => {
    expect(isSurelyNew(after(1.9, 2.1), at(seconds))).toBe(isNew);
  });
});
