import type { InCluster } from '../deploy/cluster-access.js';
import type { Deploy } from '../deploy/deps.js';
import { runPlan } from '../deploy/plan.js';
import type { PlanResult } from '../deploy/planning.js';
import { buildPlanCommand } from '../helm/args.js';
import {
  buildDryRunCommand,
  type DryRunFacts,
  type DryRunRendering,
} from '../helm/dry-run-args.js';
import type { Own } from './deploy-deps.js';
import { addMigrationFiles, type Finding } from './migration-files.js';
import { buildPlanDeps } from './plan-deps.js';

/** What is planned, and with what. */
export interface Planned {
  readonly cluster: InCluster;
  readonly deploy: Deploy;
  readonly facts: DryRunFacts;
  readonly frontend: Finding['frontend'];
}

/** A plan, and the migration files of the pull request. Throws ActionError where it cannot be made. */
export async function plan(
  own: Own,
  { cluster, deploy, facts, frontend }: Planned,
): Promise<PlanResult> {
  const { inputs } = own;
  const commands = {
    plan: buildPlanCommand(inputs, facts),
    hooks: (rendering: DryRunRendering) => buildDryRunCommand(inputs, facts, rendering),
  };
  const say = (text: string) => deploy.reporter.say(text);
  const planning = runPlan(buildPlanDeps(cluster, own, commands), deploy);
  return await addMigrationFiles(planning, { frontend, inputs, say });
}
