import { describe, expect, it } from '@jest/globals';
import { judgeLeft } from '../../../src/hooks/remainder.js';
import type { Job } from '../../../src/hooks/job.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { ended, makeJob, makePod, RUNNING, waiting } from '../../fakes/pods.js';
import { replay } from '../../fakes/recording.js';

const NOW = Date.parse('2026-11-23T15:00:10Z');
const NO_IMAGE = waiting('ErrImagePull', 'r/x:1: not found');
const CREATING = makePod({ states: [waiting('ContainerCreating')] });
const NO_PROGRAM = ended(128, 'StartError', 'exec: "/x": stat /x: no such file or directory');
const CRASH_LOOP = makePod({
  states: [
    {
      ...waiting('CrashLoopBackOff', 'back-off 20s restarting failed container'),
      lastState: { terminated: { exitCode: 1, finishedAt: '2026-11-23T15:00:05Z' } },
    },
  ],
  restartPolicy: 'OnFailure',
});
const job = makeJob();
const withStatus = (status: NonNullable<Job['status']>) => makeJob({ status });
const condition = (type: string) =>
  withStatus({ conditions: [{ type, status: 'True', reason: 'x' }], failed: 1 });

describe('after the end of helm, a hook', () => {
  it.each<readonly [ReturnType<typeof judgeLeft>, string, Job | undefined, readonly Pod[]]>([
    ['not-started', 'that waits for its image', job, [makePod({ states: [NO_IMAGE] })]],
    ['not-started', 'that waits for a node', job, [makePod({ node: undefined })]],
    ['not-started', 'whose Pod cannot be made', job, []],
    [
      'not-started',
      'whose init container has run, and whose image is missing',
      job,
      [makePod({ init: [ended(0)], states: [NO_IMAGE] })],
    ],
    [
      'not-started',
      'whose second attempt waits for its image',
      withStatus({ failed: 1, active: 1 }),
      [
        makePod({ name: 'one', states: [ended(1)], phase: 'Failed' }),
        makePod({ states: [NO_IMAGE] }),
      ],
    ],
    [
      'not-started',
      'that tries a program that does not exist again and again',
      withStatus({ failed: 1 }),
      [makePod({ states: [NO_PROGRAM], phase: 'Failed' })],
    ],
    [
      'not-started',
      'that is a bare Pod without an image',
      undefined,
      [makePod({ states: [NO_IMAGE] })],
    ],
    ['runs', 'that runs', job, [makePod({ states: [RUNNING] })]],
    ['runs', 'that is about to start', job, [CREATING]],
    ['runs', 'that was started before its Pod is seen', job, [makePod()]],
    [
      'runs',
      'of which one Pod runs',
      job,
      [makePod({ states: [NO_IMAGE] }), makePod({ name: 'b', states: [RUNNING] })],
    ],
    [
      'retrying',
      'that waits for its next attempt',
      withStatus({ failed: 1 }),
      [makePod({ states: [ended(1)], phase: 'Failed' })],
    ],
    ['runs', 'whose attempts are gone', withStatus({ failed: 1 }), []],
    [
      'runs',
      'whose attempt is not counted yet',
      withStatus({ uncountedTerminatedPods: { failed: ['u'] } }),
      [],
    ],
    ['over', 'that failed', condition('Failed'), []],
    ['over', 'that succeeded', condition('Complete'), []],
    ['over', 'that the Job controller has given up', condition('FailureTarget'), []],
    ['over', 'that is suspended', makeJob({ spec: { ...job.spec, suspend: true } as never }), []],
    [
      'over',
      'that is being deleted',
      makeJob({ metadata: { deletionTimestamp: '2026-11-23T15:00:00Z' } }),
      [makePod({ states: [NO_IMAGE] })],
    ],
    [
      'over',
      'that is a bare Pod, and ended',
      undefined,
      [makePod({ states: [ended(1)], phase: 'Failed' })],
    ],
    ['over', 'that is a bare Pod, and gone', undefined, []],
    ['retrying', 'that is a bare Pod, and kept from its next start', undefined, [CRASH_LOOP]],
  ])('is %s %s', (verdict, _title, hookJob, pods) => {
    expect(judgeLeft({ job: hookJob, pods, hasWaited: () => false, now: NOW })).toBe(verdict);
  });

  it('is armed when its Pod has been made for so long that it is not about to start', () => {
    expect(judgeLeft({ job, pods: [CREATING], hasWaited: () => true, now: NOW })).toBe(
      'not-started',
    );
    const running = [makePod({ states: [RUNNING] })];
    expect(judgeLeft({ job, pods: running, hasWaited: () => true, now: NOW })).toBe('runs');
  });

  it.each([
    ['pod-image-pull-backoff', 'not-started'],
    ['pod-missing-secret', 'not-started'],
    ['pod-unschedulable', 'not-started'],
    ['job-failed-create', 'not-started'],
    ['job-timeout', 'runs'],
    ['pod-slow-pull', 'runs'],
    ['job-complete', 'over'],
    ['job-deadline', 'over'],
  ])('%s is %s', (recording, verdict) => {
    const hookJob = replay(recording, 'jobs').at(-1);
    const pods = replay(recording, 'pods').slice(-1);
    expect(judgeLeft({ job: hookJob, pods, hasWaited: () => false, now: NOW })).toBe(verdict);
  });
});
