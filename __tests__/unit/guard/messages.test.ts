import { describe, expect, it } from '@jest/globals';
import type { ActiveHook } from '../../../src/guard/active.js';
import type { Tenure } from '../../../src/guard/lease.js';
import * as messages from '../../../src/guard/messages.js';
import { warnOfSkipped } from '../../../src/guard/warnings.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';

const left: Tenure = {
  id: '',
  name: 'https://ci/runs/7',
  timeoutSeconds: 300,
  acquired: '2026-11-23T15:00:00.000000Z',
  renewed: '2026-11-23T15:00:10.000000Z',
};
const failed = makeRelease({ status: 'failed' });
const hook = (more: Partial<ActiveHook> = {}): ActiveHook => ({
  release: failed,
  hook: makeHook(),
  job: undefined,
  pods: [],
  because: 'Pod app-migration-x on node n1',
  since: '2026-11-23T15:00:01Z',
  attempts: { begun: 1, failed: 0, exitCodes: [], lastFailed: undefined, ended: [] },
  isRetrying: false,
  ...more,
});
const what =
  'Job shop/app-migration of the failed revision 2 (deployed by https://ci/runs/7; started at 2026-11-23 15:00:01 UTC; Pod app-migration-x on node n1)';

describe('another deploy', () => {
  const runs =
    'Another deploy of this release has been running since 2026-11-23 15:00:00 UTC (https://ci/runs/7)';

  it('is named while we wait, and when we do not', () => {
    expect(messages.waitForDeploy(left)).toBe(`${runs}. Waiting for it to finish.`);
    expect(messages.blockByDeploy(left, 0)).toEqual({
      reason: `${runs}.`,
      advice:
        'Wait for it to finish, then redeploy. To run one deploy at a time, set "concurrency" in the workflow.',
    });
    expect(messages.blockByDeploy(left, 1_800_000).reason).toBe(`${runs} (waited 30 min 0 s).`);
  });

  it('that nobody knows is not named', () => {
    const taken = 'Another deploy of this release has just started';
    expect(messages.waitForDeploy(undefined)).toBe(`${taken}. Waiting for it to finish.`);
    expect(messages.blockByDeploy(undefined, 5_000).reason).toBe(`${taken} (waited 5 s).`);
  });
});

describe('active hooks', () => {
  it('are told with since when, of which revision and by which run', () => {
    const hooks = { active: [hook()], left };
    expect(messages.waitForHooks(hooks, 'wait')).toBe(`Waiting for ${what} to finish`);
    expect(messages.waitForHooks(hooks, 'replace')).toBe(`Deleting ${what}`);
    expect(messages.blockByHooks(hooks, 'fail', 0)).toEqual({
      reason: `A hook of an earlier deploy has not finished: ${what}.`,
      advice:
        'Deploying now could run two migrations at once. Redeploy when it has finished, or set "active-hook: replace" to delete it first, which interrupts the running migration.',
    });
    expect(messages.blockByHooks(hooks, 'replace', 60_000)).toEqual({
      reason: `Still running after it was deleted: ${what} (waited 1 min 0 s).`,
      advice:
        'Its Pod did not stop within its grace period. Check the node that it runs on (kubectl describe node).',
    });
  });

  it('are told without what is not known, and are all told', () => {
    const other = hook({ hook: makeHook({ kind: 'Pod', name: 'b' }), since: '' });
    const later = { ...left, acquired: '2026-11-24T15:00:00Z', renewed: '2026-11-24T15:00:10Z' };
    const said = (tenure: Tenure | undefined) =>
      messages.blockByHooks({ active: [hook(), other], left: tenure }, 'fail', 0).reason;
    const both =
      'A hook of an earlier deploy has not finished: Job shop/app-migration of the failed revision 2 (started at 2026-11-23 15:00:01 UTC; Pod app-migration-x on node n1); Pod shop/b of the failed revision 2 (Pod app-migration-x on node n1).';
    expect(said(undefined)).toBe(both);
    expect(said(later)).toBe(both);
  });

  it('are told with the attempts that failed, and how to delete them', () => {
    const attempts = { begun: 4, failed: 3, exitCodes: [1], lastFailed: undefined, ended: [] };
    const retrying = hook({ attempts });
    const tried = '3 attempts failed, each with exit code 1; "active-hook: replace" deletes it';
    expect(messages.waitForHooks({ active: [retrying], left: undefined }, 'wait')).toContain(tried);
    expect(messages.suspendHooks([retrying])).toMatch(
      /^Suspending Job shop\/app-migration of the failed revision 2 .*: helm has stopped waiting for it, and every attempt failed$/,
    );
  });

  it('that were deleted are told with the time that they have to stop', () => {
    const pods = [{ metadata: { deletionTimestamp: '2026-11-23T15:00:40Z' } }];
    expect(messages.waitForHooks({ active: [hook({ pods })], left: undefined }, 'replace')).toMatch(
      /; deleted, has until 2026-11-23 15:00:40 UTC to stop\)$/,
    );
  });
});

