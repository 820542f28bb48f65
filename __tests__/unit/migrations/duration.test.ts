import { expect, it } from '@jest/globals';
import { readDuration } from '../../../src/migrations/duration.js';

it.each([
  ['12.3ms', 12.3],
  ['727µs', 0.727],
  ['727μs', 0.727],
  ['1.2s', 1_200],
  ['1m2.5s', 62_500],
  ['1h0m1s', 3_601_000],
  ['0.0012', 1.2],
  ['0.0012s', 1.2],
  ['2 seconds', undefined],
  ['00:01.250s', 1_250],
  ['01:02:03.5s', 3_723_500],
  ['12 ms', 12],
  ['', undefined],
  ['soon', undefined],
  ['12.3ms or so', undefined],
  ['-1s', undefined],
])('%s is %s ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});
