import type { LogLine } from '../text/log-line.js';
import type { Observation } from '../hooks/observation.js';
import type { RolloutEnd } from './ending.js';
import type { WorkloadResult } from './result.js';

/** A workload as it stood when helm ended, and the last lines of its container that ended with an error. */
export interface FollowedWorkload extends WorkloadResult {
  readonly log: readonly LogLine[];
}

/** All that was seen of a rollout. */
export interface Rollout {
  readonly workloads: readonly FollowedWorkload[];
  /** Why helm was ended before it ended by itself. */
  readonly endedEarly: RolloutEnd | undefined;
}

/** All that was seen of a deploy, its workloads included; they are undefined where helm does not wait for them. */
export interface DeploySeen extends Observation {
  readonly rollout?: Rollout | undefined;
}
