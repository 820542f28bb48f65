import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration } from '../../../src/inputs/duration.js';

it.each([
  ['90s', 90],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['.5m', 30],
  ['1.s', 1],
  ['+2m', 120],
  ['500ms', 0.5],
  ['1h1m1s1ms', 3661.001],
  ['2µs', 0.000002],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBeCloseTo(seconds, 9);
});

it.each([
  '',
  '300',
  '0',
  '0s',
  '0h0m',
  '-1s',
  '1 m',
  'm',
  '1d',
  '1M',
  '1e3s',
  '1h 30m',
  '.s',
  '1.2.3s',
  '+',
  '2562048h',
  'NaNs',
])('%j is none', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it('takes any whole number of hours, minutes and seconds', () => {
  const number = fc.nat(100_000);
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 100_000 }), (hours, minutes, seconds) => {
      expect(parseDuration(`${hours}h${minutes}m${seconds}s`)).toBe(
        hours * 3600 + minutes * 60 + seconds,
      );
    }),
  );
});
