import { describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../../src/errors.js';
import { LeaseHold, type Tried } from '../../../src/guard/hold.js';
import {
  holdLease,
  type Lease,
  type Left,
  readTenure,
  type Run,
} from '../../../src/guard/lease.js';
import { FakeLeases } from '../../fakes/fake-leases.js';
import { playAll, Turns } from '../../fakes/turns.js';

const never = new AbortController().signal;
const run = (name: string): Run => ({ id: `${name} id`, name, timeoutSeconds: 60 });
/** A run that was killed, so long before the fakes' time begins. */
const leftBehind = (msAgo: number): Lease =>
  holdLease({ release: 'app' }, run('killed'), new Turns().now - msAgo);

function open(leases: FakeLeases, turns: Turns, name = 'a'): LeaseHold {
  return new LeaseHold(leases, { release: 'app', run: run(name), pause: turns.pause });
}

/** Tries once a second, as the guard does, over trouble that passes. */
async function acquire(hold: LeaseHold, turns: Turns): Promise<Tried> {
  for (;;) {
    const tried = await hold.tryAcquire(never).catch(() => undefined);
    if (tried !== undefined && tried.kind !== 'taken') return tried;
    await turns.pause(1_000, never);
  }
}

describe('two runs at once, in every order of their requests', () => {
  const race = async (lease: Lease | undefined, losses: number) => {
    const predecessors = new Set<string | undefined>();
    const count = await playAll(async (turns) => {
      const leases = new FakeLeases(turns, lease);
      leases.losses = losses;
      let inside = 0;
      const deploy = async (name: string) => {
        const hold = open(leases, turns, name);
        expect(await acquire(hold, turns)).toEqual({ kind: 'held' });
        predecessors.add(hold.predecessor?.name);
        inside += 1;
        expect(inside).toBe(1);
        await turns.ask(() => undefined);
        inside -= 1;
        await hold.release('clean', true);
      };
      await turns.play(Promise.all([deploy('a'), deploy('b')]));
      expect(leases.lease).toBeUndefined();
    });
    return { count, predecessors };
  };

  it.each([
    ['none was there', undefined, 0, [undefined]],
    ['none was there, and an answer may be lost', undefined, 1, [undefined]],
    ['one had expired', leftBehind(100_000), 0, ['killed', undefined]],
    ['one had expired, and an answer may be lost', leftBehind(100_000), 1, ['killed', undefined]],
    ['one expires in a moment', leftBehind(61_000), 0, ['killed', undefined]],
  ])('%s: one after the other', async (_title, lease, losses, known) => {
    const { count, predecessors } = await race(lease, losses);
    expect(count).toBeGreaterThan(1);
    expect([...predecessors].sort()).toEqual([...known].sort());
  });
});

describe('a Lease', () => {
  it('of somebody who lives is taken, and nothing is written', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns, leftBehind(0));
    const before = leases.lease;
    const tried = await turns.play(open(leases, turns).tryAcquire(never));
    expect(tried).toMatchObject({ kind: 'taken', by: { name: 'killed', timeoutSeconds: 60 } });
    expect(leases.lease).toBe(before);
  });

  it('that is held is asked for no more', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    expect(await turns.play(hold.tryAcquire(never))).toEqual({ kind: 'held' });
    expect(leases.asked).toEqual(['create']);
    await turns.play(hold.release('clean', true));
  });

  it.each<readonly [string, Partial<Record<'create' | 'read' | 'update', ErrorCode>>]>([
    ['may not be created', { create: 'forbidden' }],
    ['has no namespace to be in', { create: 'not-found' }],
    ['may not be read', { create: 'conflict', read: 'forbidden' }],
    ['may not be updated', { update: 'forbidden' }],
  ])('that %s is done without', async (_title, refused) => {
    const turns = new Turns();
    const leases = new FakeLeases(turns, leftBehind(100_000));
    for (const [method, code] of Object.entries(refused))
      leases.refused.set(method as 'create', code);
    const hold = open(leases, turns);
    const tried = await turns.play(hold.tryAcquire(never));
    const [code = ''] = Object.values(refused).slice(-1);
    expect(tried).toMatchObject({ kind: 'unavailable', why: { code } });
    expect(hold.predecessor).toBeUndefined();
    const asked = leases.asked.length;
    await turns.play(hold.release('clean', true));
    expect(leases.asked).toHaveLength(asked);
  });

  it.each<ErrorCode>(['cluster-unreachable', 'cluster-error', 'unauthorized'])(
    'is tried again by the caller after %s',
    async (code) => {
      const turns = new Turns();
      const leases = new FakeLeases(turns);
      leases.refused.set('create', code);
      await expect(turns.play(open(leases, turns).tryAcquire(never))).rejects.toMatchObject({
        code,
      });
    },
  );
});

