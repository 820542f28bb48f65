import { describe, expect, it } from '@jest/globals';
import type { AttemptEnd } from '../../../src/hooks/attempts.js';
import { SUSPENDED } from '../../../src/hooks/job.js';
import type { HookResult } from '../../../src/hooks/result.js';
import { NEXT_ATTEMPT } from '../../../src/hooks/pod.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { makeValidOutputs as makeOutputs } from '../../fakes/output-schemas.js';
import { renderSummary } from '../../../src/report/summary.js';
import {
  helmFailed,
  makeAttempt,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeSeen,
} from '../../fakes/facts.js';

const IN_PART = 'The hook may have done part of its work. Check that before you redeploy.';
const READ_LOG = 'Fix the error that the hook logged, then redeploy.';
const BY_WHOM =
  'A person or a queue such as Kueue suspended the Job (spec.suspend: true). Find out why, then redeploy.';
const NO_IMAGE = 'ErrImagePull: r/x:1: not found';
const LOG = [{ time: '2026-11-23T15:00:02Z', text: 'ERROR: locked' }];

const failed = (number: number) => makeAttempt({ number });
const stopped = (number: number, second = 9): AttemptEnd => {
  const { end } = makeAttempt();
  const finished = `2026-11-23T15:00:0${String(second)}Z`;
  return makeAttempt({
    ...{ number, kind: 'stopped' },
    end: end && { ...end, id: 'other', exitCode: 137, wasLeaving: true, finished },
  });
};
/** A hook that is not over, with what became of its attempts so far. */
const tried = (ended: readonly AttemptEnd[], more: Partial<HookResult> = {}): HookResult => {
  const failures = ended.filter(({ kind }) => kind === 'failed').length;
  const { deciding } = makeFailure();
  return makeFailure({
    ...{ verdict: { kind: 'running' }, hook: makeHook(), finished: '', attemptsMax: 7, ended },
    ...{ attempts: ended.length, log: LOG },
    failures: { failed: failures, exitCodes: failures > 0 ? [1] : [] },
    deciding: failures > 0 ? deciding : undefined,
    ...more,
  });
};
const waits = (on: string) => ({ verdict: { kind: 'waiting', on } }) as const;
const over = (reason: string) =>
  ({ verdict: { kind: 'failed', reason, message: 'no more' } }) as const;

const seenOf = (hook: HookResult, isSuspended = false) =>
  makeSeen({
    ...{ release: makeRelease({ status: 'failed' }), hooks: [hook], deployedAfter: 1 },
    suspensions: isSuspended
      ? [{ key: hook.key, hook: hook.hook, was: 'retrying', how: 'suspended', command: '' }]
      : [],
  });
const answer = (hook: HookResult, isSuspended = false) =>
  diagnose(makeFacts({ helm: helmFailed('Error: timed out'), seen: seenOf(hook, isSuspended) }));

describe('attempts that helm did not wait for', () => {
  it('are told while the Job tries again', () => {
    expect(answer(tried([failed(1), failed(2)], { attempts: 3 }))).toMatchObject({
      outcome: 'hook-running',
      reason:
        'helm stopped waiting for Job shop/app-migration, which is still trying: 2 of 7 attempts failed, each with exit code 1: ERROR: locked',
      advice: `${READ_LOG} The next deploy waits until no attempt is running.`,
    });
  });

  it('have failed once we have suspended it', () => {
    const hook = tried([failed(1), failed(2)], { waitsFor: NEXT_ATTEMPT });
    expect(answer(hook, true)).toMatchObject({
      outcome: 'hook-failed',
      reason:
        'Job shop/app-migration failed: 2 of 7 attempts failed, each with exit code 1: ERROR: locked; helm stopped waiting: timed out',
      advice: `${READ_LOG} Job app-migration was suspended, so it does not try again.`,
    });
  });

  it('are told with one that was stopped, also while the next one runs', () => {
    expect(answer(tried([stopped(1)], { attempts: 2 })).reason).toBe(
      'helm stopped waiting; Job shop/app-migration is still running; attempt 1 was stopped while it ran: its Pod was deleted',
    );
    expect(answer(tried([stopped(1, 1), failed(2)], { attempts: 3 })).reason).toMatch(
      /: ERROR: locked; attempt 1 was stopped while it ran: its Pod was deleted$/,
    );
  });
});

