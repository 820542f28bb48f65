import { type ActionError, asActionError, isPassing } from '../errors.js';
import type { Pause } from '../time/pulse.js';
import {
  holdLease,
  isHeld,
  type Lease,
  type Left,
  renewLease,
  readTenure,
  type Run,
  type Tenure,
  vacateLease,
  withVersionOf,
} from './lease.js';
import { LeaseSighting } from './lease-sighting.js';

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

/** Whose Lease of what, and how time passes. */
export interface HoldOptions {
  readonly release: string;
  readonly run: Run;
  readonly pause: Pause;
}

const RENEW_MS = 10_000;
const RELEASE_MS = 1_500;
const RELEASE_TRIES = 4;

/** Holds the Lease of one release for one run: at most one run holds it, and a run that was killed loses it. */
export class LeaseHold {
  private readonly leases: Leases;
  private readonly options: HoldOptions;
  private readonly stop = new AbortController();
  private lease: Lease | undefined;
  private former: Lease | undefined;
  /** It was asked for, and no answer has said yet that it is another's. */
  private isInDoubt = false;
  private renewing: Promise<void> | undefined;
  private readonly sighting = new LeaseSighting();

  constructor(leases: Leases, options: HoldOptions) {
    this.leases = leases;
    this.options = options;
  }

  /** The run that held the Lease before us and did not give it back in good order. */
  get predecessor(): Tenure | undefined {
    return this.former === undefined ? undefined : readTenure(this.former);
  }

  /** Tries once. Throws ActionError for trouble that passes. */
  async tryAcquire(signal: AbortSignal): Promise<Tried> {
    if (this.lease !== undefined) return { kind: 'held' };
    const { leases, options } = this;
    try {
      this.isInDoubt = true;
      return this.keep(await leases.create(holdLease(options, options.run, leases.now()), signal));
    } catch (thrown) {
      const error = asActionError(thrown);
      if (error.code === 'forbidden' || error.code === 'not-found') return this.forgo(error);
      if (error.code !== 'conflict') throw error;
    }
    return await this.tryTakeOver(signal);
  }

  /**
   * Gives the Lease back: it is gone, or, where something is left `unfinished`, tells who left it. A run that never
   * began leaves it as it was. Never throws, and takes 1.5 s at most: what cannot be given back expires.
   */
  async release(left: Left, hasBegun: boolean): Promise<void> {
    this.stop.abort();
    await this.renewing;
    const farewell = { left, hasBegun, signal: AbortSignal.timeout(RELEASE_MS) };
    let known = this.lease;
    const mayBeOurs = known !== undefined || this.isInDoubt;
    for (let tries = mayBeOurs ? RELEASE_TRIES : 0; tries > 0; tries -= 1) {
      const error = await this.letGo(known, farewell).then(() => undefined, asActionError);
      // What we know of it may be older than it is: an answer was lost.
      this.lease = known = undefined;
      if (error === undefined || !(error.code === 'conflict' || isPassing(error))) return;
    }
  }

  private async tryTakeOver(signal: AbortSignal): Promise<Tried> {
    const { leases, options } = this;
    try {
      const current = await leases.read(signal);
      // Sent twice: the first answer was lost.
      if (this.isOurs(current)) return this.keep(current);
      this.isInDoubt = false;
      if (isHeld(current, leases.now(), this.sighting.note(current, leases.now())))
        return { kind: 'taken', by: readTenure(current) };
      const { release, run } = options;
      const mine = holdLease({ release, current }, run, leases.now());
      [this.former, this.isInDoubt] = [current, true];
      return this.keep(await leases.update(mine, signal));
    } catch (thrown) {
      const error = asActionError(thrown);
      // Somebody was quicker, or has just gone: the next try tells.
      if (error.code === 'conflict' || error.code === 'not-found')
        return { kind: 'taken', by: undefined };
      if (error.code === 'forbidden') return this.forgo(error);
      throw error;
    }
  }

  private keep(lease: Lease): Tried {
    [this.lease, this.isInDoubt] = [lease, false];
    // One that was made again has no former holder.
    if (this.former?.metadata?.uid !== lease.metadata?.uid) this.former = undefined;
    this.renewing ??= this.keepRenewed();
    return { kind: 'held' };
  }

  private forgo(why: ActionError): Tried {
    [this.former, this.isInDoubt] = [undefined, false];
    return { kind: 'unavailable', why };
  }

  private async keepRenewed(): Promise<void> {
    const { signal } = this.stop;
    for (;;) {
      await this.options.pause(RENEW_MS, signal);
      if (signal.aborted) return;
      await this.renew(AbortSignal.any([signal, AbortSignal.timeout(RENEW_MS / 2)]));
    }
  }

  /** What fails is tried again at the next turn: there are five of them until the Lease expires. */
  private async renew(signal: AbortSignal): Promise<void> {
    const { lease, leases } = this;
    if (lease === undefined) return;
    try {
      this.lease = await leases.update(renewLease(lease, leases.now()), signal);
    } catch (thrown) {
      // An answer that was lost leaves us with an older version of our own Lease.
      if (asActionError(thrown).code === 'conflict')
        this.lease = await this.readOwn(signal).catch(() => lease);
    }
  }

  /** The Lease as it is now, undefined where it is not ours, or not any more. Throws ActionError. */
  private async readOwn(signal: AbortSignal): Promise<Lease | undefined> {
    try {
      const current = await this.leases.read(signal);
      return this.isOurs(current) ? current : undefined;
    } catch (thrown) {
      const error = asActionError(thrown);
      if (error.code === 'not-found') return undefined;
      throw error;
    }
  }

  private async letGo(
    known: Lease | undefined,
    { left, hasBegun, signal }: Record<'hasBegun', boolean> & { left: Left; signal: AbortSignal },
  ): Promise<void> {
    const lease = known ?? (await this.readOwn(signal));
    if (lease === undefined) return;
    const before = hasBegun ? undefined : this.former;
    const written = before ?? (left === 'unfinished' ? vacateLease(lease) : undefined);
    if (written === undefined) await this.leases.remove(lease, signal);
    else await this.leases.update(withVersionOf(written, lease), signal);
  }

  private isOurs({ spec }: Lease): boolean {
    return spec?.holderIdentity === this.options.run.id;
  }
}
