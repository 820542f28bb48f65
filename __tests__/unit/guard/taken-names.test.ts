import { describe, expect, it } from '@jest/globals';
import type { HookSight } from '../../../src/guard/active.js';
import { findTakenNames } from '../../../src/guard/taken-names.js';
import { warnOfTaken } from '../../../src/guard/warnings.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';
import { makeJob } from '../../fakes/pods.js';

const CREATED = '2026-11-20T10:00:05Z';
const REVISIONS = [
  { revision: 1, created: '2026-11-20T10:00:00Z' },
  { revision: 2, created: '2026-11-20T11:00:00Z' },
];
const job = makeJob({ metadata: { name: 'app-migration', creationTimestamp: CREATED } });
const sight = (more: Partial<HookSight> = {}): HookSight => ({
  release: makeRelease({ revision: 2 }),
  hook: makeHook({ deletePolicies: ['hook-failed'] }),
  ...{ job, pods: [] },
  ...more,
});

describe('an object that the next hook of its name could not replace', () => {
  it('is told with the revision that made it, and how to clear it', () => {
    const [taken] = findTakenNames([sight()], REVISIONS);
    expect(taken?.leftover).toMatchObject({ created: CREATED, revision: 1, finalizers: [] });
    expect(taken && warnOfTaken(taken)).toBe(
      `Job shop/app-migration may not run in this deploy: the Job of revision 1 (created ${CREATED}) is still there, ` +
        'and its helm.sh/hook-delete-policy (hook-failed) does not remove it first. ' +
        'Add before-hook-creation to the policy, or delete the Job before you deploy:\n' +
        'kubectl delete job app-migration --namespace shop',
    );
  });

  it('is told where a finalizer keeps it, whatever the policy', () => {
    const metadata = {
      ...job.metadata,
      ...{ deletionTimestamp: CREATED, finalizers: ['example.com/audit'] },
    };
    const [taken] = findTakenNames(
      [sight({ hook: makeHook(), job: { ...job, metadata } })],
      REVISIONS,
    );
    expect(taken && warnOfTaken(taken)).toBe(
      `Job shop/app-migration may not run in this deploy: the Job of revision 1 (created ${CREATED}) is still there, ` +
        'kept by its finalizer example.com/audit. Helm cannot delete it.',
    );
  });

  it.each<readonly [string, Partial<HookSight>]>([
    ['that helm deletes first', { hook: makeHook({ deletePolicies: ['before-hook-creation'] }) }],
    ['that is not there', { job: undefined }],
    [
      'of a hook that no upgrade runs',
      { hook: makeHook({ events: ['pre-install'], deletePolicies: ['hook-failed'] }) },
    ],
    [
      'of a kind that runs nothing',
      { hook: makeHook({ kind: 'ConfigMap', deletePolicies: ['hook-failed'] }) },
    ],
    ['that the newest revision does not have', { release: makeRelease({ revision: 1 }) }],
  ])('is none: one %s', (_title, more) => {
    expect(findTakenNames([sight(more)], REVISIONS)).toEqual([]);
  });

  it('counts for an install where the release was uninstalled', () => {
    const release = makeRelease({ revision: 2, status: 'uninstalled' });
    const hook = makeHook({ events: ['pre-install'], deletePolicies: ['hook-failed'] });
    expect(findTakenNames([sight({ release, hook })], REVISIONS)).toHaveLength(1);
  });
});
