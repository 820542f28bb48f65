import type { ActionError } from '../errors.js';
import type { Hook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import { type Activity, findActivity } from './activity.js';
import { type AttemptEnd, type Attempts, countAttempts } from './attempts.js';
import { findDeciding, findLog, findNewestPod } from './deciding.js';
import type { LogLine } from '../logs/cursor.js';
import type { Disarmed } from '../follow/disarm.js';
import type { EarlyEnd } from './ending.js';
import type { KubeEvent } from './events.js';
import { countMostAttempts, type Job, type Verdict } from './job.js';
import { findWait, judgeObjects } from './judgement.js';
import { findLeftover, type Leftover } from './leftover.js';
import { findLingering, type Lingering } from './lingering.js';
import { findLostNode, type LostNode } from './lost-node.js';
import type { ContainerEnd, DecidingContainer } from './pod.js';
import { findRunning, type RunningContainer } from './running.js';
import type { Pod } from './targets.js';

/** A hook and the event that it runs for. */
export interface HookRun {
  /** Tells the run from all others of its operation: an object that is a hook of two events runs twice. */
  readonly key: string;
  readonly event: string;
  readonly hook: Hook;
  /** It is the first, second, … of `count` that helm runs; undefined of another deploy's hook. */
  readonly number?: number;
  readonly count?: number;
}

/** What became of one hook, as we saw it. */
export interface HookResult extends HookRun {
  /**
   * `not-seen`: no object of it was seen (it did not start, or we may not look). `unconfirmed`: Helm says that it succeeded, and
   * nothing that we saw bears that out.
   */
  readonly verdict: Verdict | { readonly kind: 'not-seen' | 'unconfirmed' };
  /** How often it was tried so far: Pods of the Job, and restarts in them. */
  readonly attempts: number;
  /** How many of these failed by themselves, and their exit codes, each once. */
  readonly failures: Pick<Attempts, 'failed' | 'exitCodes'>;
  /** Those that are over without success, in the order of their starts. */
  readonly ended: readonly AttemptEnd[];
  /** When its programs ran; undefined where none was seen to. */
  readonly ran: Activity | undefined;
  /** So many attempts it has; undefined where that is not one number: several completions, restarts in a Pod, no Job. */
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
}

/** All that was seen of one deploy. */
export interface Observation {
  /** Our revision's record as it was last read; undefined when helm never wrote one, or we may not look. */
  readonly release: Release | undefined;
  /** Hooks that the operation runs, in Helm's order. */
  readonly hooks: readonly HookResult[];
  /** What keeps us from reading the records of the release, as it stood at the end. */
  readonly recordTrouble: ActionError | undefined;
  readonly deployedBefore: number | undefined;
  /** Undefined where nobody could look. */
  readonly deployedAfter: number | 'none' | undefined;
  /** A revision that was `pending-*` before helm started, left by another run. */
  readonly pendingBefore: Release | undefined;
  /** What kept us from seeing, as it stood at the end. */
  readonly blind: readonly ActionError[];
  /** Why helm was ended before it ended by itself. */
  readonly endedEarly?: EarlyEnd | undefined;
  /** Hooks that could have started after helm's end, and what was done about each. */
  readonly disarmed?: readonly Disarmed[];
  /** The hook that ran on after helm had given up, and how long it was followed, in ms. */
  readonly followedOn?: { readonly run: HookRun; readonly ms: number } | undefined;
  /** Rights that were missing, as it stood at the end. Some cost nothing but time: what may not be watched is listed. */
  readonly refused?: readonly ActionError[];
}

/** What was seen of one hook's objects: only those made for this revision. */
export interface HookObjects {
  readonly job: Job | undefined;
  /** The Job is gone: `deleted`, and `job` is the last of it, or `missed`, and how it ended was not seen. */
  readonly jobGone: 'deleted' | 'missed' | undefined;
  readonly pods: readonly Pod[];
  /** UIDs of Pods that were deleted while a container of theirs ran. */
  readonly interrupted: ReadonlySet<string>;
  /** UIDs of Pods that are gone; `pods` has the last of them. */
  readonly gone: ReadonlySet<string>;
  /** The last lines of each container run, by its ID. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
  /** What Kubernetes told of the Job and its Pods; looked for only where nothing runs for long. */
  readonly events: readonly KubeEvent[];
  /** Ends of containers, each once, also of those that have been restarted since. */
  readonly ends: readonly ContainerEnd[];
  /** What had the hook's name before this run, oldest first: none of it is this run's. */
  readonly others: readonly OtherObject[];
  /** Something keeps us from seeing its Job or its Pods as they are now. */
  readonly isBlind: boolean;
}

/** A Job or Pod of the hook's name that this run did not make. */
export interface OtherObject {
  readonly object: Job | Pod;
  readonly isGone: boolean;
  /** The revision that made it; undefined where no record tells. */
  readonly revision: number | undefined;
  /** An earlier run of the same operation made it. */
  readonly isOurs: boolean;
}

/** Of a hook that has no object to follow, or none that we saw. */
export const NOTHING_SEEN: HookObjects = {
  job: undefined,
  jobGone: undefined,
  pods: [],
  interrupted: new Set(),
  gone: new Set(),
  logs: new Map(),
  events: [],
  ends: [],
  others: [],
  isBlind: false,
};

/** The observation of a deploy that could not be followed at all. */
export function seeNothing(why: ActionError): Observation {
  return { ...seeOnly(undefined), recordTrouble: why, blind: [why] };
}

/** The observation of a deploy in which helm was not started. */
export function seeOnly(deployed: Observation['deployedAfter']): Observation {
  return {
    ...{ release: undefined, recordTrouble: undefined, pendingBefore: undefined },
    ...{ hooks: [], deployedAfter: deployed, blind: [] },
    deployedBefore: deployed === 'none' ? undefined : deployed,
  };
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
    log: findLog(objects, { kind: verdict.kind, deciding: deciding ?? lingering?.ended, ended }),
  };
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
  {
    kind,
    deciding,
  }: Pick<HookResult, 'deciding'> & { readonly kind: HookResult['verdict']['kind'] },
): string {
  if (kind !== 'succeeded' && kind !== 'failed') return '';
  return findJobEnd(job) ?? deciding?.finished ?? run.hook.completed;
}

/** A Job that has failed has no time of completion, but its condition has one. */
function findJobEnd(job: Job | undefined): string | undefined {
  const { completionTime, conditions = [] } = job?.status ?? {};
  return completionTime ?? conditions.find(({ type }) => type === 'Failed')?.lastTransitionTime;
}
