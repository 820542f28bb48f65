import type { ActionError } from '../errors.js';
import { diagnoseCancelledPlan } from '../diagnosis/cancelled-plan.js';
import type { DryRunHost } from '../dry-run/dry-run.js';
import type { ReleaseRecord } from '../helm/records.js';
import type { Release } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import { observeDeployed } from '../hooks/observation.js';
import type { Veil } from '../plan/conceal.js';
import type { MigrationFiles } from '../plan/migration-files.js';
import type { Plan } from '../plan/plan.js';
import type { DeployResult } from './deploy.js';
import type { Deploy } from './deps.js';

/** What the cluster has of a release. */
export interface Standing {
  /** The revision that a deploy would replace: the deployed one, else the last one that failed. */
  readonly record: ReleaseRecord | undefined;
  /** The number of the one that is deployed. */
  readonly deployed: number | 'none';
  /** The newest revision. */
  readonly newest: Pick<Release, 'revision' | 'status'> | undefined;
}

/** What helm rendered; undefined where it failed. */
export interface Rendering {
  readonly helm: HelmExit;
  readonly record: ReleaseRecord | undefined;
}

/** Everything outside. Nothing of it changes what is deployed. */
export interface PlanDeps extends DryRunHost {
  now(): number;
  readonly cancelled: AbortSignal;
  /** False where the run was cancelled. Throws ActionError where helm cannot be made ready. */
  ready(): Promise<boolean>;
  /** Throws ActionError where the records cannot be read. */
  readStanding(): Promise<Standing>;
  /** Asks helm for what it would deploy, and hides the secrets in it from now on. */
  render(onLine: (line: string) => void): Promise<Rendering>;
  readonly veil: Veil;
  explainDecryption(deploy: Deploy): Promise<ActionError | undefined>;
}

/** What came of a plan. */
export interface PlanResult extends DeployResult {
  readonly plan?: Plan;
  readonly migrationFiles?: MigrationFiles;
}

/** Nothing was found out. */
export function cancelledResult(): PlanResult {
  return { diagnosis: diagnoseCancelledPlan(), seen: observeDeployed(undefined) };
}
