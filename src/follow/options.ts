import type { HelmExit } from '../helm/run.js';
import type { RevisionTime } from '../helm/revision-time.js';
import type { EarlyEnd } from '../hooks/ending.js';
import type { SuspendCluster } from './suspend.js';
import type { HookCluster } from './hook-cluster.js';
import type { RolloutCluster } from './rollout-cluster.js';
import type { Records } from '../helm/records.js';

/** The cluster as the follower needs it, for one release. */
export interface Cluster extends HookCluster, Records, SuspendCluster {
  /** Where workloads are looked at. */
  readonly rollout?: RolloutCluster;
  /** Lists all once more, at once: a watch may say nothing though there is something. */
  lookAgain?(): void;
}

/** One deploy to follow. */
export interface FollowOptions {
  /** When helm was started, in ms since the epoch, by the clock that helm uses too. */
  readonly startedAt: number;
  /** The revisions before helm's, as far as they are known. */
  readonly earlier?: readonly RevisionTime[];
  /** Aborts when helm has ended. */
  readonly helmEnded: AbortSignal;
  /** How helm ended; undefined while it runs, and where it could not be started. */
  readonly helmExit?: () => HelmExit | undefined;
  /** Follow the release's Jobs that are not hooks, too: helm waits for them with `--wait-for-jobs`. */
  readonly withJobs?: boolean;
  /** Follow the release's workloads, too: helm waits for them with `--wait`. */
  readonly withWorkloads?: boolean;
  /** Ends helm, since a workload cannot become ready. */
  readonly endHelmFor?: (why: string) => void;
  /** Aborts when the run is cancelled: then there is no time to read on. */
  readonly cancelled?: AbortSignal;
  /** After helm's end, what still runs is followed for this long. */
  readonly settleMs?: number;
  /** What keeps a hook from starting, and others may fix, is waited for so long; undefined never ends helm early. */
  readonly failFastMs?: number | undefined;
  /** Ends helm, since a hook cannot succeed, or helm does not notice its end. */
  readonly endHelm?: (end: EarlyEnd) => void;
  /** When helm has stopped waiting, a hook that runs on is followed for so long. */
  readonly followOnMs?: number;
}
