import { expect, it } from '@jest/globals';
import { LogTails } from '../../../src/hooks/log-tails.js';

const keep = (count: number, atOnce: number) => {
  const tails = new LogTails();
  for (let at = 0; at < count; at += atOnce) {
    const lines = Array.from({ length: Math.min(atOnce, count - at) }, (_, index) => ({
      time: '',
      text: String(at + index),
    }));
    tails.keep('run', lines);
  }
  return { last: tails.tails.get('run') ?? [], start: tails.starts.get('run') };
};

it.each([
  ['few lines', 4_000, 500],
  ['one line at a time', 4_100, 1],
  ['many at once', 100_000, 3_000],
  ['more at once than are kept', 30_000, 30_000],
])(
  'of %s no line is counted twice, and the first and the last are there',
  (_title, count, atOnce) => {
    const { last, start } = keep(count, atOnce);
    const { lines, leftOut } = start ?? { lines: [], leftOut: 0 };
    expect(lines.length + leftOut + last.length).toBe(count);
    expect([...lines, ...last.map(({ text }) => text)].at(0)).toBe('0');
    expect(last.at(-1)?.text).toBe(String(count - 1));
    if (start !== undefined)
      expect(lines).toEqual(Array.from({ length: 200 }, (_, at) => String(at)));
  },
);
