import { ActionError, type ErrorCode } from '../../src/errors.js';
import type { Leases } from '../../src/guard/hold.js';
import type { Lease } from '../../src/guard/lease.js';
import type { Turns } from './turns.js';

type Method = Exclude<keyof Leases, 'now'>;

/**
 * A stand-in for the API server's one Lease of a release, in memory: versions and preconditions are as the real one's.
 */
export class FakeLeases implements Leases {
  lease: Lease | undefined;
  /** What is answered instead, by method. */
  readonly refused = new Map<Method, ErrorCode>();
  /** So many answers may be lost, though all was done as asked. */
  losses = 0;
  readonly asked: Method[] = [];
  private readonly turns: Turns;
  private versions = 0;

  constructor(turns: Turns, lease?: Lease) {
    this.turns = turns;
    if (lease !== undefined) this.lease = this.store(lease, 'uid-0');
  }

  now = () => this.turns.now;

  read: Leases['read'] = (signal) => this.answer('read', () => this.find(), signal);

  create: Leases['create'] = (lease, signal) =>
    this.answer(
      'create',
      () => {
        if (this.lease !== undefined) throw makeError('conflict');
        return (this.lease = this.store(lease, `uid-${String(this.versions + 1)}`));
      },
      signal,
    );

  update: Leases['update'] = (lease, signal) =>
    this.answer(
      'update',
      () => {
        const { uid = '' } = this.check(lease);
        return (this.lease = this.store(lease, uid));
      },
      signal,
    );

  remove: Leases['remove'] = (lease, signal) =>
    this.answer(
      'remove',
      () => {
        this.check(lease);
        this.lease = undefined;
      },
      signal,
    );

  private answer<T>(method: Method, act: () => T, signal: AbortSignal): Promise<T> {
    this.asked.push(method);
    return this.turns.ask(() => {
      const refused = this.refused.get(method);
      if (refused !== undefined) throw makeError(refused);
      const answer = act();
      if (this.losses === 0 || this.turns.choose(2) === 0) return answer;
      this.losses -= 1;
      throw makeError('cluster-unreachable');
    }, signal);
  }

  private find(): Lease {
    if (this.lease === undefined) throw makeError('not-found');
    return this.lease;
  }

  private check({ metadata }: Lease) {
    const { uid, resourceVersion } = this.find().metadata ?? {};
    const isSame = metadata?.uid === uid && metadata?.resourceVersion === resourceVersion;
    if (!isSame) throw makeError('conflict');
    return { uid };
  }

  private store(lease: Lease, uid: string): Lease {
    this.versions += 1;
    const resourceVersion = String(this.versions);
    return { ...lease, metadata: { ...lease.metadata, uid, resourceVersion } };
  }
}

/** An error as the client makes it of an answer. */
export function makeError(code: ErrorCode): ActionError {
  return new ActionError(code, `answered ${code}`, '');
}
