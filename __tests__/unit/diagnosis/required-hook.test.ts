import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import type { Observation } from '../../../src/hooks/observation.js';
import type { HookResult } from '../../../src/hooks/result.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { requireHook } from '../../../src/diagnosis/required-hook.js';
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
const unconfirmed = makeResult({ verdict: { kind: 'unconfirmed' } });
const NOTICE =
  'No Job or Pod hook ran in this upgrade: the hooks of this chart are for other events.';
const TROUBLE = new ActionError('forbidden', 'may not list', 'grant it');

describe('a deploy in which a hook ran', () => {
  it.each<readonly [string, readonly HookResult[]]>([
    ['a Job', [makeResult()]],
    ['a Pod', [makeResult({ hook: makeHook({ kind: 'Pod' }) })]],
    ['one of two', [notSeen, makeResult()]],
  ])('%s is good', (_title, hooks) => {
    for (const required of [true, false]) {
      const { outcome, notices } = judge(required, { hooks });
      expect({ outcome, notices }).toEqual({ outcome: 'deployed', notices: undefined });
    }
  });
});

describe('a deploy in which none ran', () => {
  it.each<readonly [string, readonly HookResult[], string | undefined]>([
    ['its hooks are for other events', [], NOTICE],
    ['it has a Secret alone', [makeResult({ hook: makeHook({ kind: 'Secret' }) })], NOTICE],
    ['it has one that was not seen', [notSeen], undefined],
    ['it has one that nothing confirms', [unconfirmed], undefined],
    ['it has a Job to wait for', [makeResult({ event: 'wait-for-jobs' })], NOTICE],
  ])('%s: a notice, or a failure where one is required', (_title, hooks, notice) => {
    const lax = judge(false, { hooks });
    expect([lax.outcome, lax.notices?.join()]).toEqual(['deployed', notice]);
    expect(judge(true, { hooks })).toMatchObject({
      outcome: 'deploy-failed',
      reason:
        'app revision 2 is deployed, but no Job or Pod hook was seen to run, and "require-hook" is true.',
      workloads: 'changed',
    });
  });

  it.each([
    ['has no hook at all', []],
    ['has hooks of other kinds alone', [makeHook({ kind: 'ConfigMap' })]],
    ['has tests alone', [makeHook({ events: ['test'] })]],
  ])('gives no notice where the chart %s', (_title, all) => {
    const release = makeRelease({ hooks: all });
    expect(judge(false, { release, hooks: [] }).notices).toBeUndefined();
  });

  it.each(['install', 'upgrade'] as const)('names the events of an %s', (operation) => {
    const release = makeRelease({ operation });
    expect(judge(true, { release, hooks: [] }).advice).toContain(
      `a hook for pre-${operation} or post-${operation} `,
    );
  });

  it('is a failure where the record cannot be read, and one is required', () => {
    const blind = { release: undefined, hooks: [], recordTrouble: TROUBLE };
    expect(judge(true, blind)).toMatchObject({ outcome: 'deploy-failed' });
    expect(judge(false, blind)).toMatchObject({
      outcome: 'deployed',
      warnings: [expect.stringMatching(/record could not be read/)],
    });
  });
});

it.each(['pre-upgrade', 'post-upgrade'])('a hook of %s that ran is one', (event) => {
  expect(judge(true, { hooks: [makeResult({ event })] }).outcome).toBe('deployed');
});

it('what has failed has a reason already', () => {
  expect(judge(true, { hooks: [makeFailure({ event: 'post-upgrade' })] }).outcome).toBe(
    'hook-failed',
  );
});
