import type { LogLine } from '../text/log-line.js';
import type { MigrationReport } from '../migrations/migration.js';
import type { Observation } from '../hooks/observation.js';
import type { RolloutEnd } from './ending.js';
import type { InitMigrations } from './init-runs.js';
import type { WorkloadResult } from './result.js';

/** A workload as it stood when helm ended. */
export interface FollowedWorkload extends WorkloadResult {
  /** The last lines of its container that ended with an error. */
  readonly log: readonly LogLine[];
  /** What its init containers say of migrations. */
  readonly migrated: InitMigrations;
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
  /** How many workloads of the release helm did not wait for. */
  readonly unwaited?: number;
}

/** What all hooks and init containers say of migrations, a report for each of them and each tool. */
export function listReports(seen: DeploySeen | undefined): readonly MigrationReport[] {
  const places = [...(seen?.hooks ?? []), ...(seen?.rollout?.workloads ?? [])];
  return places.flatMap(({ migrated }) => migrated.reports);
}
