import type { ActionError } from '../errors.js';
import type { ReleaseRecord } from '../helm/records.js';
import { isPending, type Release } from '../helm/release.js';
import type { HelmExit } from '../helm/run.js';
import { observeDeployed } from '../hooks/observation.js';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { MigrationFiles } from '../plan/migration-files.js';
import type { Plan } from '../plan/plan.js';
import type { Veil } from '../plan/conceal.js';
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

/** Everything outside. Nothing of it changes the cluster. */
export interface PlanDeps {
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

/** Says what a deploy would do, and changes nothing. */
export async function runPlan(deps: PlanDeps, deploy: Deploy): Promise<PlanResult> {
  const { inputs, reporter } = deploy;
  const { release, namespace, server } = inputs;
  reporter.announce(`Planning release ${release} in namespace ${namespace} of ${server}`);
  try {
    if (!(await deps.ready())) return cancelledResult();
    const startedAt = deps.now();
    const [standing, first] = await Promise.all([
      deps.readStanding(),
      deps.render((line) => reporter.onHelmLine(line)),
    ]);
    // What differs between two renderings would differ in a deploy, too, whatever was changed.
    const again = first.record && (await deps.render(() => undefined));
    const helmMs = deps.now() - startedAt;
    const result =
      first.record === undefined || again?.record === undefined
        ? await explainFailed(deps, deploy, { standing, helm: again?.helm ?? first.helm })
        : await compare(deps, deploy, {
            ...{ standing, helm: first.helm },
            ...{ rendered: first.record, again: again.record },
          });
    return { ...result, helmMs };
  } finally {
    await reporter.close();
  }
}

/** What came of a plan. */
export interface PlanResult extends DeployResult {
  readonly plan?: Plan;
  readonly migrationFiles?: MigrationFiles;
}

interface Failed {
  readonly standing: Standing;
  readonly helm: HelmExit;
}

async function explainFailed(
  deps: PlanDeps,
  deploy: Deploy,
  { standing, helm }: Failed,
): Promise<PlanResult> {
  const { inputs } = deploy;
  const { release, namespace } = inputs;
  const cancelled = deps.cancelled.aborted;
  const seen = observeDeployed(standing.deployed);
  const undecrypted = cancelled ? undefined : await deps.explainDecryption(deploy);
  const { diagnosePlan } = await import('../diagnosis/plan.js');
  const facts = { release, namespace, helm, seen, cancelled, undecrypted, asked: inputs };
  return { diagnosis: diagnosePlan(facts), helm, seen };
}

interface Compared extends Failed {
  readonly rendered: ReleaseRecord;
  readonly again: ReleaseRecord;
}

async function compare(
  { veil }: PlanDeps,
  { inputs }: Deploy,
  { standing, helm, rendered, again }: Compared,
): Promise<PlanResult> {
  const { describePlan, makePlan } = await import('../plan/plan.js');
  const plan = makePlan({ deployed: standing.record, rendered, again }, veil);
  const diagnosis: Diagnosis = {
    ...{ outcome: 'planned', cause: '', advice: '', workloads: 'unchanged', hook: undefined },
    reason: describePlan(plan, inputs.release),
    notices: noticePending(standing),
  };
  const { versions } = plan;
  return { diagnosis, helm, plan, seen: { ...observeDeployed(standing.deployed), versions } };
}

function noticePending({ newest }: Standing): readonly string[] {
  if (newest === undefined || !isPending(newest)) return [];
  return [`Revision ${String(newest.revision)} is ${newest.status}: a deploy may be running.`];
}

function cancelledResult(): PlanResult {
  const diagnosis: Diagnosis = {
    ...{ outcome: 'cancelled', cause: 'cancelled', reason: 'The run was cancelled.', advice: '' },
    ...{ workloads: 'unchanged', hook: undefined },
  };
  return { diagnosis, seen: observeDeployed(undefined) };
}
