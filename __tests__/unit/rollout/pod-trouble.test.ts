import { describe, expect, it } from '@jest/globals';
import type { KubeEvent } from '../../../src/hooks/events.js';
import type { ContainerStatus, Pod } from '../../../src/hooks/targets.js';
import { RunClock, type RunTimes } from '../../../src/rollout/container-end.js';
import { explainPod } from '../../../src/rollout/pod-trouble.js';
import { describeTrouble } from '../../../src/rollout/trouble.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 28, 16, 0, seconds)).toISOString();

const status = (name: string, parts: Partial<ContainerStatus>): ContainerStatus => ({
  ...{ name, image: 'api:1', imageID: '', ready: false, restartCount: 0, state: {} },
  ...parts,
});
const RUNS = { running: { startedAt: at(60) } };
const CREATED = { waiting: { reason: 'PodInitializing' } };
const BACK_OFF = {
  waiting: {
    reason: 'CrashLoopBackOff',
    message: 'back-off 20s restarting failed container=api pod=api-1_shop(uid)',
  },
};
const NO_IMAGE = {
  waiting: { reason: 'ErrImagePull', message: 'failed to resolve reference "proxy:1": not found' },
};

/** A container that ran from second 40 to 50. */
const ended = (exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error') => ({
  terminated: {
    ...{ exitCode, reason, startedAt: at(40), finishedAt: at(50) },
    containerID: 'containerd://before',
  },
});

const running = (name: string, parts: Partial<ContainerStatus> = {}) =>
  status(name, { state: RUNS, containerID: 'containerd://now', started: true, ...parts });
const again = (exitCode: number, reason?: string) => ({
  lastState: ended(exitCode, reason),
  restartCount: 2,
});
const crashed = (exitCode: number, reason?: string) =>
  status('api', { state: BACK_OFF, ...again(exitCode, reason) });

const probe = (type: 'liveness' | 'startup') => ({
  [`${type}Probe`]: { failureThreshold: 3, exec: { command: ['true'] } },
});

interface Parts {
  readonly main?: readonly ContainerStatus[];
  readonly init?: readonly ContainerStatus[];
  readonly spec?: object;
  readonly status?: object;
}

const API = { name: 'api', ...probe('liveness'), ...probe('startup') };

function makePod({ main = [], init = [], ...parts }: Parts): Pod {
  return {
    metadata: { name: 'api-1', namespace: 'shop', uid: 'pod' },
    spec: { nodeName: 'node', containers: [API], ...parts.spec },
    status: {
      ...{ phase: 'Pending', containerStatuses: main, initContainerStatuses: init },
      ...parts.status,
    },
  };
}

/** What a node tells of a probe that failed `count` times, the last time at `second`. */
function failed(says: string, { count = 1, second = 65, container = 'api' } = {}): KubeEvent {
  return {
    ...{ metadata: { uid: says }, type: 'Warning', reason: 'Unhealthy', message: says, count },
    involvedObject: { uid: 'pod', fieldPath: `spec.containers{${container}}` },
    lastTimestamp: at(second),
  };
}

const explain = (pod: Pod, events: readonly KubeEvent[] = [], times: RunTimes = new Map()) =>
  describeTrouble(explainPod(pod, events, times), '');

const LIVENESS = 'Liveness probe failed: HTTP probe failed with statuscode: 500';
const STARTUP = 'Startup probe failed: dial tcp 10.0.0.9:80: connect: connection refused';
const READINESS = 'Readiness probe failed: HTTP probe failed with statuscode: 503';

