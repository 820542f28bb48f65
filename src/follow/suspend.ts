import type { Suspension } from '../hooks/suspension.js';
import { ActionError } from '../errors.js';
import type { Hook } from '../helm/hook.js';
import { hasStarted } from '../hooks/alive.js';
import { judgeLeft, type Left } from '../hooks/remainder.js';
import { countRestarts } from '../hooks/attempts.js';
import type { Job } from '../hooks/job.js';
import { judgePod } from '../hooks/pod.js';
import { Pulse } from '../time/pulse.js';
import type { Pod } from '../hooks/targets.js';

/** What of the cluster disarming needs. All throw ActionError. */
export interface SuspendCluster {
  /** The API server's clock, in ms since the epoch. */
  now(): number;
  findJob(namespace: string, name: string, signal: AbortSignal): Promise<Job | undefined>;
  /** Pods that carry the Job's name, also those of a Job that is gone. */
  listPodsOfJobs(
    namespace: string,
    jobs: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Pod[]>;
  /** Throws `conflict` when the Job is not any more as it was at this version. */
  suspendJob(
    job: { readonly namespace: string; readonly name: string; readonly resourceVersion: string },
    signal: AbortSignal,
  ): Promise<Job>;
}

/** A hook to suspendHook, as it was last seen. */
export interface ToSuspend extends Omit<Left, 'now'> {
  readonly key: string;
  readonly hook: Hook;
}

/** A Job changes a few times while its first Pod is made. */
const TRIES = 5;
/** The API is so far behind a container's start. */
const LAG_MS = 1_500;
const LOOK_AGAIN_MS = 250;

/**
 * Suspends a Job that has not started, or of which every attempt failed, so that it does not start when nobody looks;
 * and looks again whether it had started meanwhile. Undefined where the hook runs, or is over. A bare Pod cannot be
 * suspended: it is left as it is. Never throws: what could not be done is told.
 */
export async function suspendHook(
  target: ToSuspend,
  cluster: SuspendCluster,
  signal: AbortSignal,
): Promise<Suspension | undefined> {
  const was = judgeDue(target, cluster.now());
  if (was === undefined) return undefined;
  if (target.hook.kind !== 'Job') return say(target, was, 'not-suspended');
  try {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const done = await trySuspend(target, cluster, signal);
      if (done !== 'again') return done;
    }
  } catch {
    // What could not be done is said with the command.
  }
  return say(target, was, 'not-suspended');
}

function judgeDue(left: Omit<Left, 'now'>, now: number): Suspension['was'] | undefined {
  const state = judgeLeft({ ...left, now });
  return state === 'not-started' || state === 'retrying' ? state : undefined;
}

/** Of the objects as they are now, which may be newer than what was seen. */
async function trySuspend(
  target: ToSuspend,
  cluster: SuspendCluster,
  signal: AbortSignal,
): Promise<Suspension | 'again' | undefined> {
  const { hook, job: known, hasWaited } = target;
  const { namespace, name } = hook;
  const job = await cluster.findJob(namespace, name, signal);
  if (job === undefined || uidOf(job) !== uidOf(known)) return undefined;
  const pods = await listOwn(job, hook, { cluster, signal });
  const was = judgeDue({ job, pods, hasWaited }, cluster.now());
  if (was === undefined) return undefined;
  const { resourceVersion = '' } = job.metadata ?? {};
  try {
    await cluster.suspendJob({ namespace, name, resourceVersion }, signal);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'conflict') return 'again';
    throw error;
  }
  const look = () => listOwn(job, hook, { cluster, signal });
  return say(target, was, (await startsWithin(pods, look, signal)) ? 'started' : 'suspended');
}

/** The Pods of this Job, and not those of one that had its name before. */
async function listOwn(
  job: Job,
  { namespace, name }: Hook,
  { cluster, signal }: { readonly cluster: SuspendCluster; readonly signal: AbortSignal },
): Promise<readonly Pod[]> {
  const all = await cluster.listPodsOfJobs(namespace, [name], signal);
  const isOwn = ({ metadata }: Pod) =>
    metadata?.ownerReferences?.some(({ uid }) => uid === job.metadata?.uid) ?? false;
  return all.filter(isOwn);
}

/** Until its Pods are gone, or one of them is seen to have started: what is suspended at that moment is ended by it. */
async function startsWithin(
  before: readonly Pod[],
  look: () => Promise<readonly Pod[]>,
  signal: AbortSignal,
): Promise<boolean> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(LAG_MS)]);
  const nothing = new Pulse();
  const known = new Map(before.map((pod) => [uidOf(pod), pod]));
  const isOpen = (pod: Pod) => !isDone(known.get(uidOf(pod)));
  while (!until.aborted) {
    const pods = (await look().catch(() => undefined))?.filter(isOpen);
    if (pods?.some((pod) => hasBegun(pod, known.get(uidOf(pod))))) return true;
    if (pods?.length === 0) return false;
    await nothing.wait(LOOK_AGAIN_MS, until);
  }
  return false;
}

/** True where a program of the Pod was started since. */
function hasBegun(pod: Pod, before: Pod | undefined): boolean {
  if (before === undefined || !hasStarted(before)) return hasStarted(pod);
  return judgePod(pod).kind === 'running' || countRestarts(pod) > countRestarts(before);
}

function isDone(pod: Pod | undefined): boolean {
  const kind = pod && judgePod(pod).kind;
  return kind === 'failed' || kind === 'succeeded';
}

function uidOf(object: Job | Pod | undefined): string {
  return object?.metadata?.uid ?? '';
}

function say({ key, hook }: ToSuspend, was: Suspension['was'], how: Suspension['how']): Suspension {
  const { kind, namespace, name } = hook;
  const command =
    kind === 'Job'
      ? `kubectl patch job ${name} --namespace ${namespace} --patch '{"spec":{"suspend":true}}'`
      : `kubectl delete pod ${name} --namespace ${namespace}`;
  return { key, hook, was, how, command };
}
