import { describe, expect, it } from '@jest/globals';
import { type AttemptEnd, countAttempts } from '../../../src/hooks/attempts.js';
import { listContainerEnds } from '../../../src/hooks/pod.js';
import type { Pod } from '../../../src/hooks/targets.js';
import {
  again,
  ended,
  makePod,
  type PodFacts,
  RUNNING,
  type State,
  waiting,
} from '../../fakes/pods.js';

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
const restarted = (restartCount: number, state: State, more: PodFacts = {}): Pod => {
  const pod = makePod({ states: [state], restartPolicy: 'OnFailure', ...more });
  const [container] = pod.status?.containerStatuses ?? [];
  return {
    ...pod,
    status: { ...pod.status, containerStatuses: container ? [{ ...container, restartCount }] : [] },
  };
};
const CRASH_LOOP = again(waiting('CrashLoopBackOff'), end(1, 3));
const LEAVING = { isTerminating: true };
const evicted: Pod = {
  ...makePod({ ...LEAVING }),
  status: { phase: 'Failed', reason: 'Evicted' },
};
const NEVER_MADE: State = {
  state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } },
};

/** `2 failed with 1, 3 stopped`: number, kind and exit code of each. */
const show = (all: readonly AttemptEnd[]) =>
  all
    .map(({ number, kind, end: how }) => {
      const code = how === undefined ? '' : ` with ${String(how.exitCode)}`;
      return `${String(number)} ${kind}${code}`;
    })
    .join(', ');

describe('attempts', () => {
  it.each<readonly [string, readonly Pod[], number, string]>([
    ['none', [], 0, ''],
    ['one that runs', [makePod({ states: [RUNNING] })], 1, ''],
    ['one that ended well', [makePod({ states: [ended(0)], phase: 'Succeeded' })], 1, ''],
    [
      'two Pods that failed',
      [failed('a', 1, 1), failed('b', 3, 2)],
      2,
      '1 failed with 1, 2 failed with 3',
    ],
    [
      'one that failed, one that runs',
      [failed('a', 1, 1), makePod({ states: [RUNNING] })],
      2,
      '1 failed with 1',
    ],
    [
      'restarts in one Pod, which is down: the first ones were not seen',
      [restarted(2, CRASH_LOOP)],
      3,
      '1 failed, 2 failed, 3 failed with 1',
    ],
    [
      'restarts in one Pod, down in the words of newer kubelets',
      [restarted(1, again(end(2, 3), end(1, 1)))],
      2,
      '1 failed with 1, 2 failed with 2',
    ],
    [
      'restarts in one Pod, which runs again',
      [restarted(2, again(RUNNING, end(1, 3)))],
      3,
      '1 failed, 2 failed with 1',
    ],
    ['a Pod that is always restarted', [restarted(2, RUNNING, { restartPolicy: 'Always' })], 3, ''],
    ['a Pod that was evicted, and deleted later', [evicted], 1, '1 failed'],
    [
      'an init container that failed',
      [makePod({ init: [end(4, 1)], states: [waiting('PodInitializing')], phase: 'Failed' })],
      1,
      '1 failed with 4',
    ],
    [
      'a container that was ended by the deletion of its Pod',
      [restarted(1, again(end(143, 4), end(1, 2)), LEAVING)],
      2,
      '1 failed with 1, 2 stopped with 143',
    ],
    [
      'the same, seen late',
      [makePod({ states: [end(137, 2)], ...LEAVING })],
      1,
      '1 stopped with 137',
    ],
    [
      'a container that runs in the grace of its Pod',
      [makePod({ states: [RUNNING], ...LEAVING })],
      1,
      '',
    ],
    [
      'a Pod that was deleted before it started',
      [makePod({ states: [NEVER_MADE], phase: 'Failed', ...LEAVING })],
      1,
      '',
    ],
  ])('%s', (_title, pods, begun, all) => {
    const attempts = countAttempts({ pods, ends: [] });
    expect([attempts.begun, show(attempts.ended)]).toEqual([begun, all]);
    expect(attempts.failed).toBe(attempts.ended.filter(({ kind }) => kind === 'failed').length);
  });

  it('have the exit codes of those that failed by themselves, each once, and the last one in time', () => {
    const pods = [failed('a', 3, 4), failed('b', 1, 1), failed('c', 1, 2)];
    const { exitCodes, lastFailed } = countAttempts({ pods, ends: [] });
    expect([exitCodes, lastFailed?.exitCode]).toEqual([[1, 3], 3]);
  });

  it('know the ends of containers that were restarted since', () => {
    const before = restarted(0, end(7, 1));
    const now = restarted(1, again(RUNNING, {}));
    const seen = { pods: [now], ends: listContainerEnds(before) };
    expect(show(countAttempts(seen).ended)).toBe('1 failed with 7');
  });

  it('failed before their Pod was deleted, where their end was seen before that', () => {
    const before = failed('a', 1, 1);
    const now = makePod({ name: 'a', states: [end(1, 1)], phase: 'Failed', ...LEAVING });
    const seen = { pods: [now], ends: listContainerEnds(before) };
    expect(show(countAttempts(seen).ended)).toBe('1 failed with 1');
  });

  it.each([
    ['deleted while it ran, and gone', true, '1 stopped'],
    ['deleted while it ran, and still there', false, ''],
  ])('a Pod that was %s', (_title, isGone, all) => {
    const pod = makePod({ states: [RUNNING] });
    const uids = new Set([pod.metadata?.uid ?? '']);
    const seen = {
      pods: [pod],
      ends: [],
      interrupted: uids,
      gone: isGone ? uids : new Set<string>(),
    };
    expect(show(countAttempts(seen).ended)).toBe(all);
  });
});
