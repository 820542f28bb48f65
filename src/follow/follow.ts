import type { Cluster, FollowOptions } from './options.js';
import type { DeployListener } from './listener.js';
import type { DeploySeen } from '../rollout/seen.js';
import { untilAborted } from '../time/pulse.js';
import { ReleaseFollower } from './release.js';

/**
 * Follows the hooks of the revision that helm makes, from `startedAt` to helm's end and a little on; what has not
 * started by then is kept from it, and what runs on is followed to its end. Never throws: what could not be seen is
 * part of the observation (`blind`).
 */
export async function followDeploy(
  cluster: Cluster,
  listener: DeployListener,
  options: FollowOptions,
): Promise<DeploySeen> {
  const follower = new ReleaseFollower({ cluster, listener, options });
  const following = follower.follow();
  try {
    await untilAborted(options.helmEnded);
    await follower.settleRollout();
    await follower.readFinalRecords();
    await follower.followRemaining();
    await follower.settle();
    await follower.suspendRemaining();
    follower.end();
    await following;
    follower.conclude();
    return follower.observation;
  } finally {
    follower.end();
    await following;
  }
}
