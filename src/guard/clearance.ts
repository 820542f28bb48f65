import type { RevisionTime } from '../helm/revision-time.js';
import type { Deployed } from './deployed.js';
import type { Left } from './lease.js';

/** Whether helm may start. */
export type Clearance =
  | {
      readonly kind: 'clear';
      readonly deployed: Deployed;
      /** All revisions that are kept, oldest first. */
      readonly earlier: readonly RevisionTime[];
      /** Lets the next deploy of the release in. Call it whatever happens. Never throws. */
      readonly giveBack: (left: Left) => Promise<void>;
    }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly advice: string;
      readonly deployed: Deployed;
    }
  | { readonly kind: 'cancelled'; readonly deployed: Deployed };
