import { listNext } from './alive.js';
import { type Job, judgeJob } from './job.js';
import { judgePod, listDeciding } from './pod.js';
import type { ContainerStatus, Pod } from './targets.js';

/** A clock may be off by so much, and a Pod's status late; ms. */
const SLACK_MS = 5_000;

/** The kubelet waits up to half as long again as its delay is, so that not all containers start at once. */
const JITTER = 1.5;

/** How the kubelet says how long a container is kept from its next start. */
const BACK_OFF = /^back-off (?<delay>(?:\d+h)?(?:\d+m)?(?:\d+s)?) restarting/;

/**
 * True of a hook between two attempts, all of which failed: none of its containers is alive, and none starts within the
 * next moment. To suspend its Job then ends nothing. The Job controller makes the next Pod and counts it in one go, so
 * who suspends the Job at a known version meets no new Pod; the kubelet restarts a container whatever the Job says, so
 * its delay must not be nearly over. `now`: the API server's clock, in ms.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy (v1.35)
 */
export function isBetweenFailures(
  { job, pods }: { readonly job: Job | undefined; readonly pods: readonly Pod[] },
  now: number,
): boolean {
  if (pods.length === 0 || pods.some(isAlive)) return false;
  const open = pods.filter((pod) => judgePod(pod).kind !== 'failed');
  // A Pod without a Job that has ended is over.
  if (job === undefined) return open.length > 0 && open.every((pod) => isKeptBack(pod, now));
  const hasUnseen = open.length < (job.status?.active ?? 0);
  return mayTryAgain(job) && !hasUnseen && open.every((pod) => isKeptBack(pod, now));
}

/** It goes on, and nothing of it has succeeded. */
function mayTryAgain(job: Job): boolean {
  const { spec, status, metadata } = job;
  const isEnding = spec?.suspend === true || metadata?.deletionTimestamp !== undefined;
  return judgeJob(job).kind === 'running' && !isEnding && !status?.succeeded;
}

function isAlive(pod: Pod): boolean {
  return listDeciding(pod).some(({ state }) => state?.running !== undefined);
}

/** A Pod whose container failed, and whose next start is not near. */
function isKeptBack(pod: Pod, now: number): boolean {
  if (pod.spec?.restartPolicy === 'Never') return false;
  const [next, ...others] = listNext(pod).filter(({ state }) => state?.terminated?.exitCode !== 0);
  if (next === undefined) return false;
  const end = findEnd(next);
  if (end === undefined || others.length > 0 || end.exitCode === 0) return false;
  const passed = Math.abs(now - Date.parse(end.finishedAt ?? ''));
  return passed + SLACK_MS < readDelay(next);
}

type ContainerEnd = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function findEnd({ state, lastState }: ContainerStatus): ContainerEnd | undefined {
  return state?.waiting === undefined ? state?.terminated : lastState?.terminated;
}

/** How long the container is kept from its next start at least, in ms; 0 where that is not known. */
function readDelay({ state, lastState }: ContainerStatus): number {
  const { reason, message = '' } = state?.waiting ?? {};
  if (reason === 'CrashLoopBackOff') return parseDelay(message);
  return deriveDelay(state?.terminated, lastState?.terminated);
}

/**
 * The kubelet tells its delay only when that is over (`completeWork` in pkg/kubelet/pod_workers.go, Kubernetes
 * v1.35.4), older ones soon. It doubles with each failure up to a limit, and gets no shorter where the container fails
 * soon: it is at least as long as the one before.
 */
function deriveDelay(end: ContainerEnd | undefined, last: ContainerEnd | undefined): number {
  const started = Date.parse(end?.startedAt ?? '');
  const before = (started - Date.parse(last?.finishedAt ?? '')) / JITTER;
  const ran = Date.parse(end?.finishedAt ?? '') - started;
  return ran <= before ? before : 0;
}

function parseDelay(message: string): number {
  const { delay = '' } = BACK_OFF.exec(message)?.groups ?? {};
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
  return [...delay.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}
