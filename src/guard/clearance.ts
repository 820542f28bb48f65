import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { KeptRevision } from '../helm/rollback-target.js';
import type { Deployed } from './deployed.js';
import type { Left } from './lease.js';
import type { Waited } from './waited.js';

/** Whether helm may start. */
export type Clearance =
  | {
      readonly kind: 'clear';
      readonly deployed: Deployed;
      /** All revisions that are kept, oldest first. */
      readonly earlier: readonly KeptRevision[];
      /** What was waited for; undefined where helm may start at once. */
      readonly waited?: Waited | undefined;
      /** Lets the next deploy of the release in. Call it whatever happens. Never throws. */
      readonly release: (left: Left) => Promise<void>;
    }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly advice: string;
      readonly deployed: Deployed;
    }
  | { readonly kind: 'cancelled'; readonly deployed: Deployed };

/** The diagnosis of a deploy in which helm was not started, because the guard did not clear it. */
export function diagnoseClearance(clearance: Exclude<Clearance, { kind: 'clear' }>): Diagnosis {
  const facts = { workloads: 'unchanged', hook: undefined } as const;
  if (clearance.kind === 'blocked') {
    const { reason, advice } = clearance;
    return { ...facts, outcome: 'blocked', cause: 'guard', reason, advice };
  }
  const reason = 'The run was cancelled before helm started. Nothing was changed.';
  return { ...facts, outcome: 'cancelled', cause: 'cancelled', reason, advice: '' };
}