describe('a hook that does not go on', () => {
  it.each<readonly [string, HookResult, string, unknown]>([
    [
      'since it was suspended while it ran',
      tried([stopped(1)], waits(SUSPENDED)),
      'was suspended while it ran, 8 s after its start',
      `${BY_WHOM} ${IN_PART}`,
    ],
    [
      'the same, and nothing tells when it ended',
      tried([makeAttempt({ kind: 'stopped', end: undefined })], {
        ...waits(SUSPENDED),
        ran: { since: '2026-11-23T15:00:01Z', until: '' },
      }),
      'was suspended while it ran',
      `${BY_WHOM} ${IN_PART}`,
    ],
    [
      'since it was suspended in a later attempt',
      tried([failed(1), stopped(2)], waits(SUSPENDED)),
      'was suspended while attempt 2 of 7 ran, 8 s after its start; before that, 1 of 7 attempts failed, with exit code 1: ERROR: locked',
      `${READ_LOG} ${BY_WHOM} ${IN_PART}`,
    ],
    [
      'since it was suspended between two attempts',
      tried([failed(1)], waits(SUSPENDED)),
      'failed: 1 of 7 attempts failed, with exit code 1: ERROR: locked; then it was suspended and does not try again',
      `${READ_LOG} ${BY_WHOM}`,
    ],
    [
      'since it was suspended before it started',
      tried([], { ...waits(SUSPENDED), attempts: 0, ran: undefined }),
      'did not start: the Job is suspended',
      'Something suspended the Job (spec.suspend: true), usually a queue such as Kueue. Resume it, or redeploy when the queue lets it run.',
    ],
    [
      'since it has no Pod yet',
      tried([], { ...waits('its first Pod'), attempts: 0, ran: undefined }),
      'did not start: waiting for its first Pod',
      expect.any(String),
    ],
    [
      'since its Pod was deleted, and the next one has no image',
      tried([stopped(1)], { attempts: 2, waitsFor: NO_IMAGE }),
      `was stopped while it ran, 8 s after its start: its Pod was deleted; its next attempt cannot start: ${NO_IMAGE}`,
      `The image does not exist. Check its name and tag, and that it was pushed. ${IN_PART}`,
    ],
    [
      'since it failed, and the next attempt has no image',
      tried([failed(1)], { attempts: 2, waitsFor: NO_IMAGE }),
      `failed: 1 of 7 attempts failed, with exit code 1: ERROR: locked; its next attempt cannot start: ${NO_IMAGE}`,
      `${READ_LOG} The image does not exist. Check its name and tag, and that it was pushed.`,
    ],
    [
      'though its init containers ran',
      tried([], { ...waits(NO_IMAGE), attempts: 1 }),
      `did not start its main container: ${NO_IMAGE}`,
      'The image does not exist. Check its name and tag, and that it was pushed.',
    ],
    [
      'though one of its Pods has succeeded',
      tried([], { ...waits(NO_IMAGE), attempts: 2 }),
      `did not finish: ${NO_IMAGE}`,
      'The image does not exist. Check its name and tag, and that it was pushed.',
    ],
  ])('%s', (_title, hook, reason, advice) => {
    expect(answer(hook)).toMatchObject({
      outcome: 'hook-failed',
      reason: `Job shop/app-migration ${reason}`,
      advice,
    });
  });
});

describe('a Job that Kubernetes has given up', () => {
  const EACH = '2 of 7 attempts failed, each with exit code 1: ERROR: locked';
  it.each<readonly [string, HookResult, string, string]>([
    [
      'after its time, between two attempts',
      tried([failed(1), failed(2)], over('DeadlineExceeded')),
      `${EACH}; Kubernetes stopped trying: DeadlineExceeded: no more`,
      READ_LOG,
    ],
    [
      'after its time, in an attempt',
      tried([failed(1), failed(2), stopped(3)], over('DeadlineExceeded')),
      `${EACH}; Kubernetes stopped attempt 3 while it ran: DeadlineExceeded: no more`,
      `${READ_LOG} ${IN_PART}`,
    ],
    [
      'after its time, in its first attempt',
      tried([stopped(1)], over('DeadlineExceeded')),
      'DeadlineExceeded: no more: ERROR: locked',
      `It ran longer than its activeDeadlineSeconds. Increase that value. ${IN_PART}`,
    ],
    [
      'at its limit, with others that ran',
      tried([failed(1), stopped(2), stopped(3)], over('BackoffLimitExceeded')),
      'container "migrate" ended with exit code 1 in attempt 1 of 7: ERROR: locked; Kubernetes stopped attempts 2, 3 while they ran: BackoffLimitExceeded: no more',
      `${READ_LOG} ${IN_PART}`,
    ],
    [
      'at its limit, and others had stopped an attempt before',
      tried([stopped(1, 2), failed(2)], over('BackoffLimitExceeded')),
      'container "migrate" ended with exit code 1 in attempt 2 of 7: ERROR: locked; attempt 1 was stopped while it ran: its Pod was deleted',
      READ_LOG,
    ],
  ])('%s', (_title, hook, reason, advice) => {
    expect(answer(hook)).toMatchObject({
      outcome: 'hook-failed',
      reason: `Job shop/app-migration failed: ${reason}`,
      advice,
    });
  });
});

it('a Job that we have suspended has failed, in outputs and summary', () => {
  const hook = tried([failed(1), failed(2)]);
  const seen = seenOf(hook, true);
  const facts = {
    ...{ release: 'app', namespace: 'shop', seen, helmMs: 1_000 },
    ...{ helmExitCode: 1, logFile: undefined },
  };
  const { hooks } = makeOutputs(answer(hook, true), facts);
  expect(JSON.parse(hooks)).toMatchObject([
    {
      ...{ verdict: 'failed', attempts: 2, exitCode: 1 },
      reason: '2 of 7 attempts failed, each with exit code 1: ERROR: locked',
    },
  ]);
  expect(renderSummary(answer(hook, true), facts)).toContain(
    '| ❌ failed: `Suspended` (2 attempts) | 1 |',
  );
});
