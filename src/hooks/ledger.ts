import type { LogLine } from './cursor.js';
import type { Job } from './job.js';
import type { HookObjects } from './observation.js';
import { type ContainerRun, findRun, type Pod } from './targets.js';

/** How many of a container run's last lines are kept at least, for the report and the list of migrations. */
const KEPT_LINES = 2_000;

/**
 * Keeps the objects of one hook, and takes only those that this revision made: the last revision's
 * Job has the same name. An object of the first list that is older than the revision's record (both
 * times are the API server's) is another revision's; whatever comes later is ours. A Pod is ours when
 * its Job is.
 */
export class HookLedger {
  private readonly strangers = new Set<string>();
  private readonly jobs = new Map<string, Job>();
  private readonly pods = new Map<string, Pod>();
  private readonly deleted = new Set<string>();
  private readonly logs = new Map<string, LogLine[]>();
  private readonly recordCreated: string;

  /** `recordCreated`: the record's creationTimestamp. */
  constructor(recordCreated: string) {
    this.recordCreated = recordCreated;
  }

  /** Takes a Job as it is now. `isFirstList`: it was there when we began to look. */
  takeJob(job: Job, isFirstList: boolean): void {
    this.take(this.jobs, job, isFirstList);
  }

  /** Takes a Pod as it is now. */
  takePod(pod: Pod, isFirstList: boolean): void {
    this.take(this.pods, pod, isFirstList);
  }

  /** The object is gone; what was seen of it stays. */
  remove(object: Job | Pod): void {
    this.deleted.add(uidOf(object));
  }

  /** A list names all that is there: what we know and it does not name is gone. */
  removeAllBut(kind: 'jobs' | 'pods', objects: readonly (Job | Pod)[]): void {
    const there = new Set(objects.map(uidOf));
    for (const uid of this[kind].keys()) if (!there.has(uid)) this.deleted.add(uid);
  }

  isGone(uid: string): boolean {
    return this.deleted.has(uid);
  }

  /** A container run as it is by now: once restarted it is served as `previous`, no longer as itself. */
  lookAt(run: ContainerRun): ContainerRun | undefined {
    const pod = this.pods.get(run.podUid);
    return pod === undefined ? run : findRun(run, pod);
  }

  /** Keeps the last lines of a container run. */
  keepLines(runId: string, lines: readonly LogLine[]): void {
    const kept = this.logs.get(runId) ?? [];
    this.logs.set(runId, kept);
    for (const line of lines) kept.push(line);
    if (kept.length > 2 * KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
  }

  /** Our newest Job and its Pods; without any Job in sight, all Pods that are ours by their age. */
  get objects(): HookObjects {
    const job = [...this.jobs.values()].at(-1);
    const uid = job === undefined ? undefined : uidOf(job);
    return {
      job,
      jobDeleted: uid !== undefined && this.deleted.has(uid),
      pods: [...this.pods.values()].filter((pod) => uid === undefined || ownerUid(pod) === uid),
      logs: this.logs,
    };
  }

  /** Pods whose logs are ours to read: those of our Jobs, and those whose Job we cannot see. */
  get podsToRead(): readonly Pod[] {
    return [...this.pods.values()].filter((pod) => {
      const owner = ownerUid(pod);
      return owner === '' || this.jobs.has(owner) || !this.strangers.has(owner);
    });
  }

  private take<T extends Job | Pod>(kept: Map<string, T>, object: T, isFirstList: boolean): void {
    const uid = uidOf(object);
    const created = Date.parse(object.metadata?.creationTimestamp ?? '');
    if (isFirstList && created < Date.parse(this.recordCreated)) this.strangers.add(uid);
    if (!this.strangers.has(uid)) kept.set(uid, object);
  }
}

function uidOf(object: Job | Pod): string {
  return object.metadata?.uid ?? '';
}

function ownerUid(pod: Pod): string {
  return pod.metadata?.ownerReferences?.find((owner) => owner.kind === 'Job')?.uid ?? '';
}
