import { expect, it } from '@jest/globals';
import { findRevisionAt } from '../../../src/helm/revision-time.js';

const REVISIONS = [
  { revision: 2, created: '2026-11-20T10:05:00Z' },
  { revision: 3, created: '2026-11-20T10:10:00Z' },
];

it.each<readonly [string, string, number | undefined]>([
  ['before all that are kept', '2026-11-20T10:04:59Z', undefined],
  ['in the second of its record', '2026-11-20T10:05:00Z', 2],
  ['before the next record', '2026-11-20T10:09:59Z', 2],
  ['after the newest record', '2026-11-21T00:00:00Z', 3],
  ['at an unknown time', '', undefined],
])('an object that was made %s', (_title, created, revision) => {
  expect(findRevisionAt(REVISIONS, created)).toBe(revision);
});

it('is nobody knows whose without records, or with a record that has no time', () => {
  expect(findRevisionAt([], '2026-11-20T10:05:00Z')).toBeUndefined();
  expect(findRevisionAt([{ revision: 1, created: '' }], '2026-11-20T10:05:00Z')).toBeUndefined();
});
