import type { Hook } from '../helm/hook.js';
import type { HookRun } from '../helm/run-order.js';
import type { LogLine } from '../text/log-line.js';
import { type Activity, findActivity } from './activity.js';
import { type AttemptTimes, listAttemptTimes } from './attempt-times.js';
import { type AttemptEnd, type Attempts, countAttempts } from './attempts.js';
import { findDeciding, findNewestPod, findTelling, type Telling } from './deciding.js';
import type { HookObjects } from './hook-objects.js';
import type { LogStart } from './log-tails.js';
import { findMigrated, type Migrated } from './migrated.js';
import { countMostAttempts, type Job } from './job.js';
import { findWait, judgeObjects } from './judgement.js';
import { type HookVerdict, isOver } from './verdict.js';
import { findLeftover, type Leftover } from './leftover.js';
import { findLingering, type Lingering } from './lingering.js';
import { findLostNode, type LostNode } from './lost-node.js';
import type { DecidingContainer } from './pod.js';
import { findRunning, type RunningContainer } from './running.js';

/** What became of one hook, as we saw it. */
export interface HookResult extends HookRun {
  readonly verdict: HookVerdict;
  /** How often it was tried so far: Pods of the Job, and restarts in them. */
  readonly attempts: number;
  /** How many of these failed by themselves, and their exit codes, each once. */
  readonly failures: Pick<Attempts, 'failed' | 'exitCodes'>;
  /** Those that are over without success, in the order of their starts. */
  readonly ended: readonly AttemptEnd[];
  /** When each attempt waited and ran. */
  readonly times: readonly AttemptTimes[];
  /** When its programs ran; undefined where none was seen to. */
  readonly ran: Activity | undefined;
  /**
   * So many attempts it has; undefined where that is not one number: several completions, restarts in a Pod, no Job.
   */
  readonly attemptsMax: number | undefined;
  /** What its newest Pod waits for, in Kubernetes' words; undefined where that does not wait. */
  readonly waitsFor: string | undefined;
  /** RFC 3339, empty where unknown. */
  readonly started: string;
  readonly finished: string;
  readonly deciding: DecidingContainer | undefined;
  /** An object of its name that it did not make, where it made none. */
  readonly leftover: Leftover | undefined;
  /** What keeps it running after one of its containers has ended; undefined where nothing does. */
  readonly lingering: Lingering | undefined;
  /** Where it runs as far as anybody knows: the node does not answer. */
  readonly lostNode: LostNode | undefined;
  /** The container that runs; undefined unless the verdict is `running`, and between two attempts. */
  readonly running: RunningContainer | undefined;
  /** The last lines of the run that decided, or of the newest one. */
  readonly log: readonly LogLine[];
  /** The first lines of the same log, and how many are in neither; undefined where `log` is all of it. */
  readonly logStart: LogStart | undefined;
  /** What its logs say of migrations: no report where no tool that we know has printed. */
  readonly migrated: Migrated;
}

/** Judges one hook from its objects; where none was seen, Helm's own word stands. */
export function judgeHook(run: HookRun, objects: HookObjects): HookResult {
  const newest = findNewestPod(objects.pods);
  const verdict = judgeObjects(run, objects);
  const attempts = countAttempts(objects);
  const { begun, ended, failed, exitCodes, lastFailed } = attempts;
  const deciding = findDeciding(objects.pods, verdict.kind, lastFailed);
  const lingering = verdict.kind === 'running' ? findLingering(newest) : undefined;
  return {
    ...run,
    hook: { ...run.hook, ...findGivenName(run, objects) },
    verdict,
    attempts: begun,
    failures: { failed, exitCodes },
    ended,
    times: listAttemptTimes(objects, ended),
    ran: findActivity(objects.pods),
    waitsFor: findWait(newest, objects),
    attemptsMax: findAttemptsMax(objects.job, attempts),
    started: objects.job?.status?.startTime ?? newest?.status?.startTime ?? run.hook.started,
    finished: findFinished(run, objects, { kind: verdict.kind, deciding }),
    deciding,
    leftover: findLeftover(objects),
    lingering,
    lostNode: verdict.kind === 'running' ? findLostNode(newest) : undefined,
    running: verdict.kind === 'running' ? findRunning(objects) : undefined,
    ...readLogs(objects, { kind: verdict.kind, ended, deciding: deciding ?? lingering?.ended }),
  };
}

function readLogs(
  objects: HookObjects,
  seen: Telling,
): Pick<HookResult, 'log' | 'logStart' | 'migrated'> {
  const telling = findTelling(objects, seen);
  const migrated = findMigrated(objects, { ...seen, telling });
  const logStart = objects.logStarts?.get(telling);
  return { log: objects.logs.get(telling) ?? [], logStart, migrated };
}

/** A Pod that was deleted since its Job was suspended does not count for the Job: then there are more than it says. */
function findAttemptsMax(
  job: Job | undefined,
  { begun, ended }: Pick<Attempts, 'begun' | 'ended'>,
): number | undefined {
  const most = countMostAttempts(job);
  if (most === undefined || begun <= most) return most;
  const withStopped = most + ended.filter(({ kind }) => kind === 'stopped').length;
  return begun <= withStopped ? withStopped : undefined;
}

/** The name that the API server made up, where it did. */
function findGivenName({ hook }: HookRun, { job, pods: [pod] }: HookObjects): Partial<Hook> {
  const name = (job ?? pod)?.metadata?.name;
  return hook.isNameGenerated && name !== undefined ? { name, isNameGenerated: false } : {};
}

function findFinished(
  run: HookRun,
  { job }: HookObjects,
  { kind, deciding }: Pick<HookResult, 'deciding'> & { readonly kind: HookVerdict['kind'] },
): string {
  if (!isOver({ kind })) return '';
  return findJobEnd(job) ?? deciding?.finished ?? run.hook.completed;
}

/** A Job that has failed has no time of completion, but its condition has one. */
function findJobEnd(job: Job | undefined): string | undefined {
  const { completionTime, conditions = [] } = job?.status ?? {};
  return completionTime ?? conditions.find(({ type }) => type === 'Failed')?.lastTransitionTime;
}
