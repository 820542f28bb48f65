import { expect, it } from '@jest/globals';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.js';
import { titleOutcome } from '../../../src/report/sections/headline.js';

it.each([
  ['deploy', 'Deploy failed: shop'],
  ['plan', 'Plan failed: shop'],
  ['rollback', 'Rollback failed: shop'],
] as const)('a %s that failed is titled %s', (command, title) => {
  const diagnosis: Diagnosis = {
    ...{ outcome: 'deploy-failed', cause: 'chart', reason: '', advice: '' },
    ...{ workloads: 'unchanged', hook: undefined },
  };
  expect(titleOutcome(diagnosis, { command, release: 'shop' })).toBe(title);
});
