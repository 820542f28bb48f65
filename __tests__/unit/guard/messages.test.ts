import { describe, expect, it } from '@jest/globals';
import type { ActiveHook } from '../../../src/guard/active.js';
import type { Tenure } from '../../../src/guard/lease.js';
import * as messages from '../../../src/guard/messages.js';
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
  ...more,
});
const what =
  'Job shop/app-migration of revision 2 (failed, begun by https://ci/runs/7) is active since 2026-11-23T15:00:01Z: Pod app-migration-x on node n1';

describe('another deploy', () => {
  it('is named while we wait, and when we do not', () => {
    const runs =
      'Another deploy of this release runs since 2026-11-23T15:00:00.000000Z: https://ci/runs/7';
    const advice =
      'Deploy again when it has ended. Let one deploy run at a time (concurrency in the workflow).';
    expect(messages.waitForDeploy(left)).toBe(runs);
    expect(messages.blockByDeploy(left, 0)).toEqual({ reason: runs, advice });
    expect(messages.blockByDeploy(left, 1_800_000).reason).toBe(
      `${runs} (after waiting for 30 min 0 s)`,
    );
  });

  it('that nobody knows is not named', () => {
    expect(messages.waitForDeploy(undefined)).toBe(
      'Another deploy of this release has begun at the same moment.',
    );
    expect(messages.blockByDeploy(undefined, 5_000).reason).toBe(
      'Another deploy of this release runs: its Lease does not tell which (after waiting for 5 s)',
    );
  });
});

describe('active hooks', () => {
  it('are told with since when, of which revision and by which run', () => {
    const hooks = { active: [hook()], left };
    expect(messages.waitForHooks(hooks, 'wait')).toBe(
      `Waiting for the end of what an earlier deploy has started: ${what}`,
    );
    expect(messages.waitForHooks(hooks, 'replace')).toBe(
      `Ending what an earlier deploy has started: ${what}`,
    );
    expect(messages.blockByHooks(hooks, 'fail', 0)).toEqual({
      reason: `Still active: ${what}`,
      advice:
        'A deploy now would run two migrations at once. Deploy again when it has ended; "active-hook: replace" ends one that hangs.',
    });
    expect(messages.blockByHooks(hooks, 'replace', 60_000)).toEqual({
      reason: `Still active: ${what} (after waiting for 1 min 0 s)`,
      advice: 'It was deleted and does not end: look at the node that it runs on.',
    });
  });

  it('are told without what is not known, and are all told', () => {
    const other = hook({ hook: makeHook({ kind: 'Pod', name: 'b' }), since: '' });
    const later = { ...left, acquired: '2026-11-24T15:00:00Z', renewed: '2026-11-24T15:00:10Z' };
    const said = (tenure: Tenure | undefined) =>
      messages.blockByHooks({ active: [hook(), other], left: tenure }, 'fail', 0).reason;
    const both =
      'Still active: Job shop/app-migration of revision 2 (failed) is active since 2026-11-23T15:00:01Z: Pod app-migration-x on node n1; Pod shop/b of revision 2 (failed) is active: Pod app-migration-x on node n1';
    expect(said(undefined)).toBe(both);
    expect(said(later)).toBe(both);
  });
});

describe('a pending release', () => {
  const pending = makeRelease({ status: 'pending-upgrade', description: 'Preparing upgrade' });
  const place = { store: 'secrets', namespace: 'shop' } as const;
  const facts = { left: undefined, place, deployed: 1, waited: 0, doubt: undefined };
  const since = 'pending-upgrade since 2026-11-23T15:00:00Z (revision 2, "Preparing upgrade")';

  it('is told with since when, and by whom', () => {
    expect(messages.blockByRelease(pending, facts).reason).toBe(
      `Release "app" is ${since}: another deploy holds it, or was killed.`,
    );
    expect(messages.blockByRelease(pending, { ...facts, left, waited: 90_000 }).reason).toBe(
      `Release "app" is ${since}, by https://ci/runs/7: another deploy holds it, or was killed (after waiting for 1 min 30 s).`,
    );
  });

  it('says why it was not repaired, and with what command it is', () => {
    const doubt = { why: 'no Lease tells who left it', until: undefined };
    const { reason, advice } = messages.blockByRelease(pending, { ...facts, doubt });
    expect(reason).toMatch(/or was killed\. It was not repaired: no Lease tells who left it\.$/);
    expect(advice).toMatch(
      /^If that deploy still runs, wait for it\. If it was killed: printf .* \| kubectl patch secret sh\.helm\.release\.v1\.app\.v2 --namespace shop --type merge --patch-file \/dev\/stdin$/,
    );
  });

  it.each([
    [1, 'If it was killed: helm rollback app 1 --no-hooks --namespace shop'],
    [
      undefined,
      'If it was killed: nothing of it was ever deployed: helm uninstall app --namespace shop',
    ],
  ])('in a database, revision %j deployed', (deployed, words) => {
    const sql = { store: 'sql', namespace: 'shop' } as const;
    const { advice } = messages.blockByRelease(pending, { ...facts, place: sql, deployed });
    expect(advice.endsWith(words)).toBe(true);
  });

  it('is waited for and repaired with a word', () => {
    const doubt = { why: 'the run that left it may be at work until 12:00', until: 1 };
    expect(messages.waitForRelease(pending, undefined)).toBe(`Waiting for release app: ${since}`);
    expect(messages.waitForRelease({ ...pending, description: '' }, doubt)).toBe(
      'Waiting for release app: pending-upgrade since 2026-11-23T15:00:00Z (revision 2); the run that left it may be at work until 12:00',
    );
    expect(messages.recoverRelease(pending, left)).toBe(
      'Release app was left pending-upgrade by https://ci/runs/7, which is over: marking revision 2 as failed.',
    );
  });
});

it('a false green says what would be left out, and the way out', () => {
  const release = makeRelease({ revision: 1, status: 'failed', operation: 'install' });
  expect(messages.blockFalseGreen(release, [makeHook()])).toEqual({
    reason:
      'Release "app" failed in its first install, and Job shop/app-migration never succeeded: for Helm the next deploy is an upgrade, in which no pre-install hook runs, so nothing would be migrated.',
    advice:
      'Give the hook both events (helm.sh/hook: pre-install,pre-upgrade), then begin anew, as nothing was ever deployed: helm uninstall app --namespace shop',
  });
  const two = messages.blockFalseGreen(release, [makeHook(), makeHook({ name: 'b' })]);
  expect(two.reason).toContain('Job shop/app-migration, Job shop/b never succeeded');
});
