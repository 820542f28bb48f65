import { expect, it } from '@jest/globals';
import { findSpan } from '../../../src/rollout/span.js';

const pod = (created: string, ready?: string) => ({
  metadata: { creationTimestamp: created },
  status: {
    conditions:
      ready === undefined
        ? [{ type: 'Ready', status: 'False', lastTransitionTime: 't9' }]
        : [{ type: 'Ready', status: 'True', lastTransitionTime: ready }],
  },
});

it.each([
  ['of all Pods, ready', [pod('t2', 't5'), pod('t1', 't4')], true, { since: 't1', until: 't5' }],
  ['that is open', [pod('t1', 't4'), pod('t2')], false, { since: 't1', until: '' }],
  ['of no Pod', [], true, undefined],
])('a span %s', (_title, pods, isReady, expected) => {
  expect(findSpan(pods, isReady)).toEqual(expected);
});
