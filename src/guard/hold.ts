import { ActionError, asActionError } from '../errors.js';
import {
  holdLease,
  isHeld,
  type Lease,
  renewLease,
  readTenure,
  type Run,
  type Tenure,
  vacateLease,
} from './lease.js';

/** The Lease of one release, in the cluster. All throw ActionError. */
export interface Leases {
  /** `not-found` where there is none. */
  read(signal: AbortSignal): Promise<Lease>;
  /** `conflict` where there is one, `not-found` where its namespace is missing. */
  create(lease: Lease, signal: AbortSignal): Promise<Lease>;
  /** `conflict` where it is another than the one that was read. */
  update(lease: Lease, signal: AbortSignal): Promise<Lease>;
  /** `conflict` where it is another than the one that was read. */
  remove(lease: Lease, signal: AbortSignal): Promise<void>;
  /** The API server's clock, in ms since the epoch. */
  now(): number;
}

/** What came of trying to get the Lease. */
export type Tried =
  | { readonly kind: 'held' }
  | { readonly kind: 'taken'; readonly by: Tenure | undefined }
  /** The right to Leases is missing, or the namespace. */
  | { readonly kind: 'unavailable'; readonly why: ActionError };

/** What is left of the release when the run ends: `clean`, or something that the next run must know of. */
export type Left = 'clean' | 'unfinished';

const RENEW_MS = 10_000;
const RELEASE_MS = 1_500;

/** Holds the Lease of one release for one run: at most one run holds it, and a run that was killed loses it. */
export class LeaseHold {
  private readonly leases: Leases;
  private readonly release: string;
  private readonly run: Run;
  private lease: Lease | undefined;
  private former: Lease | undefined;
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> = Promise.resolve();

  constructor(leases: Leases, release: string, run: Run) {
    this.leases = leases;
    this.release = release;
    this.run = run;
  }

  /** The run that held the Lease before us and did not give it back in good order. */
  get predecessor(): Tenure | undefined {
    return this.former === undefined ? undefined : readTenure(this.former);
  }

  /** Tries once. Throws ActionError for trouble that passes. */
  async tryAcquire(signal: AbortSignal): Promise<Tried> {
    if (this.lease !== undefined) return { kind: 'held' };
    const { leases, release, run } = this;
    try {
      return this.keep(await leases.create(holdLease({ release }, run, leases.now()), signal));
    } catch (thrown) {
      const error = asActionError(thrown);
      if (error.code === 'forbidden' || error.code === 'not-found')
        return { kind: 'unavailable', why: error };
      if (error.code !== 'conflict') throw error;
    }
    return await this.tryTakeOver(signal);
  }

  /**
   * Gives the Lease back: it is gone, or, where something is left `unfinished`, tells who left it. A run that never
   * began leaves it as it was. Never throws, and takes 1.5 s at most: what cannot be given back expires.
   */
  async giveBack(left: Left, hasBegun: boolean): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
    const { lease, former } = this;
    this.lease = undefined;
    if (lease === undefined) return;
    const signal = AbortSignal.timeout(RELEASE_MS);
    const { leases } = this;
    const restored = hasBegun ? undefined : former;
    const written = restored ?? (left === 'unfinished' ? vacateLease(lease) : undefined);
    const done =
      written === undefined
        ? leases.remove(lease, signal)
        : leases.update(withVersionOf(written, lease), signal);
    await done.catch(asActionError);
  }

  private async tryTakeOver(signal: AbortSignal): Promise<Tried> {
    const { leases, release, run } = this;
    try {
      const current = await leases.read(signal);
      // Sent twice: the first answer was lost.
      if (current.spec?.holderIdentity === run.id) return this.keep(current);
      if (isHeld(current, leases.now())) return { kind: 'taken', by: readTenure(current) };
      const mine = holdLease({ release, current }, run, leases.now());
      const kept = this.keep(await leases.update(mine, signal));
      this.former = current;
      return kept;
    } catch (thrown) {
      const error = asActionError(thrown);
      // Somebody was quicker, or has just gone: the next try tells.
      if (error.code === 'conflict' || error.code === 'not-found')
        return { kind: 'taken', by: undefined };
      if (error.code === 'forbidden') return { kind: 'unavailable', why: error };
      throw error;
    }
  }

  private keep(lease: Lease): Tried {
    this.lease = lease;
    this.timer = setInterval(() => {
      this.renewing = this.renew();
    }, RENEW_MS);
    return { kind: 'held' };
  }

  /** What fails is tried again at the next turn: there are five of them until the Lease expires. */
  private async renew(): Promise<void> {
    const { lease, leases } = this;
    if (lease === undefined) return;
    const signal = AbortSignal.timeout(RENEW_MS / 2);
    try {
      this.lease = await leases.update(renewLease(lease, leases.now()), signal);
    } catch (thrown) {
      if (asActionError(thrown).code === 'conflict') await this.readAgain(signal);
    }
  }

  /** An answer that was lost leaves us with an older version of our own Lease. */
  private async readAgain(signal: AbortSignal): Promise<void> {
    const current = await this.leases.read(signal).catch(asActionError);
    if (current instanceof ActionError) return;
    if (current.spec?.holderIdentity === this.run.id) this.lease = current;
  }
}

function withVersionOf(lease: Lease, { metadata }: Lease): Lease {
  const { uid, resourceVersion } = metadata ?? {};
  return {
    ...lease,
    metadata: {
      ...lease.metadata,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}
