import type { ActionError } from '../errors.js';
import type { Hook, Release } from '../helm/release.js';
import type { LogLine } from './cursor.js';
import type { Disarmed } from './disarm.js';
import type { EarlyEnd } from './ending.js';
import { countMostAttempts, type Job, judgeJob, type Verdict } from './job.js';
import {
  type DecidingContainer,
  findDecidingContainer,
  findFailedContainer,
  judgePod,
} from './pod.js';
import { listContainerRuns, type Pod } from './targets.js';

/** A hook and the event that it runs for. */
export interface HookRun {
  readonly event: string;
  readonly hook: Hook;
  /** It is the first, second, … of `count` that helm runs; undefined of another deploy's hook. */
  readonly number?: number;
  readonly count?: number;
}

/** What became of one hook, as we saw it. */
export interface HookResult extends HookRun {
  /** `not-seen`: no object of it was seen (it did not start, or we may not look). */
  readonly verdict: Verdict | { readonly kind: 'not-seen' };
  /** Pods of the Job so far; 1 for a bare Pod. */
  readonly attempts: number;
  /** So many Pods the Job may have; undefined where that is not one number: several completions, no Job. */
  readonly attemptsMax: number | undefined;
  /** RFC 3339, empty where unknown. */
  readonly started: string;
  readonly finished: string;
  readonly deciding: DecidingContainer | undefined;
  /** The last lines of the run that decided, or of the newest one. */
  readonly log: readonly LogLine[];
}

/** All that was seen of one deploy. */
export interface Observation {
  /** Our revision's record as it was last read; undefined when helm never wrote one, or we may not look. */
  readonly release: Release | undefined;
  /** Hooks that the operation runs, in Helm's order. */
  readonly hooks: readonly HookResult[];
  readonly deployedBefore: number | undefined;
  readonly deployedAfter: number | undefined;
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
  /** The last lines of each container run, by its ID. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
}

/** Of a hook that has no object to follow, or none that we saw. */
export const NOTHING_SEEN: HookObjects = {
  job: undefined,
  jobGone: undefined,
  pods: [],
  logs: new Map(),
};

/** The observation of a deploy that could not be followed at all. */
export function seeNothing(why: ActionError): Observation {
  return { ...seeOnly(undefined), blind: [why] };
}

/** The observation of a deploy in which helm was not started. */
export function seeOnly(deployed: number | undefined): Observation {
  const none = { release: undefined, pendingBefore: undefined };
  return { ...none, hooks: [], deployedBefore: deployed, deployedAfter: deployed, blind: [] };
}

/** Judges one hook from its objects; where none was seen, Helm's own word stands. */
export function judgeHook(run: HookRun, objects: HookObjects): HookResult {
  const newest = newestPod(objects.pods);
  const verdict = judge(run, objects, newest);
  const deciding = findDeciding(objects.pods, verdict.kind);
  const { hook } = run;
  return {
    ...run,
    verdict,
    attempts: objects.pods.length,
    attemptsMax: countMostAttempts(objects.job),
    started: objects.job?.status?.startTime ?? newest?.status?.startTime ?? hook.started,
    finished:
      verdict.kind === 'succeeded' || verdict.kind === 'failed'
        ? findFinished(run, objects, deciding)
        : '',
    deciding,
    log: findLog(objects, deciding, newest),
  };
}

/**
 * True while a Job's status counts ended Pods whose end was not told yet: Jobs and Pods are watched
 * apart, and what their Pods wrote last must not be missed.
 */
export function awaitsPods({ job, pods }: HookObjects): boolean {
  const counted = (job?.status?.succeeded ?? 0) + (job?.status?.failed ?? 0);
  const isOver = (pod: Pod) => hasEnded(pod) || pod.metadata?.deletionTimestamp !== undefined;
  return counted > pods.filter(isOver).length;
}

function hasEnded(pod: Pod): boolean {
  const { kind } = judgePod(pod);
  return kind === 'succeeded' || kind === 'failed';
}

function judge(run: HookRun, objects: HookObjects, newest: Pod | undefined): HookResult['verdict'] {
  const { job, jobGone } = objects;
  const verdict = job === undefined ? undefined : judgeJob(job);
  if (verdict?.kind === 'succeeded' || verdict?.kind === 'failed') return verdict;
  if (verdict !== undefined && jobGone === undefined) return judgeUnfinished(verdict, objects.pods);
  if (jobGone === 'deleted') {
    return { kind: 'failed', reason: 'Deleted', message: 'the Job was deleted while it ran' };
  }
  if (newest !== undefined && (jobGone === undefined || hasEnded(newest))) return judgePod(newest);
  return judgeByHelm(run);
}

/** A Pod knows better than its Job why nothing runs; but a Job that tries again has started once. */
function judgeUnfinished(job: Verdict, pods: readonly Pod[]): Verdict {
  const newest = newestPod(pods);
  if (newest === undefined) return job;
  const pod = judgePod(newest);
  if (pod.kind === 'running') return pod;
  const isRetry = pods.some((it) => findFailedContainer(it) !== undefined);
  return pod.kind === 'waiting' && !isRetry ? pod : job;
}

function judgeByHelm({ hook }: HookRun): HookResult['verdict'] {
  if (hook.phase === 'Succeeded') return { kind: 'succeeded' };
  if (hook.phase === 'Failed') return { kind: 'failed', reason: 'Failed', message: '' };
  return { kind: 'not-seen' };
}

function newestPod(pods: readonly Pod[]): Pod | undefined {
  const created = ({ metadata }: Pod) => metadata?.creationTimestamp ?? '';
  return pods.toSorted((a, b) => created(a).localeCompare(created(b))).at(-1);
}

/** The last failed attempt decides over a failed Job, one that ended well over the others, none while it runs. */
function findDeciding(
  pods: readonly Pod[],
  kind: HookResult['verdict']['kind'],
): DecidingContainer | undefined {
  if (kind !== 'succeeded' && kind !== 'failed') return undefined;
  const find = kind === 'succeeded' ? findDecidingContainer : findFailedContainer;
  const ends = pods.map(find).filter((end) => end !== undefined);
  const good = kind === 'succeeded' ? ends.filter((end) => end.exitCode === 0) : ends;
  return [...good].sort((a, b) => a.finished.localeCompare(b.finished)).at(-1);
}

function findFinished(
  run: HookRun,
  { job }: HookObjects,
  deciding: DecidingContainer | undefined,
): string {
  return job?.status?.completionTime ?? deciding?.finished ?? run.hook.completed;
}

function findLog(
  { logs }: HookObjects,
  deciding: DecidingContainer | undefined,
  newest: Pod | undefined,
): readonly LogLine[] {
  const ids = [
    deciding?.id,
    ...(newest === undefined
      ? []
      : listContainerRuns(newest)
          .map((it) => it.id)
          .reverse()),
  ];
  for (const id of ids) {
    const lines = id === undefined ? undefined : logs.get(id);
    if (lines !== undefined && lines.length > 0) return lines;
  }
  return [];
}
