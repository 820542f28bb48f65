import { describe, expect, it } from '@jest/globals';
import type { HookResult, Observation } from '../../../src/hooks/observation.js';
import { diagnose } from '../../../src/report/diagnose.js';
import { requireHook } from '../../../src/report/required-hook.js';
import {
  makeFacts,
  makeFailure,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const judge = (required: boolean, more: Partial<Observation>) => {
  const seen = makeSeen(more);
  return requireHook(diagnose(makeFacts({ seen })), { required, seen });
};
const notSeen = makeResult({ verdict: { kind: 'not-seen' } });
const MISSING = 'no pre-upgrade hook ran (a Job or Pod)';

describe('a deploy in which a hook ran', () => {
  it.each<readonly [string, readonly HookResult[]]>([
    ['a Job', [makeResult()]],
    ['a Pod', [makeResult({ hook: makeHook({ kind: 'Pod' }) })]],
    ['one of two', [notSeen, makeResult()]],
  ])('%s is good', (_title, hooks) => {
    for (const required of [true, false]) {
      const { outcome, notice } = judge(required, { hooks });
      expect({ outcome, notice }).toEqual({ outcome: 'deployed', notice: undefined });
    }
  });
});

describe('a deploy in which none ran', () => {
  it.each<readonly [string, readonly HookResult[]]>([
    ['it has none', []],
    ['it has one of after the upgrade', [makeResult({ event: 'post-upgrade' })]],
    ['it has a Secret alone', [makeResult({ hook: makeHook({ kind: 'Secret' }) })]],
    ['it has one that was not seen', [notSeen]],
    ['it has a Job to wait for', [makeResult({ event: 'wait-for-jobs' })]],
  ])('%s: a notice, or a failure where one is required', (_title, hooks) => {
    expect(judge(false, { hooks })).toMatchObject({
      outcome: 'deployed',
      notice: `In this deploy ${MISSING}: nothing was migrated by a hook.`,
    });
    expect(judge(true, { hooks })).toMatchObject({
      outcome: 'deploy-failed',
      reason: `app revision 2 is deployed, but ${MISSING}, and "require-hook" is true.`,
      advice: expect.stringMatching(/^Check that the chart has a hook for pre-upgrade /),
      workloads: 'changed',
    });
  });

  it('names the install', () => {
    const release = makeRelease({ operation: 'install' });
    expect(judge(true, { release, hooks: [] }).reason).toContain('no pre-install hook ran');
  });
});

it('what could not be seen is not held against it', () => {
  expect(judge(true, { release: undefined, hooks: [] })).toMatchObject({ outcome: 'deployed' });
});

it('what has failed has a reason already', () => {
  expect(judge(true, { hooks: [makeFailure({ event: 'post-upgrade' })] }).outcome).toBe(
    'hook-failed',
  );
});
