import { expect, it } from '@jest/globals';
import { endSentence, formatDuration, joinSentences } from '../../../src/text/format.js';

it.each([
  [0, '0 s'],
  [40, '0.0 s'],
  [400, '0.4 s'],
  [3_000, '3 s'],
  [3_042, '3.0 s'],
  [9_940, '9.9 s'],
  [12_345, '12 s'],
  [59_600, '1 min 0 s'],
  [60_000, '1 min 0 s'],
  [185_000, '3 min 5 s'],
  [3_599_700, '1 h 0 min'],
  [3_720_000, '1 h 2 min'],
  [360_000_000, '100 h 0 min'],
  // Two machines' clocks: an end before its start took no time.
  [-1_000, '0 s'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [['Fix it.', 'Then redeploy.'], 'Fix it. Then redeploy.'],
  [['Look: kubectl get pods', 'MySQL commits DDL.'], 'Look (kubectl get pods). MySQL commits DDL.'],
  [['MySQL commits DDL.', 'Look: kubectl get pods'], 'MySQL commits DDL. Look: kubectl get pods'],
  [['', undefined, 'Fix it.'], 'Fix it.'],
  [[], ''],
] as const)('a command never runs into the next sentence: %j', (parts, text) => {
  expect(joinSentences(...parts)).toBe(text);
});

it.each([
  ['secrets "x" not found', 'secrets "x" not found.'],
  ['It is gone.', 'It is gone.'],
  ['Is it gone?', 'Is it gone?'],
])('%j ends as %j', (text, sentence) => {
  expect(endSentence(text)).toBe(sentence);
});
