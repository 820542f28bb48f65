import { describe, expect, it } from '@jest/globals';
import { WAITED_JOB } from '../../../src/helm/run-order.js';
import {
  type EarlyEnd,
  type EndRules,
  type Grounds,
  type HookSight,
  judgeEnd,
} from '../../../src/hooks/ending.js';
import { makeFailure, makeHook, makeResult } from '../../fakes/facts.js';
import { ended, makePod, RUNNING, type State, waiting } from '../../fakes/pods.js';

const RULES: EndRules = { failFastMs: 60_000, seesRecords: true };
const NO_IMAGE = waiting('ErrImagePull', 'r/x:1: not found');
const BACK_OFF = waiting('ImagePullBackOff', 'Back-off pulling image "r/x:1"');
const BUSY = waiting('ErrImagePull', '429 Too Many Requests');
const BAD_NAME = waiting('InvalidImageName', 'it is none');
const secret = (name: string) =>
  waiting('CreateContainerConfigError', `secret "${name}" not found`);

function waits(state: State, more: Partial<HookSight> = {}): HookSight {
  return {
    key: 'Job shop/app-migration',
    result: makeResult({ verdict: { kind: 'waiting', on: 'x' } }),
    pods: [makePod({ states: [state] })],
    lineCount: 0,
    isBlind: false,
    ...more,
  };
}
const failed = (phase: string, more: Partial<HookSight> = {}): HookSight => ({
  ...waits(ended(1)),
  result: makeFailure({ hook: makeHook({ phase }) }),
  ...more,
});
const runs = waits(RUNNING, { result: makeResult({ verdict: { kind: 'running' } }) });

/** When helm is ended, in seconds; each look is at a second and says what all hooks are then. */
function play(
  looks: readonly (readonly [seconds: number, ...sights: readonly HookSight[]])[],
  rules = RULES,
): (Pick<EarlyEnd, 'why' | 'ms'> & { readonly at: number }) | undefined {
  let grounds: Grounds = new Map();
  for (const [at, ...sights] of looks) {
    const judged = judgeEnd(grounds, sights, { now: at * 1_000, rules });
    grounds = judged.grounds;
    if (judged.end !== undefined) return { at, why: judged.end.why, ms: judged.end.ms };
  }
  return undefined;
}

describe('helm is ended', () => {
  it('at once where nobody can fix it', () => {
    expect(play([[0, waits(BAD_NAME)]])).toEqual({ at: 0, why: 'cannot-start', ms: 0 });
  });

  it('after fail-fast where somebody could', () => {
    const looks = [0, 30, 59, 60].map((at) => [at, waits(NO_IMAGE)] as const);
    expect(play(looks)).toEqual({ at: 60, why: 'cannot-start', ms: 60_000 });
  });

  it.each([
    'error looking up service account shop/m: serviceaccount "m" not found',
    'failed quota: compute: must specify limits.cpu for: migrate',
  ])('after fail-fast where no Pod can be made: %s', (said) => {
    const verdict = { kind: 'waiting', on: `FailedCreate: ${said}` } as const;
    const sight = waits(NO_IMAGE, { result: makeResult({ verdict }), pods: [] });
    const looks = [0, 59, 60].map((at) => [at, sight] as const);
    expect(play(looks)).toEqual({ at: 60, why: 'cannot-start', ms: 60_000 });
  });

  it('also where an older kubelet does not repeat why', () => {
    const looks = [[0, waits(NO_IMAGE)], ...[1, 60].map((at) => [at, waits(BACK_OFF)])] as const;
    expect(play(looks as never)).toMatchObject({ at: 60 });
  });

  it('when its hook has failed and helm does not notice for 10 s', () => {
    const looks = [0, 9, 10].map((at) => [at, failed('Running')] as const);
    expect(play(looks)).toEqual({ at: 10, why: 'unnoticed', ms: 10_000 });
  });

  it('when a Job that it waits for has failed, and it waits on for 10 s', () => {
    const result = makeFailure({ event: WAITED_JOB, hook: makeHook({ phase: '' }) });
    const looks = [0, 9, 10].map((at) => [at, failed('', { result })] as const);
    expect(play(looks)).toEqual({ at: 10, why: 'unnoticed', ms: 10_000 });
  });

  it('says what it waits for, in words of its container', () => {
    const { end } = judgeEnd(new Map(), [waits(BAD_NAME)], { now: 0, rules: RULES });
    expect(end?.on).toBe('InvalidImageName: it is none');
  });

  it('for a hook that waits while those before it are over', () => {
    const over = { ...failed('Succeeded'), key: 'Job shop/first', result: makeResult() };
    expect(play([[0, over, waits(BAD_NAME)]])).toMatchObject({ at: 0 });
  });
});

describe('the time counts anew', () => {
  it('for another trouble', () => {
    const looks = [
      [0, waits(secret('a'))],
      [59, waits(secret('a'))],
      [60, waits(secret('b'))],
      [119, waits(secret('b'))],
      [120, waits(secret('b'))],
    ] as const;
    expect(play(looks)).toMatchObject({ at: 120, ms: 60_000 });
  });

  it('after the registry was only busy', () => {
    const looks = [
      [0, waits(NO_IMAGE)],
      [30, waits(BUSY)],
      [31, waits(NO_IMAGE)],
      [90, waits(NO_IMAGE)],
      [91, waits(NO_IMAGE)],
    ] as const;
    expect(play(looks)).toMatchObject({ at: 91 });
  });

  it('when a container starts', () => {
    const beside = waits(NO_IMAGE, { pods: [makePod({ states: [NO_IMAGE, RUNNING] })] });
    const looks = [
      [0, waits(NO_IMAGE)],
      [59, beside],
      [60, waits(NO_IMAGE)],
      [119, waits(NO_IMAGE)],
      [120, waits(NO_IMAGE)],
    ] as const;
    expect(play(looks)).toMatchObject({ at: 120 });
  });
});

describe('helm is never ended', () => {
  const gone = makePod({ states: [RUNNING], isTerminating: true });
  it.each<readonly [string, readonly HookSight[]]>([
    ['while another hook runs', [waits(BAD_NAME), { ...runs, key: 'other' }]],
    ['while another hook is being made', [waits(BAD_NAME), { ...waits({}), key: 'other' }]],
    [
      'while a hook cannot be seen',
      [waits(BAD_NAME), { ...runs, key: 'other', pods: [], isBlind: true }],
    ],
    ['for a hook that cannot be seen', [waits(BAD_NAME, { isBlind: true })]],
    ['while a failed hook still ends', [failed('Running', { pods: [gone] })]],
    ['for a failed hook of which helm knows', [failed('Failed')]],
    ['for a hook that helm has not begun', [failed('')]],
    ['for a busy registry', [waits(BUSY)]],
    ['for a hook that succeeded', [{ ...waits(ended(0)), result: makeResult() }]],
    [
      'for a Job that is no hook and cannot start',
      [
        waits(BAD_NAME, {
          result: makeResult({ event: WAITED_JOB, verdict: { kind: 'waiting', on: 'x' } }),
        }),
      ],
    ],
  ])('%s', (_title, sights) => {
    expect(play([0, 1_000].map((at) => [at, ...sights] as const))).toBeUndefined();
  });

  it('for a failed hook where records cannot be seen', () => {
    const looks = [0, 1_000].map((at) => [at, failed('Running')] as const);
    expect(play(looks, { ...RULES, seesRecords: false })).toBeUndefined();
  });
});