describe('a container that ended', () => {
  it.each<readonly [string, Parts, readonly KubeEvent[], string]>([
    ['crashed', { main: [crashed(3)] }, [], 'container "api" exits with code 3 (2 restarts)'],
    [
      'had too little memory',
      { main: [crashed(137, 'OOMKilled')] },
      [],
      'container "api" exits with code 137, SIGKILL (OOMKilled) (2 restarts)',
    ],
    [
      'had too little memory, and was too slow for its probe before',
      { main: [crashed(137, 'OOMKilled')] },
      [failed(LIVENESS, { count: 3 })],
      'container "api" exits with code 137, SIGKILL (OOMKilled) (2 restarts)',
    ],
    [
      'was ended for its liveness probe',
      { main: [crashed(137)] },
      [failed(LIVENESS, { count: 3 })],
      'Kubernetes restarts container "api": its liveness probe fails: HTTP probe failed with statuscode: 500 (2 restarts)',
    ],
    [
      'was ended for its liveness probe, which says something else each time',
      { main: [crashed(143)] },
      [1, 2, 3].map((it) => failed(`Liveness probe failed: try ${String(it)}`, { second: it })),
      'Kubernetes restarts container "api": its liveness probe fails: try 3 (2 restarts)',
    ],
    [
      'ended by itself, and its liveness probe failed fewer times than it may',
      { main: [crashed(0)] },
      [failed(LIVENESS, { count: 2 })],
      'container "api" exits with code 0 (2 restarts)',
    ],
    [
      'crashed, and its liveness probe failed, too',
      { main: [crashed(3)] },
      [failed(LIVENESS, { count: 3 })],
      'container "api" exits with code 3 (2 restarts)',
    ],
    [
      'was ended for its startup probe',
      { main: [running('api', { started: false, ...again(137) })] },
      [failed(STARTUP, { count: 3 })],
      'Kubernetes restarts container "api": its startup probe fails: dial tcp 10.0.0.9:80: connect: connection refused (2 restarts)',
    ],
    [
      'was ended for its startup probe, and is not restarted',
      { main: [status('api', { state: ended(137) })], spec: { restartPolicy: 'Never' } },
      [failed(STARTUP, { count: 3 })],
      'Kubernetes ends container "api": its startup probe fails: dial tcp 10.0.0.9:80: connect: connection refused',
    ],
    [
      'is not restarted',
      { main: [status('api', { state: ended(1) })], spec: { restartPolicy: 'Never' } },
      [],
      'container "api" exits with code 1',
    ],
    [
      'has done its work, beside one that is not ready',
      {
        main: [status('once', { state: ended(0) }), running('api')],
        spec: { restartPolicy: 'OnFailure', containers: [{ name: 'once' }, API] },
      },
      [],
      'container "api" is running but not ready',
    ],
    [
      'was lost with its node',
      { main: [running('api', again(137, 'ContainerStatusUnknown'))] },
      [],
      'container "api" is running but not ready',
    ],
  ])('%s', (_title, parts, events, told) => {
    expect(explain(makePod(parts), events)).toBe(told);
  });
});