describe('a Lease that is held on to', () => {
  it('is renewed every 10 s, over trouble and lost answers, and never expires', async () => {
    await playAll(async (turns) => {
      const leases = new FakeLeases(turns);
      const hold = open(leases, turns);
      await turns.play(hold.tryAcquire(never));
      leases.losses = 2;
      await turns.play(turns.pause(65_000, never));
      const { renewed = '' } = readTenure(leases.lease ?? {}) ?? {};
      expect(turns.now - Date.parse(renewed)).toBeLessThan(30_000);
      await turns.play(hold.release('clean', true));
      expect(leases.lease).toBeUndefined();
    });
  });

  it('is renewed once the API server is back', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    leases.refused.set('update', 'cluster-error');
    await turns.play(turns.pause(35_000, never));
    leases.refused.clear();
    await turns.play(turns.pause(10_000, never));
    expect(leases.lease?.spec?.renewTime).toBe(
      new Date(turns.now - 5_000).toISOString().replace('Z', '000Z'),
    );
    await turns.play(hold.release('clean', true));
  });

  it('and was lost to another run is neither renewed nor given back, and asked for again', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    leases.lease = {
      ...leases.lease,
      ...leftBehind(0),
      metadata: { uid: 'x', resourceVersion: '9' },
    };
    await turns.play(turns.pause(15_000, never));
    expect(await turns.play(hold.tryAcquire(never))).toMatchObject({ kind: 'taken' });
    await turns.play(hold.release('clean', true));
    expect(leases.lease.metadata).toEqual({ uid: 'x', resourceVersion: '9' });
  });
});

describe('giving back', () => {
  const end = async (former: Lease | undefined, left: Left, hasBegun: boolean) => {
    const turns = new Turns();
    const leases = new FakeLeases(turns, former);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    await turns.play(hold.release(left, hasBegun));
    return leases.lease;
  };

  it.each<readonly [string, Lease | undefined, Left, boolean, string | undefined, string]>([
    ['all is well', undefined, 'clean', true, undefined, ''],
    ['all is well after one that was killed', leftBehind(1e6), 'clean', true, undefined, ''],
    ['something is left', undefined, 'unfinished', true, 'a', ''],
    ['something is left after one that was killed', leftBehind(1e6), 'unfinished', true, 'a', ''],
    ['it never began', undefined, 'clean', false, undefined, ''],
    [
      'it never began, after one that was killed',
      leftBehind(1e6),
      'clean',
      false,
      'killed',
      'killed id',
    ],
  ])('%s', async (_title, former, left, hasBegun, name, holder) => {
    const lease = await end(former, left, hasBegun);
    expect(lease === undefined ? undefined : readTenure(lease)?.name).toBe(name);
    expect(lease?.spec?.holderIdentity ?? '').toBe(holder);
    if (holder !== '') expect(lease?.spec).toEqual(former?.spec);
  });

  it.each<readonly [Left, boolean]>([
    ['clean', true],
    ['unfinished', true],
    ['clean', false],
  ])(
    '%s, begun %j: it is never left held, whatever is lost or given up on the way',
    async (left, hasBegun) => {
      const orders = await playAll(async (turns) => {
        const leases = new FakeLeases(turns, leftBehind(100_000));
        leases.losses = 1;
        const stop = new AbortController();
        const hold = open(leases, turns);
        const stopping = turns.ask(() => {
          stop.abort();
        });
        const trying = hold.tryAcquire(stop.signal).catch(() => undefined);
        await turns.play(Promise.all([trying, stopping]));
        leases.losses = 1;
        const ours = leases.lease?.spec?.holderIdentity === 'a id';
        await turns.play(hold.release(left, hasBegun));
        const after = leases.lease?.spec?.holderIdentity;
        if (ours) expect(after === 'a id').toBe(false);
        else expect(readTenure(leases.lease ?? {})?.name).toBe('killed');
      });
      expect(orders).toBeGreaterThan(5);
    },
  );

  it('never throws, and gives up on a cluster that does not answer', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    for (const method of ['remove', 'read', 'update'] as const)
      leases.refused.set(method, 'cluster-error');
    await expect(turns.play(hold.release('clean', true))).resolves.toBeUndefined();
    expect(leases.asked.length).toBeLessThan(10);
  });

  it('ends a renewal that is on its way', async () => {
    const turns = new Turns();
    const leases = new FakeLeases(turns);
    const hold = open(leases, turns);
    await turns.play(hold.tryAcquire(never));
    const ending = turns.pause(10_000, never).then(() => hold.release('clean', true));
    await turns.play(ending);
    expect(leases.lease).toBeUndefined();
  });
});
