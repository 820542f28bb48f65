import type { RevisionTime } from '../helm/revision-time.js';
import type { KeptRevision } from '../helm/rollback-target.js';
import { type Clearance, diagnoseClearance } from '../guard/clearance.js';
import type { Left } from '../guard/lease.js';
import type { Waited } from '../guard/waited.js';
import { observeDeployed } from '../hooks/observation.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { Diagnosis } from '../diagnosis/diagnosis.js';
import { isUnfinished } from '../hooks/at-work.js';
import type { Deploy, DeployDeps, Operation } from './deps.js';
import { operate, rollBack } from './operate.js';
import { describeUnwaited } from '../rollout/unwaited.js';

/** What came of a deploy; `helm` is undefined where it was not started. */
export interface DeployResult extends Partial<Omit<Operation, 'seen'>> {
  readonly diagnosis: Diagnosis;
  readonly seen: DeploySeen;
  /** What was waited for before helm; undefined where nothing was. */
  readonly waited?: Waited | undefined;
}

/** What is done once the guard has cleared it; `isOver` where nothing of it is left at work. */
export type Work = (
  earlier: readonly KeptRevision[],
) => Promise<DeployResult & { readonly isOver: boolean }>;

/**
 * Clears the way, deploys with helm and follows the hooks while it runs; after a failure, rolls back where that is
 * asked for. A failed migration is a result, not an exception.
 */
export async function runDeploy(deps: DeployDeps, deploy: Deploy): Promise<DeployResult> {
  const { release, namespace, server } = deploy.inputs;
  deploy.reporter.announce(`Deploying release ${release} to namespace ${namespace} of ${server}`);
  return await guarded(deps, deploy, (earlier) => deployAndJudge(deps, deploy, earlier));
}

/** Does work on the release while no other run does, and tells the next one what is left of it. */
export async function guarded(deps: DeployDeps, deploy: Deploy, work: Work): Promise<DeployResult> {
  let clearance: Clearance | undefined;
  let left: Left = 'unfinished';
  try {
    clearance = await deps.guard(deploy);
    if (clearance.kind !== 'clear')
      return { diagnosis: diagnoseClearance(clearance), seen: observeDeployed(clearance.deployed) };
    const { isOver, ...result } = await work(clearance.earlier);
    if (isOver) left = 'clean';
    return { ...result, waited: clearance.waited };
  } finally {
    if (clearance?.kind === 'clear') await clearance.release(left);
    await deploy.reporter.close();
  }
}

/** `isOver` where nothing of the deploy or its rollback is left at work. */
async function deployAndJudge(
  deps: DeployDeps,
  deploy: Deploy,
  earlier: readonly RevisionTime[],
): ReturnType<Work> {
  const { inputs, command, reporter } = deploy;
  const { release, namespace } = inputs;
  const withWorkloads = inputs.wait || inputs.atomic;
  const operation = { command, earlier, withWorkloads, isRollback: false };
  const operating = operate(deps, deploy, operation);
  const [{ helm, seen, helmMs }, judge] = await Promise.all([operating, loadDiagnosis()]);
  const cancelled = deps.cancelled.aborted;
  const begun = helm.exitCode === 0 || cancelled || seen.release !== undefined;
  const undecrypted = begun ? undefined : await deps.explainDecryption(deploy);
  const rollback = await rollBack(deps, deploy, { helm, seen, helmMs });
  const isRolledBack = judge.isRolledBack(rollback);
  const facts = { release, namespace, helm, seen, cancelled, undecrypted, isRolledBack };
  const diagnosis = judge.diagnose({ ...facts, asked: inputs });
  const judged = judge.requireHook(diagnosis, { required: inputs.policy.requireHook, seen });
  const diagnosed = judge.addRollback(judged, rollback);
  const unwaited = diagnosed.outcome === 'deployed' ? describeUnwaited(seen) : undefined;
  if (unwaited !== undefined) reporter.announce(unwaited);
  const isOver = !isUnfinished(seen) && !(rollback?.kind === 'done' && isUnfinished(rollback.seen));
  return { diagnosis: diagnosed, helm, helmMs, seen: judge.mergeSeen(seen, rollback), isOver };
}

/** Loaded while helm runs: none of it is needed before. */
async function loadDiagnosis() {
  const [{ diagnose }, { requireHook }, rollback] = await Promise.all([
    import('../diagnosis/diagnose.js'),
    import('../diagnosis/required-hook.js'),
    import('../diagnosis/rollback.js'),
  ]);
  return { diagnose, requireHook, ...rollback };
}
