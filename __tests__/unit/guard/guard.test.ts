import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/errors.js';
import type { Clearance } from '../../../src/guard/clearance.js';
import { ActiveHookFollower } from '../../../src/guard/active-hook-follower.js';
import { preflight } from '../../../src/guard/guard.js';
import { holdLease, readTenure, type Run } from '../../../src/guard/lease.js';
import type { Policy } from '../../../src/inputs/policy.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';
import { FakeGuardCluster } from '../../fakes/fake-guard-cluster.js';
import { MemoryListener } from '../../fakes/memory-listener.js';
import { playAll, Turns } from '../../fakes/turns.js';

const run = (name: string, timeoutSeconds = 60): Run => ({
  id: `${name} id`,
  name,
  timeoutSeconds,
});

/** The guard of one run, and what it said. */
function guard(
  cluster: FakeGuardCluster,
  turns: Turns,
  more: Partial<Policy> & {
    readonly name?: string;
    readonly cancelled?: AbortSignal;
    readonly isOver?: boolean;
  } = {},
) {
  const { name = 'a', cancelled = new AbortController().signal, isOver = false, ...policy } = more;
  const said: string[] = [];
  const clearing = preflight(cluster, {
    release: 'app',
    run: run(name),
    hideLogs: [],
    loadFollower: () => Promise.resolve(ActiveHookFollower),
    command: 'deploy',
    policy: {
      ...{ activeHook: 'wait', waitMs: 600_000, pendingRelease: 'fail', requireHook: false },
      ...policy,
    },
    cancelled,
    pause: turns.pause,
    listener: new MemoryListener(),
    say: (text) => said.push(text),
    isOver: async () => isOver,
  });
  return { clearing, said };
}

/** What came of it; where the way is clear, after giving back the Lease in good order. */
async function settle(turns: Turns, clearing: Promise<Clearance>): Promise<Clearance> {
  const clearance = await turns.play(clearing);
  if (clearance.kind === 'clear') await turns.play(clearance.release('clean'));
  return clearance;
}

/** One deploy of ours, from the guard to the end. */
async function deploy(cluster: FakeGuardCluster, turns: Turns, name: string): Promise<void> {
  const clearance = await guard(cluster, turns, { name }).clearing;
  if (clearance.kind !== 'clear') throw new Error(`${name} is ${clearance.kind}`);
  await cluster.helm({ ms: 5_000 });
  await clearance.release('clean');
}

