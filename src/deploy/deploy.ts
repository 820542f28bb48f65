import type { RevisionTime } from '../helm/revision-time.js';
import type { ActionError } from '../errors.js';
import { type Clearance, diagnoseClearance } from '../guard/clearance.js';
import type { Left } from '../guard/lease.js';
import type { Waited } from '../guard/waited.js';
import type { HelmCommand } from '../helm/args.js';
import type { HelmExit } from '../helm/run.js';
import type { FollowOptions } from '../follow/options.js';
import type { DeployListener } from '../follow/listener.js';
import { observeDeployed } from '../hooks/observation.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { Inputs } from '../inputs/inputs.js';
import { type Diagnosis } from '../diagnosis/diagnosis.js';
import { isUnfinished } from '../hooks/at-work.js';
import { describeEarlyEnd } from '../hooks/ending.js';
import { repair } from './repair.js';
import type { Rollback } from '../diagnosis/rollback.js';

/** What happens in a deploy, told as it happens. */
export interface Reporter extends DeployListener {
  say(text: string): void;
  /** One line of our own words and of inputs alone: nothing in it is to be hidden. */
  announce(text: string): void;
  onHelmLine(line: string): void;
  close(): Promise<void>;
}

/** One deploy, checked and ready to start. */
export interface Deploy {
  readonly inputs: Inputs;
  readonly command: HelmCommand;
  /** The command that takes the release back to a revision. */
  readonly rollbackTo: (revision: number) => HelmCommand;
  readonly reporter: Reporter;
}

/** What came of one run of helm, as it ended and as it was seen. */
export interface Operation {
  readonly helm: HelmExit;
  readonly seen: DeploySeen;
  readonly helmMs: number;
}

/** What came of a deploy; `helm` is undefined where it was not started. */
export interface DeployResult extends Partial<Omit<Operation, 'seen'>> {
  readonly diagnosis: Diagnosis;
  readonly seen: DeploySeen;
  /** What was waited for before helm; undefined where nothing was. */
  readonly waited?: Waited | undefined;
}

/** What kind of operation is followed, beside when. */
export type Following = FollowOptions & { readonly isRollback: boolean };

/** Everything outside: the clock, helm, the cluster. */
export interface DeployDeps {
  now(): number;
  /** Aborts when the runner cancels the step. */
  readonly cancelled: AbortSignal;
  /** Waits until helm may start. Throws ActionError where the cluster does not let us see that. */
  guard(deploy: Deploy): Promise<Clearance>;
  /** `stop` aborts when helm is to be ended early. */
  runHelm(
    command: HelmCommand,
    onLine: (line: string) => void,
    stop: AbortSignal,
  ): Promise<HelmExit>;
  /** Never throws, and never delays helm. */
  follow(deploy: Deploy, following: Following): Promise<DeploySeen>;
  /** Marks a revision that helm left pending as failed; false where it could not. Never throws. */
  markFailed(revision: number): Promise<boolean>;
  /** Why the encrypted values cannot be decrypted, or undefined when they can. */
  explainDecryption(deploy: Deploy): Promise<ActionError | undefined>;
}

/**
 * Clears the way, deploys with helm and follows the hooks while it runs; after a failure, rolls back where that is
 * asked for. A failed migration is a result, not an exception.
 */
export async function runDeploy(deps: DeployDeps, deploy: Deploy): Promise<DeployResult> {
  const { inputs, reporter } = deploy;
  const { release, namespace, server } = inputs;
  reporter.announce(`Deploying release ${release} to namespace ${namespace} of ${server}`);
  let clearance: Clearance | undefined;
  let left: Left = 'unfinished';
  try {
    clearance = await deps.guard(deploy);
    if (clearance.kind !== 'clear')
      return { diagnosis: diagnoseClearance(clearance), seen: observeDeployed(clearance.deployed) };
    const { isOver, ...result } = await deployAndJudge(deps, deploy, clearance.earlier);
    if (isOver) left = 'clean';
    return { ...result, waited: clearance.waited };
  } finally {
    if (clearance?.kind === 'clear') await clearance.release(left);
    await reporter.close();
  }
}

/** `isOver` where nothing of the deploy or its rollback is left at work. */
async function deployAndJudge(
  deps: DeployDeps,
  deploy: Deploy,
  earlier: readonly RevisionTime[],
): Promise<DeployResult & { readonly isOver: boolean }> {
  const { inputs, command } = deploy;
  const { release, namespace } = inputs;
  const operating = operate(deps, deploy, { command, earlier });
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

/**
 * One run of helm, followed from before its start to its end. What helm left pending is marked as failed: helm is gone.
 */
async function operate(
  deps: DeployDeps,
  deploy: Deploy,
  { command, earlier }: { command: HelmCommand; earlier: readonly RevisionTime[] },
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
      withWorkloads: (inputs.wait || inputs.atomic) && command === deploy.command,
      isRollback: command !== deploy.command,
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
async function rollBack(
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
  const operation = await operate(deps, deploy, { command, earlier: [] });
  return { kind: 'done', to, helm: operation.helm, seen: operation.seen };
}
