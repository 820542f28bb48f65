import type { HookCluster } from '../follow/hook-cluster.js';
import type { ActiveHookFollower, ActiveHookOptions } from './active-hook-follower.js';
import type { Pause } from '../time/pulse.js';
import type { Command } from '../inputs/command.js';
import type { Policy } from '../inputs/policy.js';
import type { Leases } from './hold.js';
import type { Run, Tenure } from './lease.js';
import type { Ender } from './replace.js';
import type { GuardView } from './sight.js';

/** The cluster as the guard needs it. All throw ActionError. */
export interface GuardCluster extends GuardView, Ender {
  readonly leases: Leases;
  readonly hooks: HookCluster;
  /**
   * Marks a pending revision as failed, and changes nothing else; false where it is not pending any more, or not in the
   * cluster.
   */
  markFailed(revision: number, signal: AbortSignal): Promise<boolean>;
}

/** What the guard is to clear, and whom it tells. */
export interface GuardOptions extends ActiveHookOptions {
  readonly release: string;
  readonly run: Run;
  readonly policy: Policy;
  readonly command: Command;
  readonly pause: Pause;
  readonly say: (text: string) => void;
  /** Loads what follows hooks of earlier deploys: most deploys find none at work. */
  readonly loadFollower: () => Promise<typeof ActiveHookFollower>;
  /** True where a run that left something is known to be over. Never throws: what cannot be known is false. */
  readonly isOver: (run: Tenure) => Promise<boolean>;
}
