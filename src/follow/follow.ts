import type { HelmExit } from '../helm/run.js';
import type { RevisionTime } from '../helm/revision-time.js';
import type { DisarmCluster } from './disarm.js';
import type { EarlyEnd } from '../hooks/ending.js';
import type { HookCluster } from './hook-cluster.js';
import type { HookListener } from './listener.js';
import type { Observation } from '../hooks/observation.js';
import { untilAborted } from './pulse.js';
import type { Records } from './records.js';
import { ReleaseFollower } from './release.js';

/** The cluster as the follower needs it, for one release. */
export interface Cluster extends HookCluster, Records, DisarmCluster {
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
  /** Follow the release's Jobs that are no hooks, too: helm waits for them with `--wait-for-jobs`. */
  readonly withJobs?: boolean;
  /** Aborts when the run is cancelled: then there is no time to read on. */
  readonly cancelled?: AbortSignal;
  /** After helm's end, what still runs is followed for this long. */
  readonly settleMs?: number;
  /** What keeps a hook from starting, and others may mend, is waited for so long; undefined never ends helm early. */
  readonly failFastMs?: number | undefined;
  /** Ends helm, since a hook cannot succeed, or helm does not notice its end. */
  readonly endHelm?: (end: EarlyEnd) => void;
  /** When helm has given up, a hook that runs on is followed for so long. */
  readonly followOnMs?: number;
}

/**
 * Follows the hooks of the revision that helm makes, from `startedAt` to helm's end and a little on; what has not started by then is kept
 * from it, and what runs on is followed to its end. Never throws: what could not be seen is part of the observation (`blind`).
 */
export async function followDeploy(
  cluster: Cluster,
  listener: HookListener,
  options: FollowOptions,
): Promise<Observation> {
  const follower = new ReleaseFollower({ cluster, listener, options });
  const following = follower.follow();
  try {
    await untilAborted(options.helmEnded);
    await follower.readFinalRecords();
    await follower.seeOut();
    await follower.settle();
    await follower.seeOff();
    follower.end();
    await following;
    follower.conclude();
    return follower.observation;
  } finally {
    follower.end();
    await following;
  }
}
