import type { Policy } from '../inputs/policy.js';
import type { Tenure } from './lease.js';

/** Whether the run that left a release is known to be over. Never throws. */
export type RunCheck = (left: Tenure | undefined) => Promise<boolean>;

/** What the check is made of. */
interface OverFacts {
  readonly policy: Policy;
  readonly isOver: (run: Tenure) => Promise<boolean>;
}

const ASK_EVERY_MS = 30_000;

/**
 * Asks only where a release is to be recovered, and every 30 s while the run is not known to be over: others ask
 * GitHub, too.
 */
export function makeRunCheck(
  { policy, isOver }: OverFacts,
  { now }: { readonly now: () => number },
): RunCheck {
  const known = { isOver: false, next: 0 };
  return async (left) => {
    if (policy.pendingRelease !== 'recover' || left === undefined) return false;
    if (known.isOver || now() < known.next) return known.isOver;
    known.isOver = await isOver(left);
    known.next = now() + ASK_EVERY_MS;
    return known.isOver;
  };
}
