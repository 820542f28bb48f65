import type { Lease } from './lease.js';

/** Another's Lease as it was seen last, and since when it is so. */
export class LeaseSighting {
  private version = '';
  private since = 0;

  /** Since when the Lease is as it is at `now`, as far as we saw; both in ms. */
  note({ metadata, spec }: Lease, now: number): number {
    const version = [metadata?.uid, metadata?.resourceVersion, spec?.renewTime].join();
    if (version !== this.version) [this.version, this.since] = [version, now];
    return this.since;
  }
}
