import { describe, expect, it } from '@jest/globals';
import type { Suspension } from '../../../src/hooks/suspension.js';
import { isSuspended } from '../../../src/hooks/at-work.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { describeEarlyEnd, type EarlyEnd } from '../../../src/hooks/ending.js';
import {
  helmFailed,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const ON = 'ErrImagePull: r/x:1: not found';
const waits = makeResult({
  hook: makeHook({ phase: 'Failed' }),
  verdict: { kind: 'waiting', on: ON },
  deciding: undefined,
});
const runs = makeResult({ verdict: { kind: 'running' }, deciding: undefined });
const early: EarlyEnd = { why: 'cannot-start', hook: waits, on: ON, ms: 60_312 };
const suspensions = (how: Suspension['how']): readonly Suspension[] => [
  { key: waits.key, hook: waits.hook, was: 'not-started', how, command: 'kubectl patch …' },
];
const failed = { release: makeRelease({ status: 'failed' }), deployedAfter: 1 } as const;
const answer = (seen: Parameters<typeof makeSeen>[0], more = {}) =>
  diagnose(
    makeFacts({
      helm: helmFailed('Error: timed out'),
      seen: makeSeen({ ...failed, ...seen }),
      ...more,
    }),
  );

describe('helm that was ended early', () => {
  it('is in the reason, with how long it was waited for', () => {
    expect(
      answer({ hooks: [waits], endedEarly: early, suspensions: suspensions('suspended') }),
    ).toMatchObject({
      outcome: 'hook-failed',
      reason: `Job shop/app-migration did not start: ${ON}; helm was stopped after 1 min 0 s`,
      advice:
        'The image does not exist. Check its name and tag, and that it was pushed. Job app-migration was suspended, so it does not start later.',
      workloads: 'unchanged',
    });
  });

  it('or at once', () => {
    const bad = { ...early, on: 'InvalidImageName: it is none', ms: 0 };
    const hook = { ...waits, verdict: { kind: 'waiting', on: bad.on } } as const;
    expect(answer({ hooks: [hook], endedEarly: bad }).reason).toMatch(
      /it is none; helm was stopped at once$/,
    );
  });

  it('for a program that does not exist, while the Job tries again', () => {
    const on = 'StartError: exec: "/x": stat /x: no such file or directory';
    const seen = { hooks: [runs], endedEarly: { ...early, hook: runs, on, ms: 0 } };
    expect(answer(seen)).toMatchObject({
      outcome: 'hook-failed',
      reason: `Job shop/app-migration cannot start: ${on}; helm was stopped at once`,
      advice: expect.stringMatching(/^The image does not contain this program/),
    });
  });

  it('for a failure that it did not notice', () => {
    const hook = makeFailure();
    const unnoticed: EarlyEnd = { why: 'unnoticed', hook, on: 'BackoffLimitExceeded', ms: 10_020 };
    expect(answer({ hooks: [hook], endedEarly: unnoticed }).reason).toBe(
      'Job shop/app-migration failed: container "migrate" ended with exit code 1; helm did not notice, and was stopped after 10 s',
    );
  });

  it.each([
    [early, `Job shop/app-migration cannot start: ${ON} (for 1 min 0 s)`],
    [{ ...early, ms: 0 }, `Job shop/app-migration cannot start: ${ON}`],
    [
      { ...early, why: 'unnoticed', on: 'Deleted', ms: 10_000 } as const,
      'Job shop/app-migration has failed (Deleted), and helm has not noticed for 10 s',
    ],
  ])('is told when it happens', (end, text) => {
    expect(describeEarlyEnd(end)).toBe(text);
  });
});

describe('a hook that has not started by the end of helm', () => {
  it.each([
    ['suspended', /Job app-migration was suspended, so it does not start later\.$/],
    [
      'not-suspended',
      /Job app-migration has not started, but may start later\. To prevent that: kubectl patch …$/,
    ],
  ] as const)('and is %s', (how, advice) => {
    const { outcome, advice: said } = answer({ hooks: [waits], suspensions: suspensions(how) });
    expect(outcome).toBe('hook-failed');
    expect(said).toMatch(advice);
  });

  it('and started while it was suspended: that has ended it', () => {
    expect(answer({ hooks: [waits], suspensions: suspensions('started') })).toMatchObject({
      outcome: 'hook-failed',
      reason: 'Job shop/app-migration had just started when it was suspended, which stopped it',
    });
  });

  it('is not at work after a cancel once it is suspended', () => {
    const seen = makeSeen({ hooks: [waits], suspensions: suspensions('suspended') });
    expect(answer(seen, { cancelled: true })).toMatchObject({
      reason: 'The run was cancelled.',
      advice: 'Job app-migration was suspended, so it does not start later.',
    });
    expect([waits, makeResult({ key: 'other' })].map((it) => isSuspended(seen, it))).toEqual([
      true,
      false,
    ]);
  });
});

describe('a hook that outlived helm', () => {
  const followedOn = { run: runs, ms: 20_400 };

  it('and succeeded: its work is done, but the release was not deployed', () => {
    const hook = makeResult({ hook: makeHook({ phase: 'Failed' }) });
    expect(answer({ hooks: [hook], followedOn })).toMatchObject({
      outcome: 'deploy-failed',
      reason:
        "helm stopped waiting (timed out), and Job shop/app-migration succeeded 20 s later. The hook's work is done, but the release was not deployed.",
      advice: 'Increase "timeout", then redeploy.',
      workloads: 'unchanged',
    });
  });

  it('and failed', () => {
    expect(answer({ hooks: [makeFailure()], followedOn }).outcome).toBe('hook-failed');
  });

  it('and us', () => {
    expect(answer({ hooks: [runs], followedOn })).toMatchObject({
      outcome: 'hook-running',
      reason:
        'helm stopped waiting; Job shop/app-migration is still running (followed for 20 s more)',
      advice:
        'The hook was not touched. Wait for it to finish before redeploying, and increase "timeout". To follow it: kubectl logs --follow job/app-migration --namespace shop',
    });
  });

  const asked = { createNamespace: false, helmArgs: [], timeoutSeconds: 8 };
  it.each([
    ['Error: UPGRADE FAILED: a: status: InProgress; context deadline exceeded', ' after 8 s'],
    ['Error: UPGRADE FAILED: timed out waiting for the condition', ' after 8 s'],
    ['Error: UPGRADE FAILED: client connection lost', ' (UPGRADE FAILED: client connection lost)'],
    [' ', ''],
  ])('and us, when helm says %j', (line, why) => {
    expect(answer({ hooks: [runs] }, { helm: helmFailed(line), asked }).reason).toBe(
      `helm stopped waiting${why}; Job shop/app-migration is still running`,
    );
  });
});
