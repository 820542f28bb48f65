import { describe, expect, it } from '@jest/globals';
import type { Hook } from '../../../src/helm/hook.js';
import { listHooksInOrder } from '../../../src/helm/runs.js';
import { adviseLaterHook } from '../../../src/report/later-hook.js';
import { makeHook, makeRelease, makeResult, makeSeen } from '../../fakes/facts.js';

const job = makeHook({ name: 'migrate', weight: 0, phase: '' });
const account = (more: Partial<Hook> = {}) =>
  makeHook({ kind: 'ServiceAccount', name: 'zz-migrator', weight: 0, phase: '', ...more });

/** What is advised where the Job waits for `on` in a release of these hooks. */
function advise(on: string, ...hooks: readonly Hook[]): string | undefined {
  const release = makeRelease({ hooks: [job, ...hooks] });
  const run = listHooksInOrder(release).find(({ hook }) => hook.name === 'migrate');
  const result = makeResult({ ...run, verdict: { kind: 'waiting', on } });
  return adviseLaterHook(result, makeSeen({ release, hooks: [result] }));
}

const NO_ACCOUNT =
  'FailedCreate: Error creating: pods "migrate-" is forbidden: error looking up service account shop/zz-migrator: serviceaccount "zz-migrator" not found';

describe('a hook that waits for a later hook of its chart', () => {
  it('is told which weight that needs, where both have the same', () => {
    expect(advise(NO_ACCOUNT, account())).toBe(
      'ServiceAccount zz-migrator is a hook of this chart (pre-upgrade) that helm creates after Job migrate: both have weight 0, and helm then sorts by name. Give ServiceAccount zz-migrator a helm.sh/hook-weight below 0, such as -1.',
    );
  });

  it.each<readonly [string, string, Hook]>([
    ['of a greater weight', NO_ACCOUNT, account({ weight: 5 })],
    ['that comes after the workloads', NO_ACCOUNT, account({ events: ['post-upgrade'] })],
    [
      'that is a Secret',
      'CreateContainerConfigError: secret "db" not found',
      account({ kind: 'Secret', name: 'db', weight: 1 }),
    ],
    [
      'that is a ConfigMap in a volume',
      'FailedMount: MountVolume.SetUp failed for volume "c" : configmap "conf" not found',
      account({ kind: 'ConfigMap', name: 'conf', weight: 1 }),
    ],
  ])('%s', (_title, on, hook) => {
    expect(advise(on, hook)).toContain(`${hook.kind} ${hook.name} is a hook of this chart`);
  });

  it.each<readonly [string, string, readonly Hook[]]>([
    ['it is no hook', NO_ACCOUNT, []],
    ['it is an earlier hook', NO_ACCOUNT, [account({ weight: -1 })]],
    ['it is of another event', NO_ACCOUNT, [account({ events: ['post-rollback'] })]],
    ['it is of another namespace', NO_ACCOUNT, [account({ namespace: 'other' })]],
    ['it is of another name', NO_ACCOUNT, [account({ name: 'other' })]],
    ['it waits for something else', 'Unschedulable: 0/1 nodes are available', [account()]],
  ])('is told nothing of it where %s', (_title, on, hooks) => {
    expect(advise(on, ...hooks)).toBeUndefined();
  });
});
