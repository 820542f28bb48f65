import { expect, it } from '@jest/globals';
import { findDisruption } from '../../../src/hooks/disruption.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { replay } from '../../fakes/recording.js';

const last = (recording: string) => replay(recording, 'pods').at(-1) as Pod;
const uidOf = ({ metadata }: Pod) => metadata?.uid ?? '';

it.each([
  ['pod-evicted', 'Evicted: Usage of EmptyDir volume "data" exceeds the limit "1Mi".'],
  ['pod-drained', 'EvictionByEvictionAPI: Eviction API: evicting'],
  ['pod-node-gone', 'DeletionByPodGC: PodGC: node no longer exists'],
  ['job-backoff-limit', 'none'],
  ['pod-oom-killed', 'none'],
  ['job-complete', 'none'],
])('%s: %s', (recording, said) => {
  const found = findDisruption(last(recording), new Set());
  expect(found === undefined ? 'none' : `${found.reason}: ${found.message}`).toBe(said);
});

it('is a deletion where the Pod ran and nothing else is said', () => {
  const pod = last('pod-deleted');
  expect(findDisruption(pod, new Set())).toBeUndefined();
  expect(findDisruption(pod, new Set([uidOf(pod)]))?.reason).toBe('PodDeleted');
  const drained = last('pod-drained');
  expect(findDisruption(drained, new Set([uidOf(drained)]))?.reason).toBe('EvictionByEvictionAPI');
});

it.each([
  [
    'a condition that is not met is none',
    { conditions: [{ type: 'DisruptionTarget', status: 'False', reason: 'x' }] },
    undefined,
  ],
  [
    'a condition without a reason is shown by its type',
    { conditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    { reason: 'DisruptionTarget', message: '' },
  ],
  [
    "the kubelet's reason comes first, as it is",
    {
      phase: 'Failed',
      reason: 'Moonlight',
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }],
    },
    { reason: 'Moonlight', message: '' },
  ],
])('%s', (_title, status, disruption) => {
  expect(findDisruption({ status }, new Set())).toEqual(disruption);
});
