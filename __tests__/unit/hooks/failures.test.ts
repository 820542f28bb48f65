import { describe, expect, it } from '@jest/globals';
import type { Suspension } from '../../../src/hooks/suspension.js';
import type { AttemptEnd } from '../../../src/hooks/attempts.js';
import {
  concludeVerdict,
  describeAttemptEnd,
  describeFailures,
  describeTries,
  findLastStopped,
  listCut,
} from '../../../src/hooks/failures.js';
import { SUSPENDED } from '../../../src/hooks/job.js';
import type { HookResult } from '../../../src/hooks/result.js';
import { makeAttempt, makeFailure, makeResult, makeSeen } from '../../fakes/facts.js';

const RETRYING = { verdict: { kind: 'running' }, attempts: 2, attemptsMax: 7 } as const;
const failed = (number: number, more: Partial<AttemptEnd> = {}) => makeAttempt({ number, ...more });
const stopped = (number: number, more: Partial<AttemptEnd> = {}) =>
  makeAttempt({ number, kind: 'stopped', ...more });
const numbers = (ended: readonly AttemptEnd[]) => ended.map(({ number }) => number);

describe('attempts that failed, in words', () => {
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
});

describe('the end of an attempt, as a line', () => {
  const OOM = makeAttempt().end && { ...makeAttempt().end, exitCode: 137, reason: 'OOMKilled' };
  it.each<readonly [string, Partial<HookResult>, AttemptEnd, string | undefined]>([
    [
      'one of several',
      RETRYING,
      failed(2),
      'attempt 2 of 7 failed with exit code 1; Kubernetes will try again',
    ],
    [
      'by the memory that it needed',
      RETRYING,
      failed(1, { end: OOM as AttemptEnd['end'] }),
      'attempt 1 of 7 failed with exit code 137 (OOMKilled); Kubernetes will try again',
    ],
    [
      'of which no end was seen',
      RETRYING,
      failed(1, { end: undefined }),
      'attempt 1 of 7 failed; Kubernetes will try again',
    ],
    ['the last one', RETRYING, failed(7), 'attempt 7 of 7 failed with exit code 1'],
    [
      'one after which a person suspended the Job',
      { ...RETRYING, verdict: { kind: 'waiting', on: SUSPENDED } },
      failed(1),
      'attempt 1 of 7 failed with exit code 1',
    ],
    [
      'a restart in its Pod',
      { ...RETRYING, attemptsMax: undefined },
      failed(2, { isRestarted: true }),
      'attempt 2 failed with exit code 1; Kubernetes will try again',
    ],
    [
      'one of several Pods at once',
      { ...RETRYING, attemptsMax: undefined },
      failed(2),
      'attempt 2 failed with exit code 1',
    ],
    ['the only one', { attemptsMax: 1 }, failed(1), undefined],
    [
      'one that was stopped',
      RETRYING,
      stopped(2),
      'attempt 2 of 7 was stopped: its Pod was deleted while it ran',
    ],
    [
      'the only one, stopped, of a Job that is not over',
      { attemptsMax: 1, verdict: { kind: 'waiting', on: SUSPENDED } },
      stopped(1),
      'attempt 1 of 1 was stopped: its Pod was deleted while it ran',
    ],
    ['the only one, stopped with its Job', { attemptsMax: 1 }, stopped(1), undefined],
  ])('%s', (_title, more, attempt, text) => {
    const line = text === undefined ? undefined : `Job app-migration: ${text}`;
    expect(describeAttemptEnd(makeFailure(more), attempt)).toBe(line);
  });
});

it.each<readonly [string, Partial<HookResult>]>([
  ['', { attempts: 1, attemptsMax: 7 }],
  ['attempt 2 of 7', { attempts: 2, attemptsMax: 7, verdict: { kind: 'succeeded' } }],
  ['attempt 3', { attempts: 3, attemptsMax: undefined, verdict: { kind: 'running' } }],
  ['3 attempts', { attempts: 3, attemptsMax: 3 }],
])('tries: "%s"', (text, more) => {
  expect(describeTries(makeFailure(more))).toBe(text);
});

const at = (second: number) => {
  const { end } = makeAttempt();
  return { end: end && { ...end, finished: `2026-11-23T15:00:0${String(second)}Z` } };
};

describe('the attempt that was stopped last', () => {
  it.each<readonly [string, readonly AttemptEnd[], number | undefined]>([
    ['none', [failed(1)], undefined],
    ['before the next one failed', [stopped(1, at(1)), failed(2, at(2))], undefined],
    ['after one that failed', [failed(1, at(1)), stopped(2, at(2))], 2],
    ['beside others that failed before', [stopped(1, at(3)), failed(2, at(2))], 1],
    ['whose end was not seen', [failed(1, at(1)), stopped(2, { end: undefined })], 2],
  ])('%s', (_title, ended, number) => {
    expect(findLastStopped({ ended })?.number).toBe(number);
  });
});

describe('attempts that Kubernetes stopped, as no others were left', () => {
  const OVER = { attempts: 3 } as const;
  const deadline = { kind: 'failed', reason: 'DeadlineExceeded', message: '' } as const;
  const deleted = { kind: 'failed', reason: 'PodDeleted', message: '' } as const;
  const ended = [failed(1, at(1)), stopped(2, at(3)), stopped(3, { end: undefined })];
  it.each<readonly [string, Partial<HookResult>, readonly number[]]>([
    ['at the limit', { ...OVER, ended }, [2, 3]],
    ['at the end of its time', { ...OVER, ended, verdict: deadline }, [2, 3]],
    [
      'but one that was stopped earlier',
      { ...OVER, ended: [stopped(1, at(1)), failed(2, at(2)), stopped(3, at(3))] },
      [3],
    ],
    ['none where a person deleted the Pod', { ...OVER, ended, verdict: deleted }, []],
    ['none while another attempt waits', { attempts: 4, ended, verdict: deadline }, []],
    ['none where nothing had failed', { attempts: 1, ended: [stopped(1)], verdict: deadline }, []],
    ['none while the Job tries again', { ...OVER, ended, verdict: { kind: 'running' } }, []],
  ])('%s', (_title, more, expected) => {
    expect(numbers(listCut(makeFailure(more)))).toEqual(expected);
  });
});

describe('what a hook has come to', () => {
  const hook = makeFailure({
    ...RETRYING,
    failures: { failed: 2, exitCodes: [1] },
    ended: [failed(1), failed(2)],
  });
  const suspensions = (how: Suspension['how']): readonly Suspension[] => [
    { key: hook.key, hook: hook.hook, was: 'retrying', how, command: '' },
  ];
  it.each([
    ['it failed at each attempt, and we have suspended it', hook, 'suspended', 'failed'],
    ['we could not suspend it', hook, 'not-suspended', 'running'],
    [
      'it had not been tried',
      makeResult({ verdict: { kind: 'waiting', on: 'x' } }),
      'suspended',
      'waiting',
    ],
    ['it succeeded', makeResult(), 'suspended', 'succeeded'],
  ] as const)('%s', (_title, result, how, kind) => {
    const seen = makeSeen({ hooks: [result], suspensions: suspensions(how) });
    const verdict = concludeVerdict(seen, result);
    expect(verdict.kind).toBe(kind);
    if (verdict.kind === 'failed')
      expect(verdict).toMatchObject({
        reason: 'Suspended',
        message: '2 of 7 attempts failed, each with exit code 1',
      });
  });

  it('stands as it is where nothing was observed', () => {
    expect(concludeVerdict(undefined, hook)).toBe(hook.verdict);
  });
});
