import type { LogLine } from '../logs/cursor.js';
import type { KubeEvent } from './events.js';
import type { Job } from './job.js';
import type { HookObjects } from './observation.js';
import { judgePod } from './pod.js';
import { type ContainerRun, findRun, type Pod } from './targets.js';

/** What a hook is made of. */
export interface HookKinds {
  readonly jobs: Job;
  readonly pods: Pod;
}

/** How many of a container run's last lines are kept at least, for the report and the list of migrations. */
const KEPT_LINES = 2_000;

/** How many events are kept: the newest ones. One that comes again is the same event. */
const KEPT_EVENTS = 100;

/**
 * Keeps the objects of one hook, and takes only those that this revision made: the last revision's
 * Job has the same name. An object of the first list that is older than the revision's record (both
 * times are the API server's) is another revision's; whatever comes later is ours, but for Pods of
 * such a Job.
 */
export class HookLedger {
  private readonly strangers = new Set<string>();
  private readonly kept: { readonly [Kind in keyof HookKinds]: Map<string, HookKinds[Kind]> } = {
    jobs: new Map(),
    pods: new Map(),
  };
  private readonly listed = new Set<keyof HookKinds>();
  private readonly deleted = new Set<string>();
  private readonly missed = new Set<string>();
  private readonly interrupted = new Set<string>();
  private readonly logs = new Map<string, LogLine[]>();
  private readonly events = new Map<string, KubeEvent>();
  private readonly recordCreated: string;

  /** `recordCreated`: the record's creationTimestamp. */
  constructor(recordCreated: string) {
    this.recordCreated = recordCreated;
  }

  /** Takes all that is there: what we know and the list does not name has gone while we did not look. */
  takeList<Kind extends keyof HookKinds>(kind: Kind, objects: readonly HookKinds[Kind][]): void {
    const isFirst = !this.listed.has(kind);
    this.listed.add(kind);
    for (const object of objects) {
      if (isFirst && this.isOlder(object)) this.strangers.add(uidOf(object));
      this.take(kind, object);
    }
    const there = new Set(objects.map(uidOf));
    for (const uid of this.kept[kind].keys()) if (!there.has(uid)) this.missed.add(uid);
  }

  /** Takes an object as it is now. */
  take<Kind extends keyof HookKinds>(kind: Kind, object: HookKinds[Kind]): void {
    const uid = uidOf(object);
    if (this.strangers.has(uid)) return;
    this.kept[kind].set(uid, object);
    const pod = this.kept.pods.get(uid);
    if (pod !== undefined && isInterrupted(pod)) this.interrupted.add(uid);
  }

  /** The object is gone, and this is the last of it; what was seen of it stays. */
  remove<Kind extends keyof HookKinds>(kind: Kind, object: HookKinds[Kind]): void {
    this.take(kind, object);
    this.deleted.add(uidOf(object));
  }

  isGone(uid: string): boolean {
    return this.deleted.has(uid) || this.missed.has(uid);
  }

  /** A container run as it is by now: once restarted it is served as `previous`, no longer as itself. */
  lookAt(run: ContainerRun): ContainerRun | undefined {
    const pod = this.kept.pods.get(run.podUid);
    return pod === undefined ? run : findRun(run, pod);
  }

  /** All that matters of a container run to who reads its log, as one text. */
  tell(run: ContainerRun): string {
    const { ended, previous } = this.lookAt(run) ?? {};
    return [ended, previous, this.isGone(run.podUid)].join();
  }

  /** Keeps the last lines of a container run. */
  keepLines(runId: string, lines: readonly LogLine[]): void {
    const kept = this.logs.get(runId) ?? [];
    this.logs.set(runId, kept);
    for (const line of lines) kept.push(line);
    if (kept.length > 2 * KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
  }

  /** Keeps what Kubernetes tells of our objects. */
  keepEvents(events: readonly KubeEvent[]): void {
    for (const event of events) {
      const uid = uidOf(event);
      this.events.delete(uid);
      this.events.set(uid, event);
    }
    for (const uid of [...this.events.keys()].slice(0, -KEPT_EVENTS)) this.events.delete(uid);
  }

  /** Our newest Job and its Pods; without any Job in sight, all Pods that are ours by their age. */
  get objects(): HookObjects {
    const job = [...this.kept.jobs.values()].at(-1);
    const uid = job === undefined ? undefined : uidOf(job);
    return {
      job,
      jobGone: uid === undefined ? undefined : this.howGone(uid),
      pods: this.ourPods.filter((pod) => uid === undefined || ownerUid(pod) === uid),
      interrupted: this.interrupted,
      logs: this.logs,
      events: [...this.events.values()],
    };
  }

  /** Pods whose logs are ours to read: those of our Jobs, and those whose Job we cannot see. */
  get ourPods(): readonly Pod[] {
    return [...this.kept.pods.values()].filter((pod) => !this.strangers.has(ownerUid(pod)));
  }

  private howGone(uid: string): HookObjects['jobGone'] {
    if (this.deleted.has(uid)) return 'deleted';
    return this.missed.has(uid) ? 'missed' : undefined;
  }

  private isOlder({ metadata }: Job | Pod): boolean {
    return Date.parse(metadata?.creationTimestamp ?? '') < Date.parse(this.recordCreated);
  }
}

/** The last state of a Pod does not tell: its time of deletion is moved to its end. */
function isInterrupted(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && judgePod(pod).kind === 'running';
}

function uidOf(object: Job | Pod | KubeEvent): string {
  return object.metadata?.uid ?? '';
}

function ownerUid(pod: Pod): string {
  return pod.metadata?.ownerReferences?.find((owner) => owner.kind === 'Job')?.uid ?? '';
}