describe('a pending release', () => {
  const pending = makeRelease({ status: 'pending-upgrade', description: 'Preparing upgrade' });
  const place = { store: 'secrets', namespace: 'shop' } as const;
  const facts = {
    ...{ left: undefined, place, deployed: 1, waited: 0, doubt: undefined },
    action: 'fail',
  } as const;
  const since = 'pending-upgrade since 2026-11-23 15:00:00 UTC (revision 2, "Preparing upgrade")';
  const stopped = 'Another deploy is running or was stopped before it finished';

  it('is told with since when, and by whom', () => {
    expect(messages.blockByRelease(pending, facts).reason).toBe(
      `Release "app" has been ${since}. ${stopped}.`,
    );
    expect(messages.blockByRelease(pending, { ...facts, left, waited: 90_000 }).reason).toBe(
      `Release "app" has been ${since}, by https://ci/runs/7. ${stopped} (waited 1 min 30 s).`,
    );
  });

  it('names the input that repairs it, and has the command in a line of its own', () => {
    const [words, command, ...more] = messages.blockByRelease(pending, facts).advice.split('\n');
    expect(words).toBe(
      'If that deploy is still running, wait for it to finish. If it was stopped, set "pending-release: recover" to let the next deploy repair the release. To repair it by hand, run:',
    );
    expect(command).toMatch(
      /^printf .* \| kubectl patch secret sh\.helm\.release\.v1\.app\.v2 --namespace shop --type merge --patch-file \/dev\/stdin$/,
    );
    expect(more).toEqual([]);
  });

  it('says why it was not recovered', () => {
    const doubt = { why: 'no Lease shows which run left it', until: undefined };
    const { reason, advice } = messages.blockByRelease(pending, {
      ...facts,
      ...{ doubt, action: 'recover' },
    });
    expect(reason).toMatch(/It was not recovered: no Lease shows which run left it\.$/);
    expect(advice).not.toContain('pending-release');
  });

  it.each([
    [1, 'If it was stopped, run:\nhelm rollback app 1 --no-hooks --namespace shop'],
    [
      undefined,
      'uninstall the release, as none of its revisions was ever deployed:\nhelm uninstall app --namespace shop',
    ],
  ])('in a database, revision %j deployed', (deployed, words) => {
    const sql = { store: 'sql', namespace: 'shop' } as const;
    const { advice } = messages.blockByRelease(pending, { ...facts, place: sql, deployed });
    expect(advice.endsWith(words)).toBe(true);
  });

  it('is waited for and repaired with a word', () => {
    const doubt = { why: 'the run that left it may still be active until 12:00', until: 1 };
    expect(messages.waitForRelease(pending, undefined)).toBe(
      `Waiting for release app, which has been ${since}.`,
    );
    expect(messages.waitForRelease({ ...pending, description: '' }, doubt)).toBe(
      'Waiting for release app, which has been pending-upgrade since 2026-11-23 15:00:00 UTC (revision 2). Not recovered yet: the run that left it may still be active until 12:00.',
    );
    expect(messages.recoverRelease(pending, left)).toBe(
      'Recovering release app: https://ci/runs/7 left it pending-upgrade and has ended. Marking revision 2 as failed.',
    );
  });
});

describe('a hook of the first install alone', () => {
  const release = makeRelease({ revision: 1, status: 'failed', operation: 'install' });
  const skipped = (name: string, event: 'pre-install' | 'post-install', isCertain = true) => ({
    ...{ hook: makeHook({ name }), event, isCertain },
  });

  it('that blocks says what would be left out, and the way out', () => {
    expect(messages.blockFalseGreen(release, [skipped('a', 'pre-install')])).toEqual({
      reason:
        'The first install of release "app" failed and Job shop/a never succeeded. The next deploy is an upgrade, which does not run pre-install hooks, so nothing would be migrated.',
      advice:
        'Add the upgrade event to the hook (helm.sh/hook: pre-install,pre-upgrade). No revision of this release was ever deployed, so uninstall the release and redeploy:\nhelm uninstall app --namespace shop',
    });
    const two = [skipped('a', 'pre-install'), skipped('b', 'post-install')];
    expect(messages.blockFalseGreen(release, two).reason).toContain(
      'Job shop/a, Job shop/b never succeeded. The next deploy is an upgrade, which does not run pre-install and post-install hooks',
    );
  });

  it.each([
    [true, 'did not succeed in the first install'],
    [false, 'is not known to have succeeded'],
  ])('that is warned of says what is known, certain: %s', (isCertain, known) => {
    expect(warnOfSkipped(skipped('a', 'post-install', isCertain))).toBe(
      `Job shop/a ${known}, and this deploy is an upgrade, which does not run post-install hooks. Add the upgrade event (helm.sh/hook: post-install,post-upgrade), or run the hook by hand. To block such deploys, set "require-hook: true".`,
    );
  });
});
