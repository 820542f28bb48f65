import { expect, it } from '@jest/globals';
import { findLingering } from '../../../src/hooks/lingering.js';
import { findLostNode } from '../../../src/hooks/lost-node.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { replay } from '../../fakes/recording.js';

const last = (recording: string) => replay(recording, 'pods').at(-1) as Pod;
const describeLingering = (pod: Pod | undefined) => {
  const found = findLingering(pod);
  if (found === undefined) return 'nothing';
  return `${found.ended.container} ${found.ended.exitCode}, alive: ${found.alive.join()}`;
};

it.each([
  ['pod-lingering', 'migrate 0, alive: proxy'],
  ['pod-lingering-failed', 'migrate 3, alive: proxy'],
  ['job-timeout', 'nothing'],
  ['job-complete', 'nothing'],
  ['pod-image-pull-backoff', 'nothing'],
  ['pod-two-containers', 'nothing'],
])('what %s is kept alive by: %s', (recording, words) => {
  expect(describeLingering(last(recording))).toBe(words);
});

it('a sidecar in the sense of Kubernetes keeps nothing alive, nor does an init container that has ended', () => {
  for (const pod of replay('pod-sidecar-complete', 'pods'))
    expect(describeLingering(pod)).toBe('nothing');
});

it('a container that was restarted has not ended', () => {
  const end = { terminated: { exitCode: 1, finishedAt: '2026-11-25T02:00:00Z' } };
  const containerStatuses = [
    { name: 'proxy', state: { running: {} }, lastState: end },
    { name: 'migrate', state: { running: {} } },
  ];
  expect(describeLingering({ status: { containerStatuses } } as unknown as Pod)).toBe('nothing');
});

it('no Pod at all is kept alive by nothing', () => {
  expect(describeLingering(undefined)).toBe('nothing');
});

it.each([
  ['pod-node-lost', 'rec-pod-node-lost'],
  ['pod-lingering', undefined],
  ['job-timeout', undefined],
  ['job-backoff-limit', undefined],
  ['pod-failed-mount', undefined],
])('the node of %s that does not answer: %s', (recording, node) => {
  const states = replay(recording, 'pods').map(findLostNode);
  expect(states.at(-1)?.node).toBe(node);
  if (node === undefined) expect(states).toEqual(states.map(() => undefined));
});
