import { describe, expect, it } from '@jest/globals';
import type { HelmExit } from '../../../src/helm/run.js';
import type { Observation } from '../../../src/hooks/observation.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { addRollback } from '../../../src/diagnosis/rollback.js';
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

const failed = diagnose(
  makeFacts({
    helm: helmFailed('Error: UPGRADE FAILED: timed out'),
    seen: makeSeen({
      release: makeRelease({ status: 'failed' }),
      hooks: [makeResult()],
      deployedAfter: 1,
    }),
  }),
);
const rolledBack = (helm: HelmExit = HELM_GOOD, more: Partial<Observation> = {}) =>
  addRollback(failed, {
    kind: 'done',
    to: 1,
    helm,
    seen: makeSeen({ release: makeRelease({ revision: 3 }), hooks: [], ...more }),
  });

it('where none was asked for nothing is said', () => {
  expect(addRollback(failed, undefined)).toBe(failed);
});

it('one that is good keeps the first cause, and says so', () => {
  expect(rolledBack()).toEqual({
    ...failed,
    reason: `${failed.reason} (rolled back to revision 1)`,
    workloads: 'rolled-back',
  });
});

it('one whose record could not be seen is taken at its word', () => {
  expect(rolledBack(HELM_GOOD, { release: undefined }).workloads).toBe('rolled-back');
});

describe('one that failed', () => {
  const hook = makeFailure({ event: 'pre-rollback', hook: makeHook({ name: 'back' }) });
  it.each<readonly [string, HelmExit, Partial<Observation>, string]>([
    [
      'by helm',
      helmFailed('Error: no revision for release "app"'),
      {},
      'no revision for release "app"',
    ],
    ['without a word', helmFailed(), {}, 'helm ended with exit code 1'],
    ['in its own hook', helmFailed('Error: x'), { hooks: [hook] }, 'Job back failed'],
    ['in a hook that helm did not see fail', HELM_GOOD, { hooks: [hook] }, 'Job back failed'],
  ])('%s', (_title, helm, more, why) => {
    const { reason, advice, workloads } = rolledBack(helm, more);
    expect(reason).toBe(`${failed.reason} (and the rollback to revision 1 failed: ${why})`);
    expect(advice).toMatch(/Check what runs now: .* The rollback to revision 1 failed too\.$/);
    expect(workloads).toBe('changed');
  });

  it('by its record alone', () => {
    const release = makeRelease({ revision: 3, status: 'failed' });
    const { reason, workloads } = rolledBack(HELM_GOOD, { release });
    expect(reason.endsWith('(and the rollback to revision 1 failed: revision 3 is failed)')).toBe(
      true,
    );
    expect(workloads).toBe('changed');
  });
});

const args = ['rollback', '--namespace=shop', '--wait', '--timeout=30m', '--', 'app', '1'];
const command = { program: 'helm', args, env: {}, cwd: '/' } as const;

it('one that was left to a person is a command to copy', () => {
  const { advice, reason, workloads } = addRollback(failed, { kind: 'left', to: 1, command });
  expect(advice).toBe(
    `${failed.advice} It was not rolled back to revision 1. When its hooks have finished, run: helm rollback --namespace=shop --wait --timeout=30m app 1`.trim(),
  );
  expect({ reason, workloads }).toEqual({ reason: failed.reason, workloads: failed.workloads });
});

describe('a failed hook that helm runs after it has applied the new version', () => {
  const RUNS = 'The new version already runs: helm applied it before its post-upgrade hooks.';
  const fail = (event: string) =>
    diagnose(
      makeFacts({
        helm: helmFailed('Error: UPGRADE FAILED: post-upgrade hooks failed: job failed'),
        seen: makeSeen({
          release: makeRelease({ status: 'failed' }),
          hooks: [makeFailure({ event })],
        }),
      }),
    );
  const post = fail('post-upgrade');

  it('says that it runs, and how to go back', () => {
    expect(addRollback(post, { kind: 'not-wanted', to: 1, command }).advice).toBe(
      `${RUNS} ${post.advice} To go back to revision 1, run: helm rollback --namespace=shop --wait --timeout=30m app 1`,
    );
  });

  it('says that it runs where there is nothing to go back to', () => {
    expect(addRollback(post, undefined).advice).toBe(`${RUNS} ${post.advice}`);
  });

  it('says nothing of it where it was rolled back', () => {
    const seen = makeSeen({ hooks: [] });
    const { advice } = addRollback(post, { kind: 'done', to: 1, helm: HELM_GOOD, seen });
    expect(advice).toBe(post.advice);
  });

  it('is none of the others', () => {
    const pre = fail('pre-upgrade');
    expect(addRollback(pre, { kind: 'not-wanted', to: 1, command })).toBe(pre);
  });
});
