import { expect, it } from '@jest/globals';
import { hideLogOf } from '../../../src/helm/hidden-logs.js';
import { makeHook } from '../../fakes/facts.js';

it.each([
  ['create-admin', 'create-admin', true],
  ['create-admin', 'create-admin-2', false],
  ['*-seed', 'shop-db-seed', true],
  ['shop-*', 'shop-db-seed', true],
  ['shop-*-seed', 'shop-db-seed', true],
  ['shop-*-db-*-seed', 'shop-db-seed', false],
  ['a*a', 'a', false],
  ['*', 'anything', true],
])('%s fits %s: %s', (pattern, name, isHidden) => {
  expect(hideLogOf(makeHook({ name }), [pattern]).hidesLog).toBe(isHidden);
});

it('no pattern leaves the hook as the chart has it', () => {
  expect(hideLogOf(makeHook({ hidesLog: true }), []).hidesLog).toBe(true);
});
