import { listNext } from './alive.js';
import { type Job, judgeJob } from './job.js';
import { judgePod, listDeciding } from './pod.js';
import type { ContainerStatus, Pod } from './targets.js';

/** A clock may be off by so much, and a Pod's status late; ms. */
const SLACK_MS = 5_000;

/** How the kubelet says how long a container is kept from its next start. */
const BACK_OFF = /^back-off (?<delay>(?:\d+h)?(?:\d+m)?(?:\d+s)?) restarting/;

/**
 * True of a Job between two attempts, all of which failed: none of its containers is alive, and none starts within the next moment. To suspend
 * it then ends nothing. The Job controller makes the next Pod and counts it in one go, so who suspends the Job at a known version meets no
 * new Pod; the kubelet restarts a container whatever the Job says, so its delay must not be nearly over. `now`: the API server's clock, in ms.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy (v1.35)
 */
export function isBetweenFailures(
  { job, pods }: { readonly job: Job; readonly pods: readonly Pod[] },
  now: number,
): boolean {
  if (!mayTryAgain(job) || pods.length === 0 || pods.some(isAlive)) return false;
  const open = pods.filter((pod) => judgePod(pod).kind !== 'failed');
  const hasUnseen = open.length < (job.status?.active ?? 0);
  return !hasUnseen && open.every((pod) => isKeptBack(pod, now));
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
  const [next, ...others] = listNext(pod).filter(({ state }) => state?.terminated?.exitCode !== 0);
  const end = next?.lastState?.terminated;
  if (next === undefined || end === undefined || others.length > 0 || end.exitCode === 0)
    return false;
  const passed = Math.abs(now - Date.parse(end.finishedAt ?? ''));
  return passed + SLACK_MS < readDelay(next);
}

/** How long the container is kept from its next start, in ms; 0 where it is not. */
function readDelay({ state }: ContainerStatus): number {
  const { reason, message = '' } = state?.waiting ?? {};
  return reason === 'CrashLoopBackOff' ? parseDelay(message) : 0;
}

function parseDelay(message: string): number {
  const { delay = '' } = BACK_OFF.exec(message)?.groups ?? {};
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
  return [...delay.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
}
