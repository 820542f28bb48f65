import { expect, it } from '@jest/globals';
import { findEvent } from '../../../src/helm/run-order.js';

it.each([
  [['pre-install', 'pre-upgrade'], 'upgrade', 'pre-upgrade'],
  [['pre-install', 'pre-upgrade'], 'install', 'pre-install'],
  [['post-upgrade', 'pre-upgrade'], 'upgrade', 'pre-upgrade'],
  [['pre-rollback'], 'rollback', 'pre-rollback'],
  // The newest record does not tell of it.
  [['pre-install'], 'upgrade', 'pre-install'],
  [[], 'upgrade', ''],
] as const)('a hook for %j runs in an %s for "%s"', (events, operation, event) => {
  expect(findEvent({ events }, operation)).toBe(event);
});
