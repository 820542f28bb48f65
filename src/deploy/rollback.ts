import { isUnfinished } from '../hooks/at-work.js';
import { findRollbackTarget, type KeptRevision } from '../helm/rollback-target.js';
import { type DeployResult, guarded, type Work } from './deploy.js';
import type { Deploy, DeployDeps } from './deps.js';
import { operate } from './operate.js';

/**
 * Rolls the release back to an earlier revision, with the same guard as a deploy, and follows it like a deploy. The
 * database is not rolled back: Helm runs only the `pre-rollback` and `post-rollback` hooks of that revision.
 */
export async function runRollback(deps: DeployDeps, deploy: Deploy): Promise<DeployResult> {
  const { release, namespace, server } = deploy.inputs;
  deploy.reporter.announce(
    `Rolling back release ${release} in namespace ${namespace} of ${server}`,
  );
  return await guarded(deps, deploy, (earlier) => rollBackAndJudge(deps, deploy, earlier));
}

async function rollBackAndJudge(
  deps: DeployDeps,
  deploy: Deploy,
  earlier: readonly KeptRevision[],
): ReturnType<Work> {
  const { inputs, reporter } = deploy;
  const { release, namespace } = inputs;
  const to = findRollbackTarget(earlier, inputs);
  reporter.announce(`Rolling back to revision ${String(to)}${describeState(earlier, to)}`);
  const command = deploy.rollbackTo(to);
  const operation = { command, earlier, isRollback: true, withWorkloads: true };
  const operating = operate(deps, deploy, operation);
  const judging = import('../diagnosis/diagnose.js');
  const [{ helm, seen, helmMs }, { diagnose }] = await Promise.all([operating, judging]);
  const facts = { release, namespace, helm, seen, cancelled: deps.cancelled.aborted };
  const diagnosis = diagnose({ ...facts, undecrypted: undefined, rollbackTo: to });
  return { diagnosis, helm, helmMs, seen, isOver: !isUnfinished(seen) };
}

/** After a failed deploy, the target is the deployed revision: the rollback undoes what the failed deploy changed. */
function describeState(kept: readonly KeptRevision[], to: number): string {
  const isDeployed = kept.some(({ revision, status }) => revision === to && status === 'deployed');
  return isDeployed ? ', which is the deployed revision' : '';
}
