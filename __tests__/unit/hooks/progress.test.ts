import { describe, expect, it } from '@jest/globals';
import type { HookSight } from '../../../src/hooks/ending.js';
import { judgeProgress, type Progress } from '../../../src/hooks/progress.js';
import type { RunningContainer } from '../../../src/hooks/running.js';
import { makeFailure, makeResult } from '../../fakes/facts.js';
import { ended, makePod, RUNNING, waiting } from '../../fakes/pods.js';

const sight = (more: Partial<HookSight>): HookSight => ({
  key: 'Job shop/app-migration',
  result: makeResult({ verdict: { kind: 'running' } }),
  pods: [makePod({ states: [RUNNING] })],
  lineCount: 0,
  isBlind: false,
  ...more,
});
const WAIT_FOR_DB: RunningContainer = {
  container: 'wait-mariadb',
  isInit: true,
  since: '2026-11-23T15:00:02Z',
  hasOutput: false,
  notStarted: ['migrate'],
};
const waits = (on: string): HookSight =>
  sight({ result: makeResult({ verdict: { kind: 'waiting', on } }), pods: [] });
const runs = (lineCount = 0): HookSight => sight({ lineCount });

/** Looks once a second from 0 to `seconds`; what is said, each with its second. */
function play(seconds: number, at: (second: number) => HookSight): readonly string[] {
  let progress: Progress | undefined;
  const said: string[] = [];
  for (let second = 0; second <= seconds; second += 1) {
    const judged = judgeProgress(progress, at(second), second * 1_000);
    progress = judged.progress;
    if (judged.text !== undefined) said.push(`${String(second)}: ${judged.text}`);
  }
  return said;
}

const PULL = 'ErrImagePull: r/x:1: not found';
const BACK_OFF = `ImagePullBackOff: Back-off pulling image "r/x:1": ${PULL}`;

describe('what a hook waits for', () => {
  it('is said after 2 s, and then less and less often', () => {
    expect(play(1_000, () => waits('Unschedulable: 0/1 nodes are available'))).toEqual(
      [2, 62, 182, 422, 722].map((second) => expect.stringMatching(`^${String(second)}: `)),
    );
  });

  it('is named in a sentence where it is no reason of Kubernetes', () => {
    expect(play(2, () => waits('its first Pod'))).toEqual([
      '2: Job app-migration is waiting for its first Pod (2 s)',
    ]);
  });

  it('is said with how long it lasts', () => {
    expect(play(62, () => waits('FailedMount: no such volume'))).toEqual([
      '2: Job app-migration is waiting: FailedMount: no such volume (2 s)',
      '62: Job app-migration is waiting: FailedMount: no such volume (1 min 2 s)',
    ]);
  });

  it('is not said where it starts at once', () => {
    expect(play(30, (second) => (second < 2 ? waits('ContainerCreating') : runs()))).toEqual([]);
  });

  it('is said again when it is something else', () => {
    const at = (second: number) => waits(second < 10 ? 'ContainerCreating' : PULL);
    expect(play(20, at)).toEqual([
      '2: Job app-migration is waiting: ContainerCreating (2 s)',
      `12: Job app-migration is waiting: ${PULL} (2 s)`,
    ]);
  });

  it('is the same by whichever of two names the kubelet calls it', () => {
    const at = (second: number) => waits(second % 4 < 2 ? PULL : BACK_OFF);
    expect(play(60, at)).toHaveLength(1);
    expect(
      play(60, (second) =>
        waits(second % 4 < 2 ? PULL : 'ImagePullBackOff: Back-off pulling image "r/x:1"'),
      ),
    ).toHaveLength(1);
  });

  it('is the same while only its numbers change', () => {
    const at = (second: number) => waits(`Unschedulable: 0/${String(second)} nodes are available`);
    expect(play(60, at)).toHaveLength(1);
  });

  it('is said of a retry, too, with which attempt it is', () => {
    const pods = [
      makePod({ name: 'one', states: [ended(1)], phase: 'Failed' }),
      makePod({ name: 'two', states: [waiting('ErrImagePull', 'r/x:1: not found')] }),
    ];
    const result = makeResult({ verdict: { kind: 'running' }, attempts: 2, attemptsMax: 4 });
    expect(play(5, () => sight({ result, pods }))).toEqual([
      '2: Job app-migration, attempt 2 of 4, is waiting: ErrImagePull: r/x:1: not found (2 s)',
    ]);
    expect(play(5, () => sight({ result, pods: pods.slice(0, 1) }))).toEqual([
      '2: Job app-migration is waiting for its next attempt (2 s)',
    ]);
  });

  it.each([
    ['succeeded', makePod({ states: [ended(0, 'Completed')] }), 1, 4],
    ['was the last', makePod({ states: [ended(1)] }), 4, 4],
  ] as const)('is no attempt after one that %s', (_title, pod, attempts, attemptsMax) => {
    const result = makeResult({ verdict: { kind: 'running' }, attempts, attemptsMax });
    expect(play(14, () => sight({ result, pods: [pod] }))).toEqual([]);
    expect(play(20, () => sight({ result, pods: [pod] }))).toEqual([
      '15: Job app-migration: its Pod has finished; waiting for Kubernetes to update the Job (15 s)',
    ]);
  });
});

