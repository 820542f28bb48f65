import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ActionError, type ErrorCode } from '../../../src/errors.js';
import type { HookResult } from '../../../src/hooks/result.js';
import { diagnose, diagnoseError } from '../../../src/diagnosis/diagnose.js';
import { type DeployFacts } from '../../../src/diagnosis/diagnosis.js';
import {
  HELM_GOOD,
  helmFailed,
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';
import { toLogLines } from '../../fakes/recording.js';

const error = (code: ErrorCode) => new ActionError(code, `it is ${code}`, `fix ${code}`);
const readLog = (name: string) =>
  toLogLines(readFileSync(`__tests__/fixtures/logs/sql-migrate-${name}.log`, 'utf8'));

const failedRelease = makeRelease({ status: 'failed' });
const timedOut = helmFailed('Error: UPGRADE FAILED: context deadline exceeded');
const backoff = helmFailed('Error: pre-upgrade hooks failed: job failed: BackoffLimitExceeded');
const sees = (hook: HookResult, more: Partial<DeployFacts['seen']> = {}) =>
  makeSeen({ release: failedRelease, hooks: [hook], deployedAfter: 1, ...more });
const unfinished = (verdict: HookResult['verdict']) =>
  makeResult({ hook: makeHook(), verdict, deciding: undefined, finished: '' });
const running = unfinished({ kind: 'running' });
const nothing = makeSeen({ release: undefined, hooks: [], deployedAfter: 1 });
const pending = makeRelease({ status: 'pending-upgrade', lastDeployed: '2026-11-23T14:00:00Z' });

type Expected = readonly [outcome: string, workloads: string, reason: string | RegExp];

describe('what came of a deploy', () => {
  it.each<readonly [string, Partial<DeployFacts>, Expected]>([
    ['all is well', {}, ['deployed', 'changed', 'app revision 2 is deployed in namespace shop.']],
    [
      'well, and its hooks could not be seen',
      { seen: makeSeen({ release: undefined, recordTrouble: error('forbidden'), hooks: [] }) },
      ['deployed', 'changed', 'app is deployed in namespace shop.'],
    ],
    [
      'helm ended well, and made no revision',
      { seen: makeSeen({ release: undefined, hooks: [] }) },
      [
        'deploy-failed',
        'unchanged',
        'helm ended with exit code 0, but it created no revision of release "app".',
      ],
    ],
    [
      'helm lost its exit code, and said why',
      {
        seen: makeSeen({ release: undefined, hooks: [] }),
        helm: { ...HELM_GOOD, lastErrors: ['Error: chart "x" not found'] },
      },
      ['deploy-failed', 'unchanged', /created no revision of release "app": chart "x" not found$/],
    ],
    [
      'helm says well, and a hook is still at work',
      { seen: makeSeen({ hooks: [makeResult({ verdict: { kind: 'running' } })] }) },
      [
        'hook-running',
        'changed',
        'helm reports success, but Job shop/app-migration is still running.',
      ],
    ],
    [
      'helm says well, the record does not',
      { seen: makeSeen({ release: makeRelease({ status: 'pending-install' }) }) },
      [
        'deploy-failed',
        'changed',
        /^helm reports success, but revision 2 .* is pending-install\.$/,
      ],
    ],
    [
      'helm says well, the hook failed: its Job was deleted while it ran',
      {
        seen: makeSeen({
          hooks: [
            makeResult({
              verdict: { kind: 'failed', reason: 'Deleted', message: 'the Job was deleted' },
              deciding: undefined,
            }),
          ],
        }),
      },
      ['hook-failed', 'changed', 'Job shop/app-migration failed: Deleted: the Job was deleted'],
    ],
    [
      'the hook failed, and its log says why',
      { helm: backoff, seen: sees(makeFailure({ log: readLog('broken-sql') })) },
      [
        'hook-failed',
        'unchanged',
        `Job shop/app-migration failed: container "migrate" ended with exit code 1: Error 1072: Key column 'state' doesn't exist in table handling BS_6_add_index.up.sql`,
      ],
    ],
    [
      'the hook failed in front of the migration tool',
      { helm: backoff, seen: sees(makeFailure({ log: readLog('wrong-token') })) },
      [
        'hook-failed',
        'unchanged',
        /exit code 1: error: https:.* refused user "deploy" and the token/,
      ],
    ],
    [
      'the hook failed, and no log was read',
      { helm: backoff, seen: sees(makeFailure({ deciding: undefined })) },
      [
        'hook-failed',
        'unchanged',
        'Job shop/app-migration failed: BackoffLimitExceeded: Job has reached the specified backoff limit',
      ],
    ],
    [
      'helm waits for a hook that runs on',
      { helm: timedOut, seen: sees(running) },
      [
        'hook-running',
        'unchanged',
        /^helm stopped waiting; Job shop\/app-migration is still running$/,
      ],
    ],
    [
      'helm waits for a hook that never started',
      { helm: timedOut, seen: sees(unfinished({ kind: 'waiting', on: 'ImagePullBackOff: x' })) },
      ['hook-failed', 'unchanged', 'Job shop/app-migration did not start: ImagePullBackOff: x'],
    ],
    [
      'the hook was good, the workloads are not',
      { helm: helmFailed('Error: UPGRADE FAILED: x'), seen: sees(makeResult()) },
      [
        'deploy-failed',
        'changed',
        'The pre-upgrade hooks have succeeded, but release "app" is not deployed: UPGRADE FAILED: x',
      ],
    ],
    [
      'a hook after the workloads failed',
      { helm: backoff, seen: sees(makeFailure({ event: 'post-upgrade' })) },
      ['hook-failed', 'changed', /^Job shop\/app-migration failed/],
    ],
    [
      'the second hook failed',
      {
        helm: backoff,
        seen: sees(makeResult(), {
          hooks: [
            makeResult({
              hook: makeHook({ kind: 'Secret', phase: 'Succeeded' }),
              deciding: undefined,
            }),
            makeFailure({ hook: makeHook({ name: 'second', phase: 'Failed' }) }),
          ],
        }),
      },
      ['hook-failed', 'unchanged', /^Job shop\/second failed/],
    ],
    [
      'helm failed before it began',
      { helm: helmFailed('Error: template: x'), seen: nothing },
      ['deploy-failed', 'unchanged', 'Release "app" was not deployed: template: x'],
    ],
    [
      'another deploy holds the release',
      {
        helm: helmFailed('Error: another operation is in progress'),
        seen: { ...nothing, pendingBefore: pending },
      },
      [
        'blocked',
        'unchanged',
        'Release "app" has been pending-upgrade since 2026-11-23 14:00:00 UTC (revision 2). Another deploy is running or was stopped before it finished.',
      ],
    ],
    [
      'a values file that cannot be decrypted',
      { helm: helmFailed('Error: x'), seen: nothing, undecrypted: error('file-error') },
      ['deploy-failed', 'unchanged', 'it is file-error'],
    ],
    [
      'a cluster that cannot be reached',
      {
        helm: helmFailed('Error: Kubernetes cluster unreachable'),
        seen: { ...nothing, blind: [error('cluster-unreachable')] },
      },
      ['deploy-failed', 'unchanged', 'it is cluster-unreachable'],
    ],
    [
      'a helm that says nothing',
      { helm: { exitCode: 3, signal: undefined, lastErrors: [] }, seen: nothing },
      ['deploy-failed', 'unchanged', 'Release "app" was not deployed: helm ended with exit code 3'],
    ],
    [
      'a helm that was killed',
      { helm: { exitCode: undefined, signal: 'SIGKILL', lastErrors: [] }, seen: nothing },
      ['deploy-failed', 'unchanged', 'Release "app" was not deployed: helm ended with SIGKILL'],
    ],
    [
      'cancelled while the hook runs',
      { cancelled: true, helm: helmFailed(), seen: sees(running) },
      [
        'cancelled',
        'unchanged',
        'The run was cancelled; Job shop/app-migration is still running and was not touched.',
      ],
    ],
    [
      'cancelled, and nothing had begun',
      { cancelled: true, helm: helmFailed(), seen: nothing },
      ['cancelled', 'unchanged', 'The run was cancelled.'],
    ],
    [
      'cancelled when all had been deployed',
      { cancelled: true, helm: HELM_GOOD },
      [
        'cancelled',
        'changed',
        'The run was cancelled after helm had finished: revision 2 is deployed.',
      ],
    ],
    [
      'cancelled after the hook had failed',
      { cancelled: true, helm: helmFailed(), seen: sees(makeFailure()) },
      ['cancelled', 'unchanged', 'The run was cancelled; Job shop/app-migration had failed.'],
    ],
    [
      'cancelled while the hook waits',
      {
        cancelled: true,
        helm: helmFailed(),
        seen: sees(makeFailure({ verdict: { kind: 'waiting', on: 'ContainerCreating' } })),
      },
      [
        'cancelled',
        'unchanged',
        'The run was cancelled; Job shop/app-migration may still start and was not touched.',
      ],
    ],
  ])('%s', (_title, facts, [outcome, workloads, reason]) => {
    const diagnosis = diagnose(makeFacts(facts));
    expect(diagnosis).toMatchObject({ outcome, workloads });
    if (reason instanceof RegExp) expect(diagnosis.reason).toMatch(reason);
    else expect(diagnosis.reason).toBe(reason);
  });

  it('always is told with what to do, but where all is well or cancelled', () => {
    const advices = [
      { helm: backoff, seen: sees(makeFailure()) },
      { helm: timedOut, seen: sees(running) },
      { helm: helmFailed('Error: x'), seen: nothing },
      { helm: helmFailed('Error: x'), seen: { ...nothing, pendingBefore: pending } },
      { cancelled: true, helm: helmFailed(), seen: sees(running) },
    ].map((facts) => diagnose(makeFacts(facts)).advice);
    for (const advice of advices) expect(advice).not.toBe('');
    expect(diagnose(makeFacts()).advice).toBe('');
  });
});

describe('the reason of a failed hook', () => {
  const failWith = (reason: string, message: string, log: HookResult['log'] = []) => {
    const { deciding } = makeFailure();
    const hook = makeFailure({ deciding: deciding && { ...deciding, reason, message }, log });
    return diagnose(makeFacts({ helm: backoff, seen: sees(hook) })).reason;
  };

  it('names what is more than an error', () => {
    expect(failWith('OOMKilled', '')).toContain('ended with exit code 1 (OOMKilled)');
  });

  it('is what the container left as its message, before its log', () => {
    const log = [{ time: '', text: 'error: of the log' }];
    expect(failWith('Error', 'no space left', log)).toMatch(/exit code 1: no space left$/);
    expect(failWith('Error', '', log)).toMatch(/exit code 1: error: of the log$/);
  });

  it('is one line, and not a long one, whatever the container left', () => {
    const reason = failWith('Error', `starting\nfatal: no database\n${'x'.repeat(4_000)}\n`);
    expect(reason).toMatch(/exit code 1: fatal: no database$/);
  });
});

describe('the hook that decided', () => {
  it.each<readonly [string, Partial<DeployFacts>, string | undefined]>([
    [
      'of a failure is the one that failed',
      { helm: backoff, seen: sees(makeFailure()) },
      'app-migration',
    ],
    [
      'of a running one is the one that runs',
      { helm: timedOut, seen: sees(running) },
      'app-migration',
    ],
    ['of a success is the last that had a container', {}, 'app-migration'],
    ['of a failed deploy is none', { helm: helmFailed('Error: x'), seen: nothing }, undefined],
  ])('%s', (_title, facts, name) => {
    expect(diagnose(makeFacts(facts)).hook?.hook.name).toBe(name);
  });
});

it.each(['pending-install', 'pending-upgrade'] as const)(
  'the way out of a release that is %s names the input that repairs it',
  (status) => {
    const pendingBefore = makeRelease({ status });
    const seen = makeSeen({ release: undefined, hooks: [], pendingBefore });
    expect(diagnose(makeFacts({ helm: helmFailed('Error: x'), seen })).advice).toBe(
      'If that deploy is still running, wait for it to finish. If it was stopped, set "pending-release: recover" and redeploy.',
    );
  },
);

it('an error before helm was started changes nothing', () => {
  expect(diagnoseError(error('bad-input'))).toEqual({
    outcome: 'deploy-failed',
    cause: 'input',
    reason: 'it is bad-input',
    advice: 'fix bad-input',
    workloads: 'unchanged',
    hook: undefined,
  });
});
