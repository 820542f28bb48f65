import { expect, it } from '@jest/globals';
import type { WorkloadKind } from '../../../src/helm/workload.js';
import { describeTrouble } from '../../../src/rollout/trouble.js';
import { replayRollout } from '../../fakes/rollout.js';

const judge = (recording: string, kind: WorkloadKind, name = 'api') => {
  const namespace = `rec-${recording}`;
  const [result] = replayRollout(recording, [{ kind, namespace, name, podLabels: {} }]).judgeAll(0);
  if (result === undefined) throw new Error('no result');
  const { state, ready, wanted, oldReady, troubles } = result;
  const told = troubles.map(({ trouble, pods }) => `${pods}× ${describeTrouble(trouble, '')}`);
  return { state: `${state}, ${ready} of ${wanted}, ${oldReady} old`, told };
};

it.each([
  [
    'rollout-crash',
    'Deployment',
    'not-ready, 0 of 2, 1 old',
    ['2× container "api" exits with code 3 (3 restarts)'],
  ],
  [
    'rollout-crash-install',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['2× container "api" exits with code 3 (1 restart)'],
  ],
  [
    'rollout-init-failed',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['2× init container "migrate" exits with code 1 (2 restarts)'],
  ],
  [
    'rollout-readiness',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['2× the readiness probe of container "api" fails: warming up'],
  ],
  [
    'rollout-missing-secret',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['2× CreateContainerConfigError: secret "no-such-secret" not found'],
  ],
  [
    'rollout-claim',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    [
      '2× Unschedulable: 0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    ],
  ],
  [
    'rollout-claim',
    'PersistentVolumeClaim',
    'not-ready, 0 of 1, 0 old',
    ['0× ProvisioningFailed: storageclass.storage.k8s.io "no-such-class" not found'],
  ],
  [
    'rollout-quota',
    'Deployment',
    'not-ready, 1 of 2, 0 old',
    ['0× FailedCreate: exceeded quota: one, requested: pods=1, used: pods=1, limited: pods=1'],
  ],
  [
    'rollout-set-crash',
    'StatefulSet',
    'not-ready, 0 of 3, 0 old',
    ['2× container "api" exits with code 3 (1 restart)'],
  ],
  [
    'rollout-set-quota',
    'StatefulSet',
    'not-ready, 0 of 2, 0 old',
    ['0× FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0'],
  ],
  [
    'rollout-deadline',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    [
      '2× the readiness probe of container "api" fails',
      '0× ProgressDeadlineExceeded: ReplicaSet "api-57bc9b756c" has timed out progressing.',
    ],
  ],
  [
    'rollout-paused',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['0× its rollout is paused (spec.paused: true)'],
  ],
  [
    'rollout-liveness',
    'Deployment',
    'not-ready, 0 of 2, 0 old',
    ['2× Kubernetes restarts container "api": its liveness probe fails: no answer (2 restarts)'],
  ],
  [
    'rollout-daemon-crash',
    'DaemonSet',
    'not-ready, 0 of 1, 0 old',
    ['1× container "api" exits with code 3 (1 restart)'],
  ],
  [
    'rollout-pod-crash',
    'Pod',
    'not-ready, 0 of 1, 0 old',
    ['1× container "api" exits with code 3 (1 restart)'],
  ],
  ['rollout-healthy', 'Deployment', 'ready, 2 of 2, 0 old', []],
] as const)('%s of %s', (recording, kind, state, told) => {
  const name = kind === 'PersistentVolumeClaim' ? 'data' : 'api';
  expect(judge(recording, kind, name)).toEqual({ state, told });
});

it.each([
  ['rollout-image-missing', /^2× ErrImagePull: failed to pull and unpack image .* no such host$/],
  [
    'rollout-unschedulable',
    /^2× Unschedulable: 0\/1 nodes are available: 1 node\(s\) didn't match/,
  ],
] as const)('%s', (recording, told) => {
  expect(judge(recording, 'Deployment')).toEqual({
    state: 'not-ready, 0 of 2, 0 old',
    told: [expect.stringMatching(told)],
  });
});