describe('two deploys at once', () => {
  it('run one migration after the other and kill none, in every order of their first requests', async () => {
    // The orders are more than anybody can play: of the first dozen of choices all are played, then they take turns.
    const orders = await playAll(async (all) => {
      let choices = 0;
      const turns = new Turns((count) => (choices++ < 12 ? all.choose(count) : choices % count));
      const cluster = new FakeGuardCluster(turns);
      await turns.play(Promise.all([deploy(cluster, turns, 'a'), deploy(cluster, turns, 'b')]));
      expect({ most: cluster.most, killed: cluster.done }).toEqual({ most: 1, killed: [] });
      expect(cluster.leases.lease).toBeUndefined();
    });
    expect(orders).toBeGreaterThan(10);
  });

  it('do so in any order, and when answers about the Lease are lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.nat(3), async (stream, losses) => {
        const turns = new Turns((count) => (stream.next().value ?? 0) % count);
        const cluster = new FakeGuardCluster(turns);
        cluster.leases.losses = losses;
        const names = ['a', 'b', 'c'];
        await turns.play(Promise.all(names.map((name) => deploy(cluster, turns, name))));
        expect({ most: cluster.most, killed: cluster.done }).toEqual({ most: 1, killed: [] });
        expect(cluster.releases.map(({ status }) => status)).toEqual(names.map(() => 'deployed'));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a hook that an earlier deploy has left running', () => {
  const set = (status: 'failed' | 'deployed') => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.startOld(20_000, status);
    return { turns, cluster };
  };

  it.each(['failed', 'deployed'] as const)('is waited for (%s)', async (status) => {
    const { turns, cluster } = set(status);
    const { clearing, said } = guard(cluster, turns);
    const deployed = status === 'deployed' ? 1 : 'none';
    const clearance = await settle(turns, clearing);
    expect(clearance).toMatchObject({ kind: 'clear', deployed });
    const waited = clearance.kind === 'clear' ? clearance.waited : undefined;
    expect(waited?.ms).toBeGreaterThanOrEqual(20_000);
    expect(waited?.reasons).toEqual(said);
    expect(said).toEqual([
      `Waiting for Job shop/app-migration of the ${status} revision 1 (Pod app-migration-u1 on node n1) to finish`,
    ]);
    expect(cluster.done).toEqual([]);
  });

  it('blocks', async () => {
    const { turns, cluster } = set('failed');
    const clearance = await settle(turns, guard(cluster, turns, { activeHook: 'fail' }).clearing);
    expect(clearance).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/^A hook of an earlier deploy has not finished: /),
    });
    expect(cluster.leases.lease).toBeUndefined();
  });

  it('blocks when it was waited for long enough', async () => {
    const { turns, cluster } = set('failed');
    const clearance = await settle(turns, guard(cluster, turns, { waitMs: 10_000 }).clearing);
    expect(clearance).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/ \(waited 10 s\)\.$/),
    });
  });

  it('is told of once a minute', async () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.startOld(130_000, 'failed');
    const { clearing, said } = guard(cluster, turns);
    await settle(turns, clearing);
    expect(said).toHaveLength(3);
  });

  it('is replaced: deleted once, and gone before the way is clear', async () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.startOld(1e9, 'failed');
    const began = turns.now;
    const { clearing } = guard(cluster, turns, { activeHook: 'replace' });
    expect(await settle(turns, clearing)).toMatchObject({ kind: 'clear' });
    expect(cluster.done).toEqual(['deleted the Job', 'killed app-migration-u1']);
    expect(cluster.pods).toEqual([]);
    expect(turns.now - began).toBeGreaterThanOrEqual(30_000);
  });

  it.each<readonly [ErrorCode, string]>([
    ['cluster-error', 'clear'],
    ['not-found', 'clear'],
    ['conflict', 'clear'],
  ])('is replaced over %s', async (code, kind) => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.startOld(1e9, 'failed');
    cluster.refused.set('deleteJob', code);
    void turns.pause(5_000, new AbortController().signal).then(() => {
      cluster.refused.clear();
    });
    const { clearing } = guard(cluster, turns, { activeHook: 'replace' });
    expect((await settle(turns, clearing)).kind).toBe(kind);
  });

  it('that may not be deleted is an error, and the Lease is given back', async () => {
    const { turns, cluster } = set('failed');
    cluster.refused.set('deleteJob', 'forbidden');
    const { clearing } = guard(cluster, turns, { activeHook: 'replace' });
    await expect(settle(turns, clearing)).rejects.toMatchObject({ code: 'forbidden' });
    expect(cluster.leases.lease).toBeUndefined();
  });
});

describe('a hook whose every attempt failed, and that no helm waits for', () => {
  const set = () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.startOld(1_000_000, 'failed');
    const { uid = '', name = '' } = cluster.job?.metadata ?? {};
    cluster.job = {
      ...cluster.job,
      metadata: { ...cluster.job?.metadata, resourceVersion: '7' },
      status: { failed: 1 },
    };
    cluster.pods = cluster.pods.map((pod) => ({
      ...pod,
      metadata: {
        ...pod.metadata,
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid }],
      },
      status: { phase: 'Failed' },
    }));
    return { turns, cluster };
  };

  it('is suspended, and helm may start', async () => {
    const { turns, cluster } = set();
    const { clearing, said } = guard(cluster, turns);
    expect((await settle(turns, clearing)).kind).toBe('clear');
    expect(cluster.done).toEqual(['suspended the Job']);
    expect(said.join()).toMatch(/^Suspending Job shop\/app-migration of the failed revision 1 /);
  });

  it('is waited for where we may not suspend it', async () => {
    const { turns, cluster } = set();
    cluster.refused.set('suspendJob', 'forbidden');
    const clearance = await settle(turns, guard(cluster, turns, { waitMs: 5_000 }).clearing);
    expect(clearance.kind).toBe('blocked');
    expect(cluster.done).toEqual([]);
  });
});

