import { describe, expect, it } from '@jest/globals';
import {
  judgeRolloutProgress,
  nameState,
  type RolloutProgress,
} from '../../../src/rollout/progress.js';
import type { CountedTrouble, WorkloadResult } from '../../../src/rollout/result.js';
import type { Trouble } from '../../../src/rollout/trouble.js';
import { makeExit, makeFollowed, makeProbe, makeWorkload, ofPods } from '../../fakes/workloads.js';

/** A workload as it is at one moment, in ms. */
type Moment = readonly [number, WorkloadResult];

/** What is told at each moment at which something is. */
function play(moments: readonly Moment[], said: string | undefined = '') {
  let progress: RolloutProgress | undefined;
  const told: Record<number, readonly string[]> = {};
  for (const [now, result] of moments) {
    const judged = judgeRolloutProgress(progress, result, { now, explain: () => said });
    progress = judged.progress;
    if (judged.lines.length > 0) told[now] = judged.lines;
  }
  return told;
}

const ready = (count: number, troubles: readonly CountedTrouble[] = []): WorkloadResult =>
  makeFollowed({ state: count === 2 ? 'ready' : 'not-ready', ready: count, troubles });
const troubled = (trouble: Trouble, pods = 2) => ready(0, [ofPods(trouble, pods)]);
const at = (times: readonly number[], result: WorkloadResult): readonly Moment[] =>
  times.map((now) => [now, result]);

describe('the state of a workload', () => {
  it.each<readonly [string, readonly Moment[], ReturnType<typeof play>]>([
    ['is not told where it is ready from the first look on', at([0, 1_000, 5_000], ready(2)), {}],
    [
      'is told once it has been so for a second, and once',
      at([0, 999, 1_000, 2_000], ready(0)),
      { 1_000: ['Deployment api: 0 of 2 ready'] },
    ],
    [
      'is told when it changes',
      [
        ...at([0, 1_000], ready(0)),
        ...at([2_000, 3_000], ready(1)),
        ...at([4_000, 5_000], ready(2)),
      ],
      {
        1_000: ['Deployment api: 0 of 2 ready'],
        3_000: ['Deployment api: 1 of 2 ready'],
        5_000: ['Deployment api: 2 of 2 ready'],
      },
    ],
    [
      'is not told where it is for a moment',
      [...at([0, 1_000], ready(0)), [2_000, ready(2)], ...at([2_900, 3_900], ready(0))],
      { 1_000: ['Deployment api: 0 of 2 ready'] },
    ],
    [
      'is told again after it was ready before',
      [[0, ready(2)], ...at([1_000, 2_000], ready(1)), ...at([3_000, 4_000], ready(2))],
      { 2_000: ['Deployment api: 1 of 2 ready'], 4_000: ['Deployment api: 2 of 2 ready'] },
    ],
    ['is not told where it is not known', at([0, 5_000], makeFollowed({ state: 'not-seen' })), {}],
  ])('%s', (_title, moments, told) => {
    expect(play(moments)).toEqual(told);
  });

  it.each([
    [0, 'PersistentVolumeClaim data: not bound'],
    [1, 'PersistentVolumeClaim data: bound'],
  ])('of a claim with %d: %s', (count, told) => {
    const workload = makeWorkload({ kind: 'PersistentVolumeClaim', name: 'data' });
    expect(nameState(makeFollowed({ workload, ready: count, wanted: 1 }))).toBe(told);
  });
});

describe('why Pods are not ready', () => {
  const PREFIX = 'Deployment api: 2 Pods are not ready: ';
  const STATE = 'Deployment api: 0 of 2 ready';
  const times = [0, 1_000, 2_000, 9_000, 10_000, 60_000];
  /** What is told beside the state, and when. */
  const tell = (trouble: Trouble, pods?: number) =>
    Object.entries(play(at(times, troubled(trouble, pods)))).flatMap(([time, lines]) =>
      lines.filter((line) => line !== STATE).map((line) => `${time} ${line}`),
    );

  it.each<readonly [string, Trouble, string | undefined]>([
    ['an exit, at once', makeExit(), `0 ${PREFIX}container "api" exits with code 3 (1 restart)`],
    [
      'a wait, after 2 s',
      { kind: 'waits', on: 'ErrImagePull: not found' },
      `2000 ${PREFIX}ErrImagePull: not found`,
    ],
    ['a Pod that is made: never', { kind: 'waits', on: 'ContainerCreating' }, undefined],
    [
      'a container that runs: never',
      { kind: 'not-ready', container: 'api', isInit: false },
      undefined,
    ],
    [
      'a readiness probe, after 10 s',
      makeProbe('readiness', { says: '503' }),
      `10000 ${PREFIX}the readiness probe of container "api" fails: 503`,
    ],
    [
      'a startup probe of a program that starts, after 10 s',
      makeProbe('startup'),
      `10000 ${PREFIX}the startup probe of container "api" fails`,
    ],
    [
      'a startup probe that has a container restarted, after 2 s',
      makeProbe('startup', { hasEnded: true, restarts: 1 }),
      `2000 ${PREFIX}Kubernetes restarts container "api": its startup probe fails (1 restart)`,
    ],
    [
      'a readiness gate, after 10 s',
      { kind: 'gate', gate: 'example.com/lb', isSet: false, says: '' },
      `10000 ${PREFIX}its containers are ready, but readiness gate "example.com/lb" is not set`,
    ],
    [
      'a deadline, after 2 s',
      { kind: 'deadline', message: 'timed out', since: '' },
      `2000 ${PREFIX}ProgressDeadlineExceeded: timed out`,
    ],
  ])('is told: %s', (_title, trouble, told) => {
    expect(tell(trouble)).toEqual(told === undefined ? [] : [told]);
  });

  it.each([
    [0, 'Deployment api: container "api" exits with code 3 (1 restart)'],
    [1, 'Deployment api: 1 Pod is not ready: container "api" exits with code 3 (1 restart)'],
  ])('counts %d Pods', (pods, told) => {
    expect(tell(makeExit(), pods)).toEqual([`0 ${told}`]);
  });

  it('is told again at the third restart, and not at more', () => {
    const restarts = [0, 1, 2, 3, 4, 50];
    const moments = restarts.map(
      (count, index) => [index * 400, troubled(makeExit({}, { restarts: count }))] as const,
    );
    expect(Object.keys(play(moments))).toEqual(['0', '1200']);
  });

  it('is told once though it goes and comes', () => {
    const moments = [
      [0, troubled(makeExit())],
      [500, ready(2)],
      [900, troubled(makeExit())],
    ] as const;
    expect(Object.keys(play(moments))).toEqual(['0']);
  });

  it('waits anew when a wait goes and comes', () => {
    const pull = troubled({ kind: 'waits', on: 'ErrImagePull: not found' });
    const told = play([[0, pull], [1_500, ready(0)], ...at([2_000, 3_900, 4_000], pull)]);
    expect(told[3_900]).toBeUndefined();
    expect(told[4_000]).toEqual([`${PREFIX}ErrImagePull: not found`]);
  });

  it('is told with what the container wrote, once that is read', () => {
    const trouble = troubled(makeExit({}, { restarts: 0 }));
    const first = judgeRolloutProgress(undefined, trouble, { now: 0, explain: () => undefined });
    const now = { now: 500, explain: () => 'no config' };
    const next = judgeRolloutProgress(first.progress, trouble, now);
    expect([first.lines, next.lines]).toEqual([
      [],
      [`${PREFIX}container "api" exits with code 3: no config`],
    ]);
  });
});