describe('a sign of life', () => {
  it('is given when nothing was written for 60 s, and then less and less often', () => {
    expect(play(1_100, () => runs())).toEqual(
      [60, 120, 240, 480, 780, 1_080].map((second) =>
        expect.stringMatching(`^${String(second)}: `),
      ),
    );
  });

  it('says since when it runs, and how old its last line is', () => {
    expect(play(125, (second) => runs(second < 40 ? 0 : 1))).toEqual([
      '100: Job app-migration has been running for 1 min 40 s, last line 1 min 0 s ago',
    ]);
    expect(play(60, () => runs())).toEqual([
      '60: Job app-migration has been running for 1 min 0 s, no output yet',
    ]);
  });

  it('is not needed of a hook that writes', () => {
    expect(play(600, (second) => runs(Math.floor(second / 50)))).toEqual([]);
  });

  it('counts anew from each line', () => {
    const said = play(400, (second) => runs(second < 100 ? 0 : 1));
    expect(said.map((text) => Number(text.split(':')[0]))).toEqual([60, 160, 220, 340]);
  });

  it('counts from when it runs, not from when it waited', () => {
    const said = play(90, (second) => (second < 20 ? waits('ContainerCreating') : runs()));
    expect(said.at(-1)).toBe('80: Job app-migration has been running for 1 min 0 s, no output yet');
  });

  describe('of an init container', () => {
    const init = (more: Partial<RunningContainer> = {}, lineCount = 0) =>
      sight({
        result: makeResult({ verdict: { kind: 'running' }, running: { ...WAIT_FOR_DB, ...more } }),
        pods: [makePod({ init: [RUNNING] })],
        lineCount,
      });

    it.each<readonly [string, (second: number) => HookSight, string]>([
      [
        'says its name',
        () => init(),
        '60: Job app-migration: init container "wait-mariadb" has been running for 1 min 0 s, no output yet',
      ],
      [
        'says how old its last line is',
        (second) => init({ hasOutput: second >= 20 }, second < 20 ? 0 : 1),
        '80: Job app-migration: init container "wait-mariadb" has been running for 1 min 20 s, last line 1 min 0 s ago',
      ],
      [
        'does not take lines of those before it for its own',
        () => init({}, 7),
        '60: Job app-migration: init container "wait-mariadb" has been running for 1 min 0 s, no output yet',
      ],
      [
        'counts from when it runs',
        (second) => init({ container: second < 30 ? 'wait-etcd' : 'wait-mariadb' }),
        '90: Job app-migration: init container "wait-mariadb" has been running for 1 min 0 s, no output yet',
      ],
      [
        'is not what is said once the main container runs',
        (second) => (second < 30 ? init() : runs()),
        '90: Job app-migration has been running for 1 min 0 s, no output yet',
      ],
      [
        'is not what is said where its Pods cannot be seen',
        () => ({ ...init(), isBlind: true }),
        '60: Job app-migration has been running for 1 min 0 s, no output yet',
      ],
    ])('%s', (_title, at, said) => {
      expect(play(90, at)).toEqual([said]);
    });
  });

  it('is given also where its Pods cannot be seen', () => {
    expect(play(60, () => sight({ pods: [], isBlind: true }))).toHaveLength(1);
  });
});

it.each([
  ['succeeded', makeResult()],
  ['failed', makeFailure()],
  ['was never seen', makeResult({ verdict: { kind: 'not-seen' } })],
])('nothing is said of a hook that %s', (_title, result) => {
  expect(play(1_000, () => sight({ result, pods: [] }))).toEqual([]);
});