describe('a release that a killed run has left pending', () => {
  /** A run with a timeout of a minute is killed when its migration of 20 s has begun, some time before. */
  const set = (more: { readonly withLease?: boolean; readonly agoMs?: number } = {}) => {
    const { withLease = true, agoMs = 0 } = more;
    const turns = new Turns();
    const lease = holdLease({ release: 'app' }, run('killed'), turns.now);
    const cluster = new FakeGuardCluster(turns, withLease ? lease : undefined);
    cluster.startOld(20_000, 'pending-upgrade');
    turns.now += agoMs;
    return { turns, cluster };
  };

  it('is repaired when its Lease, its hook and its time are over', async () => {
    const { turns, cluster } = set();
    const began = turns.now;
    const { clearing, said } = guard(cluster, turns, { pendingRelease: 'recover' });
    expect(await settle(turns, clearing)).toMatchObject({ kind: 'clear' });
    expect(cluster.done).toEqual(['marked 1']);
    expect(turns.now - began).toBeGreaterThan(120_000);
    expect(turns.now - began).toBeLessThan(125_000);
    expect(said.map((text) => text.slice(0, 40))).toEqual([
      'Another deploy of this release has been ',
      'Another deploy of this release has been ',
      'Waiting for release app, which has been ',
      'Recovering release app: killed left it p',
    ]);
    expect(cluster.leases.lease).toBeUndefined();
  });

  it('is repaired at once when its Lease and its hook are over, where its run is known to be over', async () => {
    const { turns, cluster } = set();
    const began = turns.now;
    const { clearing } = guard(cluster, turns, { pendingRelease: 'recover', isOver: true });
    expect(await settle(turns, clearing)).toMatchObject({ kind: 'clear' });
    expect(cluster.done).toEqual(['marked 1']);
    expect(turns.now - began).toBeLessThan(80_000);
  });

  it('is not repaired without a Lease', async () => {
    const { turns, cluster } = set({ withLease: false, agoMs: 3_600_000 });
    const clearance = await settle(
      turns,
      guard(cluster, turns, { pendingRelease: 'recover' }).clearing,
    );
    expect(clearance).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/It was not recovered: no Lease shows which run left it\.$/),
    });
    expect(cluster.done).toEqual([]);
  });

  it('blocks, and the next run can still read who left it', async () => {
    const { turns, cluster } = set({ agoMs: 300_000 });
    for (const name of ['b', 'c']) {
      const clearance = await settle(turns, guard(cluster, turns, { name }).clearing);
      expect(clearance).toMatchObject({
        kind: 'blocked',
        reason: expect.stringContaining(', by killed. Another deploy is running or was stopped'),
      });
      expect(readTenure(cluster.leases.lease ?? {})?.name).toBe('killed');
    }
    const { clearing } = guard(cluster, turns, { name: 'd', pendingRelease: 'recover' });
    expect((await settle(turns, clearing)).kind).toBe('clear');
  });

  it.each<ErrorCode>(['conflict', 'cluster-error', 'cluster-unreachable'])(
    'is repaired over %s',
    async (code) => {
      const { turns, cluster } = set({ agoMs: 300_000 });
      cluster.refused.set('markFailed', code);
      void turns.pause(30_000, new AbortController().signal).then(() => {
        cluster.refused.clear();
      });
      const { clearing } = guard(cluster, turns, { pendingRelease: 'recover' });
      expect((await settle(turns, clearing)).kind).toBe('clear');
    },
  );

  it('is waited for until somebody repairs it', async () => {
    const { turns, cluster } = set({ agoMs: 300_000 });
    void turns.pause(60_000, new AbortController().signal).then(() => {
      cluster.releases = cluster.releases.map((it) => ({ ...it, status: 'failed' }));
    });
    const { clearing } = guard(cluster, turns, { pendingRelease: 'wait' });
    expect((await settle(turns, clearing)).kind).toBe('clear');
    expect(cluster.done).toEqual([]);
  });
});

