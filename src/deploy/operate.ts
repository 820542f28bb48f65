import type { RevisionTime } from '../helm/revision-time.js';
import type { HelmCommand } from '../helm/args.js';
import type { HelmExit } from '../helm/run.js';
import { isUnfinished } from '../hooks/at-work.js';
import { describeEarlyEnd } from '../hooks/ending.js';
import type { Rollback } from '../diagnosis/rollback.js';
import type { Deploy, DeployDeps, Operation } from './deps.js';
import { repair } from './repair.js';

/** What helm is to do, and what of it is followed beside its hooks. */
export interface HelmOperation {
  readonly command: HelmCommand;
  /** The revisions before, as far as they are known. */
  readonly earlier: readonly RevisionTime[];
  readonly isRollback: boolean;
  readonly withWorkloads: boolean;
}

/**
 * One run of helm, followed from before its start to its end. What helm left pending is marked as failed: helm is gone.
 */
export async function operate(
  deps: DeployDeps,
  deploy: Deploy,
  { command, earlier, isRollback, withWorkloads }: HelmOperation,
): Promise<Operation> {
  const { inputs, reporter } = deploy;
  const [helmEnded, stop] = [new AbortController(), new AbortController()];
  const endHelm = (why: string) => {
    reporter.say(`Ending helm: ${why}`);
    stop.abort();
  };
  const startedAt = deps.now();
  let helmExit: HelmExit | undefined;
  const running = deps
    .runHelm(command, (line) => reporter.onHelmLine(line), stop.signal)
    .then((exit) => ({ helm: (helmExit = exit), helmMs: deps.now() - startedAt }))
    .finally(() => helmEnded.abort());
  const [seen] = await Promise.all([
    deps.follow(deploy, {
      startedAt,
      earlier,
      helmEnded: helmEnded.signal,
      cancelled: deps.cancelled,
      withJobs: inputs.waitForJobs,
      ...{ withWorkloads, isRollback },
      helmExit: () => helmExit,
      failFastMs: inputs.failFastMs,
      followOnMs: inputs.policy.waitMs,
      endHelm: (end) => endHelm(describeEarlyEnd(end)),
      endHelmFor: endHelm,
    }),
    // A helm that cannot be started ends the follower, too.
    running.catch(() => undefined),
  ]);
  return { seen: await repair(deps, seen), ...(await running) };
}

/**
 * Takes a failed deploy back to the revision that was deployed before, as an operation of our own: helm's `--atomic`,
 * ended in a hook, rolls back while the migration still runs. None after a cancel, and none while a hook is active.
 */
export async function rollBack(
  deps: DeployDeps,
  deploy: Deploy,
  { helm, seen }: Operation,
): Promise<Rollback | undefined> {
  const to = seen.deployedBefore;
  if (seen.release === undefined || to === undefined) return undefined;
  const command = deploy.rollbackTo(to);
  if (!deploy.inputs.atomic || helm.exitCode === 0) return { kind: 'not-wanted', to, command };
  if (isUnfinished(seen) || deps.cancelled.aborted) return { kind: 'left', to, command };
  deploy.reporter.announce(`Rolling back to revision ${String(to)}`);
  const rollback = { command, earlier: [], isRollback: true, withWorkloads: false };
  const operation = await operate(deps, deploy, rollback);
  return { kind: 'done', to, helm: operation.helm, seen: operation.seen };
}
