import { expect, it } from '@jest/globals';
import { diagnoseClearance } from '../../../src/guard/clearance.js';

it('what blocks is said as it is', () => {
  const reason = 'Still active: Job shop/app-migration';
  expect(
    diagnoseClearance({ kind: 'blocked', reason, advice: 'Wait for it.', deployed: 1 }),
  ).toEqual({
    outcome: 'blocked',
    cause: 'guard',
    reason,
    advice: 'Wait for it.',
    workloads: 'unchanged',
    hook: undefined,
  });
});

it('a cancel says that nothing was changed', () => {
  expect(diagnoseClearance({ kind: 'cancelled', deployed: undefined })).toEqual({
    outcome: 'cancelled',
    cause: 'cancelled',
    reason: 'The run was cancelled before helm started. Nothing was changed.',
    advice: '',
    workloads: 'unchanged',
    hook: undefined,
  });
});