describe('a container that runs again', () => {
  const pod = makePod({ main: [running('api', again(3))] });
  const CRASH = 'container "api" exits with code 3 (2 restarts)';
  const UNREADY = 'container "api" is running but not ready';
  /** Its Pod after `seconds` in which it was seen. */
  const runFor = (seconds: number, of: Pod) => {
    const clock = new RunClock();
    clock.see([of], 5_000);
    return clock.see([of], 5_000 + seconds * 1_000);
  };

  it.each([
    ['for a moment', 5, [], CRASH],
    ['for long', 30, [], UNREADY],
    [
      'for long, and its readiness probe fails',
      30,
      [failed(READINESS)],
      'the readiness probe of container "api" fails: HTTP probe failed with statuscode: 503',
    ],
    [
      'for long, and its readiness probe failed before',
      30,
      [failed(READINESS, { second: 45 })],
      UNREADY,
    ],
  ] as const)('%s', (_title, seconds, events, told) => {
    expect(explain(pod, events, runFor(seconds, pod))).toBe(told);
  });

  it.each([
    [99, CRASH],
    [100, UNREADY],
  ])('for %d s after 50 s', (seconds, told) => {
    const { terminated } = ended(3);
    const lastState = { terminated: { ...terminated, startedAt: at(0) } };
    const slow = makePod({ main: [running('api', { ...again(3), lastState })] });
    expect(explain(slow, [], runFor(seconds, slow))).toBe(told);
  });

  it('for long after its program could not be started', () => {
    const { terminated } = ended(128, 'StartError');
    const lastState = { terminated: { ...terminated, startedAt: '1970-01-01T00:00:00Z' } };
    const found = makePod({ main: [running('api', { ...again(128), lastState })] });
    expect(explain(found, [], runFor(30, found))).toBe(UNREADY);
  });

  it('is a migration that runs for long after an attempt that failed', () => {
    const init = running('migrate', { ...again(1), ready: false });
    const spec = { initContainers: [{ name: 'migrate' }] };
    const migrates = makePod({ init: [init], main: [status('api', { state: CREATED })], spec });
    expect(explain(migrates)).toBe('init container "migrate" exits with code 1 (2 restarts)');
    expect(explain(migrates, [], runFor(30, migrates))).toBe(
      'init container "migrate" has not finished',
    );
  });

  it('is another run each time', () => {
    const clock = new RunClock();
    const next = makePod({
      main: [running('api', { ...again(3), containerID: 'containerd://next' })],
    });
    const gone = makePod({ main: [crashed(3)] });
    clock.see([pod], 0);
    expect(Object.fromEntries(clock.see([next], 40_000))).toEqual({ 'containerd://next': 0 });
    expect(clock.see([gone], 50_000).size).toBe(0);
    expect(Object.fromEntries(clock.see([next], 60_000))).toEqual({ 'containerd://next': 0 });
  });
});

describe('a probe that fails, of a container that runs', () => {
  const starts = running('api', { started: false });

  it.each<readonly [string, ContainerStatus, readonly KubeEvent[], string]>([
    [
      'its startup probe, which ended nothing yet',
      starts,
      [failed(STARTUP, { count: 2 })],
      'the startup probe of container "api" fails: dial tcp 10.0.0.9:80: connect: connection refused',
    ],
    [
      'its startup probe, which succeeds by now',
      running('api'),
      [failed(STARTUP, { count: 2 })],
      'container "api" is running but not ready',
    ],
    [
      'its liveness probe, which ended nothing yet',
      running('api'),
      [failed(LIVENESS)],
      'the liveness probe of container "api" fails: HTTP probe failed with statuscode: 500',
    ],
    [
      'its readiness probe leads, whichever failed last',
      running('api'),
      [failed(READINESS, { second: 62 }), failed(LIVENESS, { second: 63 })],
      'the readiness probe of container "api" fails: HTTP probe failed with statuscode: 503',
    ],
    [
      'that of another container, which is ready',
      running('api'),
      [failed(READINESS, { container: 'proxy' })],
      'container "api" is running but not ready',
    ],
    [
      'that has no words',
      running('api'),
      [failed('Readiness probe failed: ')],
      'the readiness probe of container "api" fails',
    ],
  ])('%s', (_title, main, events, told) => {
    const spec = { containers: [API, { name: 'proxy' }] };
    const both = [main, running('proxy', { ready: true })];
    expect(explain(makePod({ main: both, spec }), events)).toBe(told);
  });
});

