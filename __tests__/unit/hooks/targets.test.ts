import { describe, expect, it } from '@jest/globals';
import {
  type ContainerRun,
  findRun,
  firstContainer,
  listContainerRuns,
  type Pod,
} from '../../../src/hooks/targets.js';
import { replay } from '../../fakes/recording.js';

/** Every state of every container run of a recording, each once, in order. */
function runsOf(recording: string): readonly string[] {
  const ids: string[] = [];
  const texts = replay(recording, 'pods')
    .flatMap(listContainerRuns)
    .map(({ id, container, ended, previous }) => {
      if (!ids.includes(id)) ids.push(id);
      const state = `${ended ? 'ended' : 'running'}${previous ? ', previous' : ''}`;
      return `${container} ${ids.indexOf(id) + 1}: ${state}`;
    });
  return [...new Set(texts)];
}

describe('container runs of the real cluster', () => {
  it.each([
    ['job-complete', ['migrate 1: running', 'migrate 1: ended']],
    ['job-hook-succeeded', ['migrate 1: ended']],
    [
      'job-retried',
      ['migrate 1: running', 'migrate 1: ended', 'migrate 2: running', 'migrate 2: ended'],
    ],
    [
      'pod-restarted',
      [
        'migrate 1: running',
        'migrate 1: ended',
        'migrate 1: ended, previous',
        'migrate 2: running',
        'migrate 2: ended',
      ],
    ],
    ['pod-init-failed', ['clone 1: ended']],
    [
      'pod-sidecar-complete',
      ['proxy 1: running', 'migrate 2: running', 'migrate 2: ended', 'proxy 1: ended'],
    ],
    ['pod-image-pull-backoff', []],
    ['pod-unschedulable', []],
  ])('%s', (recording, runs) => {
    expect(runsOf(recording)).toEqual(runs);
  });

  it('names the Pod by name and UID', () => {
    const pod = replay('job-complete', 'pods').at(-1) as Pod;
    expect(listContainerRuns(pod)).toEqual([
      {
        id: pod.status?.containerStatuses?.[0]?.containerID,
        namespace: 'rec-job-complete',
        pod: pod.metadata?.name,
        podUid: pod.metadata?.uid,
        container: 'migrate',
        previous: false,
        ended: true,
      },
    ]);
  });
});

describe('what has no log', () => {
  it.each([
    ['a container that waits', { waiting: { reason: 'ContainerCreating' } }, ''],
    ['one that runs and has no ID yet', { running: {} }, ''],
    ['one that never got an ID', { terminated: { exitCode: 128 } }, undefined],
  ])('%s', (_title, state, containerID) => {
    const status = { containerStatuses: [{ name: 'migrate', state, containerID }] };
    expect(listContainerRuns({ status } as unknown as Pod)).toEqual([]);
  });
});

describe('the container that starts first', () => {
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  const spec = { nodeName: 'one', containers: named(['main', 'other']) };
  const running = { name: 'main', containerID: 'containerd://1', state: { running: {} } };
  it.each([
    ['of a Pod on its node', { spec }, ['main']],
    ['is an init container', { spec: { ...spec, initContainers: named(['init']) } }, ['init']],
    ['of a Pod that has no node yet', { spec: { ...spec, nodeName: undefined } }, []],
    ['has started already', { spec, status: { containerStatuses: [running] } }, []],
  ])('%s', (_case, pod, expected) => {
    expect(firstContainer(pod as unknown as Pod).map(({ container }) => container)).toEqual(
      expected,
    );
  });
});

describe('a run as it is later', () => {
  const [first] = replay('pod-restarted', 'pods').flatMap(listContainerRuns);
  const pods = replay('pod-restarted', 'pods');
  const restarted = pods.find(({ status }) => status?.containerStatuses?.[0]?.restartCount === 1);
  const evicted = (phase: string) => ({ status: { phase } }) as unknown as Pod;

  it('is the previous one, and has ended, when its container was restarted', () => {
    expect(first).toMatchObject({ previous: false, ended: false });
    expect(findRun(first as ContainerRun, restarted as Pod)).toEqual({
      ...first,
      previous: true,
      ended: true,
    });
  });

  it('is out of reach when its container was restarted twice', () => {
    const long = { ...(first as ContainerRun), id: 'containerd://long-ago' };
    expect(findRun(long, restarted as Pod)).toBeUndefined();
  });

  it('is out of reach when the kubelet has cleaned it away after the last restart', () => {
    expect(findRun(first as ContainerRun, pods.at(-1) as Pod)).toBeUndefined();
  });

  it.each([
    ['Failed', true],
    ['Succeeded', true],
    ['Running', false],
  ])('has ended, or has not, with a Pod that is %s and tells nothing of it', (phase, ended) => {
    expect(first && findRun(first, evicted(phase))?.ended).toBe(ended);
  });
});
