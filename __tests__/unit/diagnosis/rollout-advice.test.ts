import { expect, it } from '@jest/globals';
import { adviseRollout } from '../../../src/diagnosis/rollout-advice.js';
import type { FollowedWorkload } from '../../../src/rollout/seen.js';
import type { Trouble } from '../../../src/rollout/trouble.js';
import { makeExit, makeFollowed, makeProbe, makeWorkload, ofPods } from '../../fakes/workloads.js';

const advise = (trouble: Trouble | undefined, more: Partial<FollowedWorkload> = {}) =>
  adviseRollout(
    makeFollowed({ troubles: trouble === undefined ? [] : [ofPods(trouble)], ...more }),
  );

const LOOK =
  'Not everything was ready within "timeout". Increase it, or use kubectl describe pod --namespace shop to see what the Pods wait for.';
const LOGS = 'kubectl logs deployment/api --namespace shop shows what the container logs.';

it.each<readonly [string, Trouble | undefined, string]>([
  ['an error', makeExit(), 'Fix the error that the container logged, then redeploy.'],
  [
    'an end without an error',
    makeExit({ exitCode: 0, reason: 'Completed' }),
    'Container "api" ends without an error, but it has to keep running. Check its command and args. A program that ends by itself belongs in a Job.',
  ],
  [
    'too little memory',
    makeExit({ exitCode: 137, reason: 'OOMKilled', memoryLimit: '64Mi' }),
    'It needed more memory than its limit of 64Mi. Increase resources.limits.memory of the container.',
  ],
  [
    'too little memory on the node',
    makeExit({ exitCode: 137, reason: 'OOMKilled' }),
    'The node or the Pod ran out of memory: the container has no limit of its own. Set resources.requests.memory and resources.limits.memory of the container to what it needs.',
  ],
  [
    'a program that does not exist',
    makeExit({ exitCode: 128, reason: 'StartError' }),
    'The image does not contain this program, or it is not executable. Check the image, and command and args in the chart.',
  ],
  [
    'an init container',
    makeExit({ container: 'wait' }, { isInit: true }),
    'Fix the error that the init container logged, then redeploy.',
  ],
  [
    'a readiness probe',
    makeProbe('readiness'),
    `Check the readinessProbe of container "api" (what it asks, and when). ${LOGS}`,
  ],
  [
    'a startup probe',
    makeProbe('startup', { hasEnded: true, restarts: 2 }),
    `Check the startupProbe of container "api" (what it asks, and when). If the container only needs more time to start, increase failureThreshold of the probe. ${LOGS}`,
  ],
  [
    'a readiness gate',
    { kind: 'gate', gate: 'example.com/lb', isSet: true, says: '' },
    'Check what sets the condition "example.com/lb" of the Pods, a load balancer\'s controller for instance. kubectl describe pod --namespace shop shows it.',
  ],
  [
    'a Secret that is missing',
    { kind: 'waits', on: 'CreateContainerConfigError: secret "db" not found' },
    'Create secret "db" in namespace shop.',
  ],
  [
    'what nobody knows',
    { kind: 'waits', on: 'NewReason: new words' },
    'Fix what it is waiting for, then redeploy.',
  ],
  ['a Pod that is being made', { kind: 'waits', on: 'ContainerCreating' }, LOOK],
  [
    'a full node',
    { kind: 'waits', on: 'Evicted: The node was low on resource: memory.' },
    'The node needed the resources of the Pod. Redeploy when the node has room. Resource requests that match what the containers use make this less likely.',
  ],
  [
    'a full disk',
    { kind: 'waits', on: 'Evicted: Usage of EmptyDir volume "tmp" exceeds the limit "1Mi".' },
    'It used more disk than its limit. Increase sizeLimit of the volume, or resources.limits.ephemeral-storage of the container.',
  ],
  [
    'a node that takes no more',
    { kind: 'waits', on: 'OutOfcpu: Node didn’t have enough resource: cpu' },
    'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
  ],
  [
    'a node that is lost',
    { kind: 'waits', on: 'NodeNotReady: Node is not ready' },
    'The node of the Pod is down or not reachable. kubectl get nodes shows it. Redeploy when it is ready.',
  ],
  [
    'a rollout that is paused',
    { kind: 'paused' },
    'Resume the rollout with kubectl rollout resume deployment/api --namespace shop, or set spec.paused to false in the chart.',
  ],
  ['a deadline', { kind: 'deadline', message: 'timed out', since: '' }, LOOK],
  ['a container that runs', { kind: 'not-ready', container: 'api', isInit: false }, LOOK],
  ['nothing', undefined, LOOK],
])('%s', (_title, trouble, advice) => {
  expect(advise(trouble)).toBe(advice);
});

const BARE =
  'Nothing replaces a Pod that has no controller: delete it with kubectl delete pod api --namespace shop before you redeploy.';

it.each<readonly [string, Trouble, boolean]>([
  ['that crashed', makeExit(), true],
  ['that ran too long', { kind: 'waits', on: 'DeadlineExceeded: Pod was active too long' }, true],
  ['that has no image yet', { kind: 'waits', on: 'ErrImagePull: not found' }, false],
  ['that is not ready', makeProbe('readiness'), false],
])('a Pod of its own %s', (_title, trouble, is) => {
  const advice = advise(trouble, { workload: makeWorkload({ kind: 'Pod' }) });
  expect(advice.endsWith(BARE)).toBe(is);
});

it('a claim', () => {
  const workload = makeWorkload({ kind: 'PersistentVolumeClaim', name: 'data' });
  expect(advise({ kind: 'waits', on: 'it is not bound to a volume' }, { workload })).toBe(
    'Check the storage class of the claim. kubectl describe pvc data --namespace shop shows why no volume was created.',
  );
});

it.each([
  ['failed', {}],
  ['had too little memory', { exitCode: 137, reason: 'OOMKilled' }],
])('a migration in an init container that %s may be half applied', (_title, end) => {
  const texts = ['OK   1_users.sql (1ms)', 'goose run: ERROR 2.sql: Error 1205 (HY000): timeout'];
  const log = texts.map((text) => ({ time: '2026-11-28T16:00:00Z', text }));
  const trouble = makeExit({ container: 'migrate', ...end }, { isInit: true });
  expect(advise(trouble, { log })).toContain('MySQL and MariaDB do not roll back DDL');
});