describe('trouble', () => {
  it.each<readonly [ErrorCode]>([['forbidden'], ['not-found']])(
    'without Leases (%s) the two checks stand alone',
    async (code) => {
      const turns = new Turns();
      const cluster = new FakeGuardCluster(turns);
      cluster.leases.refused.set('create', code);
      cluster.startOld(5_000, 'failed');
      const { clearing, said } = guard(cluster, turns);
      expect((await settle(turns, clearing)).kind).toBe('clear');
      expect(said).toHaveLength(1);
    },
  );

  it('that passes is passed over', async () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    for (const method of ['listRecords', 'findJob'] as const)
      cluster.refused.set(method, 'cluster-error');
    cluster.leases.refused.set('create', 'cluster-unreachable');
    void turns.pause(3_000, new AbortController().signal).then(() => {
      cluster.refused.clear();
      cluster.leases.refused.clear();
    });
    expect((await settle(turns, guard(cluster, turns).clearing)).kind).toBe('clear');
  });

  it('that does not pass is an error, and the Lease is given back', async () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    cluster.refused.set('listRecords', 'certificate-untrusted');
    const clearing = settle(turns, guard(cluster, turns).clearing);
    await expect(clearing).rejects.toMatchObject({ code: 'certificate-untrusted' });
    expect(cluster.leases.lease).toBeUndefined();
  });
});

it('a false green blocks', async () => {
  const turns = new Turns();
  const cluster = new FakeGuardCluster(turns);
  const hooks = [makeHook({ events: ['pre-install'], phase: 'Failed' })];
  cluster.releases = [makeRelease({ revision: 1, status: 'failed', operation: 'install', hooks })];
  expect(await settle(turns, guard(cluster, turns).clearing)).toMatchObject({
    kind: 'blocked',
    reason: expect.stringContaining('nothing would be migrated'),
  });
});

describe('a cancel', () => {
  it.each<readonly [string, Partial<Policy>, (cluster: FakeGuardCluster) => void]>([
    ['of a deploy that nothing keeps back', {}, () => undefined],
    [
      'while a hook is waited for',
      {},
      (cluster) => {
        cluster.startOld(1e9, 'failed');
      },
    ],
    [
      'while a hook is replaced',
      { activeHook: 'replace' },
      (cluster) => {
        cluster.startOld(1e9, 'failed');
      },
    ],
    [
      'while a release is repaired',
      { pendingRelease: 'recover' },
      (cluster) => {
        cluster.startOld(0, 'pending-upgrade');
      },
    ],
  ])(
    '%s, at every step: no Lease is left held, nothing is thrown',
    async (_title, policy, prepare) => {
      for (let step = 0; step < 14; step += 1) {
        const turns = new Turns();
        const cluster = new FakeGuardCluster(
          turns,
          holdLease({ release: 'app' }, run('killed'), turns.now),
        );
        prepare(cluster);
        turns.now += 300_000;
        const stop = new AbortController();
        let asked = 0;
        const ask = turns.ask.bind(turns);
        turns.ask = (act, signal) => {
          if (asked++ === step) stop.abort();
          return ask(act, signal);
        };
        const { clearing } = guard(cluster, turns, { ...policy, cancelled: stop.signal });
        const clearance = await settle(turns, clearing);
        expect(['cancelled', 'clear']).toContain(clearance.kind);
        expect(cluster.leases.lease?.spec?.holderIdentity ?? '').not.toBe('a id');
        if (clearance.kind === 'cancelled')
          expect(readTenure(cluster.leases.lease ?? {})?.name).toBe('killed');
      }
    },
  );

  it('before the first request sends none', async () => {
    const turns = new Turns();
    const cluster = new FakeGuardCluster(turns);
    const { clearing } = guard(cluster, turns, { cancelled: AbortSignal.abort() });
    expect((await settle(turns, clearing)).kind).toBe('cancelled');
    expect(cluster.leases.lease).toBeUndefined();
  });
});
