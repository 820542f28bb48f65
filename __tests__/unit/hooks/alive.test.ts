import { describe, expect, it } from '@jest/globals';
import { hasStarted, mayRun } from '../../../src/hooks/alive.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { again, ended, makePod, RUNNING, waiting } from '../../fakes/pods.js';
import { replay } from '../../fakes/recording.js';

const CREATING = waiting('ContainerCreating');
const NO_IMAGE = waiting('ImagePullBackOff', 'Back-off pulling image "x"');
const NO_PROGRAM =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such": stat /no/such: no such file or directory: unknown';

describe('a Pod that may run', () => {
  it.each<readonly [string, Pod, mayRun: boolean, hasStarted: boolean]>([
    ['has no node yet', makePod({ node: undefined }), false, false],
    ['has come to its node, and nothing is told yet', makePod(), true, false],
    ['is being made', makePod({ states: [CREATING] }), true, false],
    ['runs', makePod({ states: [RUNNING] }), true, true],
    ['waits for its image', makePod({ states: [NO_IMAGE] }), false, false],
    ['ended', makePod({ states: [ended(1)] }), false, true],
    ['ended well, and its phase lags', makePod({ states: [ended(0, 'Completed')] }), false, true],
    ['will be restarted', makePod({ states: [ended(1)], restartPolicy: 'OnFailure' }), true, true],
    [
      'is in a loop of crashes',
      makePod({
        states: [again(waiting('CrashLoopBackOff'), ended(1))],
        restartPolicy: 'OnFailure',
      }),
      true,
      true,
    ],
    [
      'is in a loop of a program that does not exist',
      makePod({
        states: [again(waiting('CrashLoopBackOff'), ended(128, 'StartError', NO_PROGRAM))],
        restartPolicy: 'OnFailure',
      }),
      false,
      false,
    ],
    [
      'ran once, and its image is gone since',
      makePod({ states: [again(NO_IMAGE, ended(1))], restartPolicy: 'OnFailure' }),
      false,
      true,
    ],
    [
      'has one container that runs beside one without an image',
      makePod({ states: [NO_IMAGE, RUNNING] }),
      true,
      true,
    ],
    [
      'waits for the image of an init container',
      makePod({ init: [NO_IMAGE], states: [waiting('PodInitializing')] }),
      false,
      false,
    ],
    [
      'runs an init container',
      makePod({ init: [RUNNING], states: [waiting('PodInitializing')] }),
      true,
      true,
    ],
    [
      'has run its init container, and waits for the image of the next one',
      makePod({ init: [ended(0, 'Completed')], states: [NO_IMAGE] }),
      false,
      true,
    ],
    [
      'has run its init container',
      makePod({ init: [ended(0, 'Completed')], states: [waiting('PodInitializing')] }),
      true,
      true,
    ],
    [
      'has a sidecar that runs while the image is missing',
      makePod({ init: [{ ...RUNNING, isSidecar: true }], states: [NO_IMAGE] }),
      false,
      false,
    ],
    [
      'waits for the image of its sidecar',
      makePod({ init: [{ ...NO_IMAGE, isSidecar: true }], states: [waiting('PodInitializing')] }),
      false,
      false,
    ],
    [
      'is being deleted, and nothing is told of its container',
      makePod({ states: [CREATING], isTerminating: true }),
      true,
      false,
    ],
    [
      'was deleted before its container was made',
      makePod({ states: [ended(137, 'ContainerStatusUnknown')], isTerminating: true }),
      false,
      false,
    ],
    ['was evicted', makePod({ states: [], phase: 'Failed' }), false, false],
  ])('%s', (_title, pod, runs, started) => {
    expect([mayRun(pod), hasStarted(pod)]).toEqual([runs, started]);
  });

  it.each([
    ['job-timeout', [false, true]],
    ['job-complete', [false, true, false]],
    ['job-hook-succeeded', [false, true, false]],
    ['pod-image-pull-backoff', [false, true, false]],
    ['pod-missing-secret', [false, true, false]],
    ['pod-unschedulable', [false]],
    ['pod-missing-command', [false, true, false]],
    ['pod-failed-mount', [false, true]],
    ['pod-node-lost', [true]],
  ])('%s goes through %j', (recording, stages) => {
    const pods = replay(recording, 'pods');
    const uid = pods.at(-1)?.metadata?.uid;
    const all = pods.filter(({ metadata }) => metadata?.uid === uid).map(mayRun);
    expect(all.filter((it, index) => it !== all[index - 1])).toEqual(stages);
  });
});