describe('a sidecar', () => {
  const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };
  const proxy = (parts: Partial<ContainerStatus>) => status('proxy', parts);

  it.each<readonly [string, ContainerStatus, ContainerStatus, readonly KubeEvent[], string]>([
    [
      'that ended hides no exit of the main container',
      proxy({ state: BACK_OFF, ...again(1) }),
      crashed(3),
      [],
      'container "api" exits with code 3 (2 restarts)',
    ],
    [
      'that ends well is told, too: it has to run',
      proxy({ state: BACK_OFF, ...again(0) }),
      status('api', { state: CREATED }),
      [],
      'container "proxy" exits with code 0 (2 restarts)',
    ],
    [
      'that runs hides no image that is missing',
      running('proxy', { ready: true }),
      status('api', { state: NO_IMAGE }),
      [],
      'ErrImagePull: failed to resolve reference "proxy:1": not found',
    ],
    [
      'that does not start keeps the others waiting',
      proxy({ state: NO_IMAGE }),
      status('api', { state: CREATED }),
      [],
      'ErrImagePull: failed to resolve reference "proxy:1": not found',
    ],
    [
      'whose startup probe fails keeps the others waiting',
      running('proxy', { started: false }),
      status('api', { state: CREATED }),
      [failed(STARTUP, { container: 'proxy' })],
      'the startup probe of container "proxy" fails: dial tcp 10.0.0.9:80: connect: connection refused',
    ],
  ])('%s', (_title, side, main, events, told) => {
    expect(explain(makePod({ init: [side], main: [main], spec }), events)).toBe(told);
  });
});

describe('a Pod', () => {
  const gates = { readinessGates: [{ conditionType: 'example.com/lb' }] };
  const ready = [running('api', { ready: true })];
  const CONTAINERS_READY = { type: 'ContainersReady', status: 'True' };
  const LOW = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 90Mi.';

  it.each<readonly [string, Parts, readonly KubeEvent[], string]>([
    [
      'whose readiness gate is false',
      {
        ...{ main: ready, spec: gates },
        status: {
          conditions: [
            CONTAINERS_READY,
            {
              ...{ type: 'example.com/lb', status: 'False', reason: 'Target.FailedHealthChecks' },
              message: 'Health checks failed with these codes: [404]',
            },
            { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady' },
          ],
        },
      },
      [],
      'its containers are ready, but readiness gate "example.com/lb" is not true: Target.FailedHealthChecks: Health checks failed with these codes: [404]',
    ],
    [
      'whose readiness gate nobody sets',
      { main: ready, spec: gates, status: { conditions: [CONTAINERS_READY] } },
      [],
      'its containers are ready, but readiness gate "example.com/lb" is not set',
    ],
    [
      'whose readiness gate waits for its containers, too',
      { main: [running('api')], spec: gates },
      [],
      'container "api" is running but not ready',
    ],
    [
      'that was evicted',
      {
        main: [status('api', { state: ended(137) })],
        status: { phase: 'Failed', reason: 'Evicted', message: LOW },
      },
      [],
      `Evicted: ${LOW}`,
    ],
    [
      'that its node does not take',
      {
        status: {
          ...{ phase: 'Failed', reason: 'OutOfcpu' },
          message: 'Pod was rejected: Node didn’t have enough resource: cpu',
        },
      },
      [],
      'OutOfcpu: Pod was rejected: Node didn’t have enough resource: cpu',
    ],
    [
      'with a container that has no image, beside one that runs',
      {
        main: [running('api', { ready: true }), status('proxy', { state: NO_IMAGE })],
        spec: { containers: [API, { name: 'proxy' }] },
      },
      [],
      'ErrImagePull: failed to resolve reference "proxy:1": not found',
    ],
    [
      'whose node is lost',
      { main: ready, status: { conditions: [CONTAINERS_READY] } },
      [
        {
          ...{ metadata: { uid: 'lost' }, type: 'Warning', involvedObject: { uid: 'pod' } },
          ...{ reason: 'NodeNotReady', message: 'Node is not ready' },
        },
      ],
      'NodeNotReady: Node is not ready',
    ],
    ['of which nothing is known', { main: ready }, [], 'Kubernetes does not say why'],
    ['that is made', {}, [], 'ContainerCreating'],
    [
      'that no node takes on purpose',
      {
        spec: { nodeName: undefined },
        status: {
          conditions: [
            {
              ...{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' },
              message: 'Scheduling is blocked due to non-empty scheduling gates',
            },
          ],
        },
      },
      [],
      'SchedulingGated: Scheduling is blocked due to non-empty scheduling gates',
    ],
  ])('%s', (_title, parts, events, told) => {
    expect(explain(makePod(parts), events)).toBe(told);
  });
});
