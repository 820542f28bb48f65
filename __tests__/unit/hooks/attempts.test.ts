import { describe, expect, it } from '@jest/globals';
import { countAttempts } from '../../../src/hooks/attempts.js';
import { describeFailedAttempt, describeFailures } from '../../../src/hooks/failures.js';
import { listContainerEnds } from '../../../src/hooks/pod.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { makeFailure } from '../../fakes/facts.js';
import { again, ended, makePod, RUNNING, type State, waiting } from '../../fakes/pods.js';

const end = (exitCode: number, second: number): State => ({
  state: {
    terminated: {
      exitCode,
      reason: 'Error',
      containerID: `containerd://${String(second)}`,
      finishedAt: `2026-11-23T15:00:0${String(second)}Z`,
    },
  },
});
const failed = (name: string, exitCode: number, second: number) =>
  makePod({ name, states: [end(exitCode, second)], phase: 'Failed' });
/** A Pod whose container was restarted so often. */
const restarted = (restartCount: number, state: State, more = {}): Pod => {
  const pod = makePod({ states: [state], restartPolicy: 'OnFailure', ...more });
  const [container] = pod.status?.containerStatuses ?? [];
  return {
    ...pod,
    status: { ...pod.status, containerStatuses: container ? [{ ...container, restartCount }] : [] },
  };
};
const CRASH_LOOP = again(waiting('CrashLoopBackOff'), end(1, 3));

describe('attempts', () => {
  it.each<readonly [string, readonly Pod[], number, number, readonly number[], number | undefined]>(
    [
      ['none', [], 0, 0, [], undefined],
      ['one that runs', [makePod({ states: [RUNNING] })], 1, 0, [], undefined],
      ['two Pods that failed alike', [failed('a', 1, 1), failed('b', 1, 2)], 2, 2, [1], 1],
      ['two that failed each in its way', [failed('b', 3, 2), failed('a', 1, 1)], 2, 2, [1, 3], 3],
      [
        'one that failed, one that runs',
        [failed('a', 1, 1), makePod({ states: [RUNNING] })],
        2,
        1,
        [1],
        1,
      ],
      ['restarts in one Pod, which is down', [restarted(2, CRASH_LOOP)], 3, 3, [1], 1],
      [
        'restarts in one Pod, which runs again',
        [restarted(2, again(RUNNING, end(1, 3)))],
        3,
        2,
        [1],
        1,
      ],
      ['a Pod that was evicted', [makePod({ phase: 'Failed' })], 1, 1, [], undefined],
      [
        'an init container that failed',
        [makePod({ init: [end(4, 1)], states: [waiting('PodInitializing')], phase: 'Failed' })],
        ...([1, 1, [4], 4] as const),
      ],
      [
        'a container that was ended by the deletion of its Pod',
        [restarted(1, again(ended(143), end(1, 2)), { isTerminating: true })],
        ...([2, 2, [], undefined] as const),
      ],
    ],
  )('%s', (_title, pods, begun, failures, exitCodes, last) => {
    const attempts = countAttempts({ pods, ends: [] });
    expect(attempts).toMatchObject({ begun, failed: failures, exitCodes });
    expect(attempts.lastFailed?.exitCode).toBe(last);
  });

  it('know the ends of containers that were restarted since', () => {
    const before = restarted(0, end(7, 1));
    const now = restarted(1, again(RUNNING, {}));
    const { exitCodes, lastFailed } = countAttempts({
      pods: [now],
      ends: listContainerEnds(before),
    });
    expect([exitCodes, lastFailed?.exitCode]).toEqual([[7], 7]);
  });
});

describe('in words', () => {
  const say = (count: number, exitCodes: readonly number[], attemptsMax?: number) =>
    describeFailures(makeFailure({ failures: { failed: count, exitCodes }, attemptsMax }));
  it.each([
    [say(0, [], 7), ''],
    [say(3, [1], 7), '3 of 7 attempts failed, each with exit code 1'],
    [say(1, [1], 7), '1 of 7 attempts failed, with exit code 1'],
    [say(3, [1, 137], 7), '3 of 7 attempts failed, with exit codes 1, 137'],
    [say(4, [1]), '4 attempts failed, each with exit code 1'],
    [say(1, [1]), '1 attempt failed, with exit code 1'],
    [say(2, [], 3), '2 of 3 attempts failed'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('of the one that has just failed', () => {
    const failures = { failed: 2, exitCodes: [1] };
    expect(describeFailedAttempt(makeFailure({ attemptsMax: 7, failures }))).toBe(
      'Job app-migration: attempt 2 of 7 failed with exit code 1; Kubernetes will try again',
    );
  });
});
