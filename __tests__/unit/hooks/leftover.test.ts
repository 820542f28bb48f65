import { describe, expect, it } from '@jest/globals';
import { judgeHook } from '../../../src/hooks/result.js';
import { NOTHING_SEEN, type OtherObject } from '../../../src/hooks/hook-objects.js';
import { makeHook } from '../../fakes/facts.js';
import { makeJob } from '../../fakes/pods.js';

const CREATED = '2026-11-20T10:00:00Z';
const old = (more: Partial<OtherObject> = {}): OtherObject => ({
  object: makeJob({ metadata: { name: 'app-migration', creationTimestamp: CREATED } }),
  ...{ isGone: false, isOurs: false, revision: undefined },
  ...more,
});
const AN_EARLIER = `the Job of an earlier deploy (created ${CREATED})`;

describe('an object that has the name of a hook', () => {
  it.each<readonly [string, string, string, readonly OtherObject[], string]>([
    [
      'and stays by its policy',
      'Succeeded',
      'hook-failed',
      [old()],
      `${AN_EARLIER} is still there`,
    ],
    ['while helm waits for it', 'Running', 'hook-failed', [old()], `${AN_EARLIER} is still there`],
    ['which Helm 3 refuses', 'Failed', 'hook-succeeded', [old()], `${AN_EARLIER} is still there`],
    [
      'and was deleted after its old success',
      ...(['Succeeded', 'hook-succeeded', [old({ isGone: true })]] as const),
      `${AN_EARLIER} was still there`,
    ],
    [
      'of a revision that is kept',
      ...(['Succeeded', 'hook-failed', [old({ revision: 3 })]] as const),
      `the Job of revision 3 (created ${CREATED}) is still there`,
    ],
    [
      'and that helm could not delete',
      ...(['Succeeded', 'before-hook-creation', [old()]] as const),
      `${AN_EARLIER} is still there`,
    ],
    [
      'of the same operation',
      ...(['Succeeded', 'hook-failed', [old(), old({ isOurs: true })]] as const),
      `the Job of the hook's previous run (created ${CREATED}) is still there`,
    ],
  ])('%s', (_title, phase, policy, others, message) => {
    const hook = makeHook({ phase, deletePolicies: [policy] });
    const run = { key: 'a', event: 'pre-upgrade', hook };
    expect(judgeHook(run, { ...NOTHING_SEEN, others }).verdict).toEqual({
      kind: 'failed',
      reason: 'LeftoverObject',
      message,
    });
  });

  it.each<readonly [string, string, string, readonly OtherObject[], string]>([
    ['before helm comes to it', '', 'hook-failed', [old()], 'not-seen'],
    [
      'that helm deletes first, while it does',
      'Running',
      'before-hook-creation',
      [old()],
      'not-seen',
    ],
    ['that is gone', 'Succeeded', 'before-hook-creation', [old({ isGone: true })], 'unconfirmed'],
    ['that was never there', 'Succeeded', 'hook-failed', [], 'unconfirmed'],
  ])('does no harm: %s', (_title, phase, policy, others, kind) => {
    const hook = makeHook({ phase, deletePolicies: [policy] });
    const run = { key: 'a', event: 'pre-upgrade', hook };
    expect(judgeHook(run, { ...NOTHING_SEEN, others }).verdict.kind).toBe(kind);
  });

  it('is kept by its finalizers once it is being deleted', () => {
    const metadata = {
      creationTimestamp: CREATED,
      finalizers: ['x/keep'],
      deletionTimestamp: CREATED,
    };
    const hook = makeHook({ phase: 'Succeeded' });
    const others = [old({ object: makeJob({ metadata }) })];
    const run = { key: 'a', event: 'pre-upgrade', hook };
    const { verdict, leftover } = judgeHook(run, { ...NOTHING_SEEN, others });
    expect(verdict).toMatchObject({
      message: `${AN_EARLIER} is still there, kept by its finalizer x/keep`,
    });
    expect(leftover?.finalizers).toEqual(['x/keep']);
  });

  it('is no matter to a hook of another kind', () => {
    const hook = makeHook({
      kind: 'ConfigMap',
      phase: 'Succeeded',
      deletePolicies: ['hook-failed'],
    });
    const run = { key: 'a', event: 'pre-upgrade', hook };
    expect(judgeHook(run, { ...NOTHING_SEEN, others: [old()] }).verdict.kind).toBe('succeeded');
  });
});
