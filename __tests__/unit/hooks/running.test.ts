import { describe, expect, it } from '@jest/globals';
import { findRunning, type RunningContainer } from '../../../src/hooks/running.js';
import type { ContainerStatus, Pod } from '../../../src/hooks/targets.js';
import { again, ended, makePod, RUNNING, waiting } from '../../fakes/pods.js';
import { replay } from '../../fakes/recording.js';

const SINCE = '2026-11-23T15:00:02Z';
const NOT_YET = waiting('PodInitializing');
const find = (...pods: readonly Pod[]) => findRunning({ pods, logs: new Map() });
const init = (container: string, ...notStarted: readonly string[]): RunningContainer => ({
  ...{ container, isInit: true, since: SINCE, hasOutput: false, notStarted },
});
const main = (container: string, ...notStarted: readonly string[]): RunningContainer => ({
  ...init(container, ...notStarted),
  isInit: false,
});
const SIDECAR = { ...RUNNING, isSidecar: true };
const later = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, creationTimestamp: '2026-11-23T15:01:00Z' },
});

describe('the container that runs', () => {
  it.each<readonly [string, Parameters<typeof makePod>[0], RunningContainer | undefined]>([
    ['is none in a Pod that is being made', {}, undefined],
    ['is the main one', { init: [ended(0)], states: [RUNNING] }, main('main-0')],
    [
      'is an init container',
      { init: [ended(0), RUNNING], states: [NOT_YET] },
      init('init-1', 'main-0'),
    ],
    [
      'is an init container before several others',
      { init: [RUNNING], states: [NOT_YET, NOT_YET] },
      init('init-0', 'main-0', 'main-1'),
    ],
    [
      'is an init container whose Pod says nothing of the others yet',
      { init: [RUNNING] },
      init('init-0', 'main-0'),
    ],
    ['is no sidecar', { init: [SIDECAR], states: [NOT_YET] }, undefined],
    [
      'is the init container beside a sidecar',
      { init: [SIDECAR, RUNNING], states: [NOT_YET] },
      init('init-1', 'main-0'),
    ],
    ['is the main one beside a sidecar', { init: [SIDECAR], states: [RUNNING] }, main('main-0')],
    [
      'is an init container again, after the main one has run',
      { init: [RUNNING], states: [again(NOT_YET, ended(1))], restartPolicy: 'OnFailure' },
      init('init-0'),
    ],
    ['is none when all have ended', { init: [ended(0)], states: [ended(1)] }, undefined],
  ])('%s', (_title, facts, expected) => {
    expect(find(makePod(facts))).toEqual(expected);
  });

  const failed = makePod({ name: 'one', init: [ended(0)], states: [ended(1)], phase: 'Failed' });
  const hanging = later(makePod({ name: 'two', init: [RUNNING], states: [NOT_YET] }));
  const working = makePod({ name: 'one', init: [ended(0)], states: [RUNNING] });

  it.each([
    ['that of the newest Pod', [failed, hanging], init('init-0', 'main-0')],
    ['a main one of another Pod first', [working, hanging], main('main-0')],
    [
      'none of an older Pod that is in an init container',
      [makePod({ name: 'one', init: [RUNNING] }), later(makePod({ name: 'two' }))],
      undefined,
    ],
    ['none of no Pod', [], undefined],
  ] as const)('is %s', (_title, pods, expected) => {
    expect(find(...pods)).toEqual(expected);
  });

  it.each([
    ['has written', [{ time: SINCE, text: 'waiting for the database' }], true],
    ['has not written', [], false],
  ])('%s', (_title, lines, hasOutput) => {
    const made = makePod({ init: [ended(0), RUNNING] });
    const withId = (it: ContainerStatus) => ({
      ...it,
      containerID: it.state?.terminated?.containerID ?? 'a',
    });
    const initContainerStatuses = made.status?.initContainerStatuses?.map(withId) ?? [];
    const pod: Pod = { ...made, status: { ...made.status, initContainerStatuses } };
    const logs = new Map([
      ['a', lines],
      ['containerd://1', [{ time: SINCE, text: 'etcd is there' }]],
    ]);
    expect(findRunning({ pods: [pod], logs })?.hasOutput).toBe(hasOutput);
  });
});

it('a migration of the real cluster runs in its main container', () => {
  const found = replay('job-timeout', 'pods').map((pod) => find(pod));
  const running = found.filter((it) => it !== undefined);
  expect(running.length).toBeGreaterThan(0);
  expect(running).toEqual(running.map(({ since }) => ({ ...main('migrate'), since })));
});
