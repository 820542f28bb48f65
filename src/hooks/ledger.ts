import type { Hook } from '../helm/hook.js';
import { findRevisionAt, type RevisionTime } from '../helm/revision-time.js';
import type { LogLine } from '../text/log-line.js';
import { RemovedObjects } from './removed-objects.js';
import { isInterrupted } from './disruption.js';
import { EventLog } from './event-log.js';
import type { KubeEvent } from './events.js';
import { byAge, isPod, turnOf, uidOf } from './identity.js';
import type { Job } from './job.js';
import type { HookObjects } from './hook-objects.js';
import { LogTails } from './log-tails.js';
import { type ContainerEnd, listContainerEnds, nameEnd } from './pod.js';
import { type ContainerRun, findRun, type Pod } from './targets.js';

/** What a hook is made of. */
export interface HookKinds {
  readonly jobs: Job;
  readonly pods: Pod;
}

/** What was seen, whether or not we can still look. */
export type SeenObjects = Omit<HookObjects, 'isBlind'>;

/** How a ledger tells its own objects from others. */
export interface LedgerOptions {
  /**
   * Of a Job whose name is made up, a Pod is ours only with a Job of ours: its name alone may be that of another
   * release's.
   */
  readonly hook?: Hook;
  /** The revisions before ours. */
  readonly earlier?: readonly RevisionTime[];
}

/**
 * Keeps the objects of one hook, and takes only those that this revision made: the last revision's
 * Job has the same name. An object of the first list that is older than the revision's record (both
 * times are the API server's) is another revision's; whatever comes later is ours, but for Pods of
 * such a Job. A hook of two events makes its object twice: each object is one turn, in the order of creation.
 */
export class HookLedger {
  private readonly strangers = new Map<string, Job | Pod>();
  private readonly turns = new Set<string>();
  private readonly ends = new Map<string, ContainerEnd>();
  private readonly kept: { readonly [Kind in keyof HookKinds]: Map<string, HookKinds[Kind]> } = {
    jobs: new Map(),
    pods: new Map(),
  };
  private readonly listed = new Set<keyof HookKinds>();
  /** What of it is gone. */
  readonly removed = new RemovedObjects();
  private readonly interrupted = new Set<string>();
  private readonly logs = new LogTails();
  private readonly events = new EventLog();
  private readonly recordCreated: string;
  private readonly needsJob: boolean;
  private readonly earlier: readonly RevisionTime[];

  /** `recordCreated`: the record's creationTimestamp. */
  constructor(recordCreated: string, { hook, earlier = [] }: LedgerOptions = {}) {
    this.recordCreated = recordCreated;
    this.needsJob = hook?.isNameGenerated === true && hook.kind === 'Job';
    this.earlier = earlier;
  }

  /** Takes all that is there: what we know and the list does not name has gone while we did not look. */
  takeList<Kind extends keyof HookKinds>(kind: Kind, objects: readonly HookKinds[Kind][]): void {
    const isFirst = !this.listed.has(kind);
    this.listed.add(kind);
    const older = isFirst ? objects.filter((object) => this.isOlder(object)) : [];
    for (const object of older) this.strangers.set(uidOf(object), object);
    for (const object of objects.toSorted(byAge)) this.take(kind, object);
    const there = new Set(objects.map(uidOf));
    for (const uid of [...this.kept[kind].keys(), ...this.strangers.keys()])
      if (this.isOf(kind, uid) && !there.has(uid)) this.removed.noteMissed(uid);
  }

  /** Takes an object as it is now. */
  take<Kind extends keyof HookKinds>(kind: Kind, object: HookKinds[Kind]): void {
    const uid = uidOf(object);
    if (this.strangers.has(uid)) {
      this.strangers.set(uid, object);
      return;
    }
    this.kept[kind].set(uid, object);
    const pod = this.kept.pods.get(uid);
    this.turns.add(pod === undefined ? uid : turnOf(pod));
    if (pod === undefined) return;
    if (isInterrupted(pod, this.removed.isGone(uid))) this.interrupted.add(uid);
    for (const end of listContainerEnds(pod)) {
      const key = nameEnd(end);
      if (!this.ends.has(key)) this.ends.set(key, end);
    }
  }

  /** The object is gone, and this is the last of it; what was seen of it stays. */
  remove<Kind extends keyof HookKinds>(kind: Kind, object: HookKinds[Kind]): void {
    this.removed.noteDeleted(uidOf(object));
    this.take(kind, object);
  }

  /** A container run as it is by now: once restarted it is served as `previous`, no longer as itself. */
  lookAt(run: ContainerRun): ContainerRun | undefined {
    const pod = this.kept.pods.get(run.podUid);
    return pod === undefined ? run : findRun(run, pod);
  }

  /** All that matters of a container run to who reads its log, as one text. */
  tell(run: ContainerRun): string {
    const { ended, previous } = this.lookAt(run) ?? {};
    return [ended, previous, this.removed.isGone(run.podUid)].join();
  }

  /** Keeps the last lines of a container run. */
  keepLines(runId: string, lines: readonly LogLine[]): void {
    this.logs.keep(runId, lines);
  }

  /** Keeps what Kubernetes tells of our objects. */
  keepEvents(events: readonly KubeEvent[]): void {
    this.events.keep(events);
  }

  /** Our newest Job and its Pods; without any Job in sight, the Pods that are ours by their age. */
  get objects(): SeenObjects {
    return this.objectsOf(0, 1);
  }

  /** How many objects this revision made of the hook, by now. */
  get turnCount(): number {
    return this.ourTurns.length;
  }

  /**
   * The objects of the hook's run number `index` of `count`; the last run has the newest of all that came after the
   * others.
   */
  objectsOf(index: number, count: number): SeenObjects {
    const isLast = index === count - 1;
    const uid = isLast ? this.ourTurns.slice(index).at(-1) : this.ourTurns[index];
    const before = this.ourTurns.slice(0, uid === undefined ? undefined : index);
    const pods = uid === undefined ? [] : this.ourPods.filter((pod) => turnOf(pod) === uid);
    const uids = pods.map(uidOf);
    return {
      job: this.kept.jobs.get(uid ?? ''),
      jobGone: this.kept.jobs.has(uid ?? '') ? this.removed.howGone(uid ?? '') : undefined,
      pods,
      interrupted: this.interrupted,
      gone: new Set(uids.filter((it) => this.removed.isGone(it))),
      logs: this.logs.tails,
      logStarts: this.logs.starts,
      migrations: this.logs.migrations,
      events: this.events.list(),
      ends: [...this.ends.values()].filter(({ podUid }) => uids.includes(podUid)),
      others: this.listOthers(before),
    };
  }

  /** The hook's run, counted from 0, that a Pod belongs to, of `count` runs. */
  findTurn(podUid: string, count: number): number {
    const pod = this.kept.pods.get(podUid);
    const index = pod === undefined ? 0 : this.ourTurns.indexOf(turnOf(pod));
    return Math.max(0, Math.min(index, count - 1));
  }

  /** Pods whose logs are ours to read: those of our Jobs, and those whose Job we cannot see. */
  get ourPods(): readonly Pod[] {
    return [...this.kept.pods.values()].filter((pod) => this.isOurs(turnOf(pod)));
  }

  private get ourTurns(): readonly string[] {
    return [...this.turns].filter((uid) => this.isOurs(uid));
  }

  private isOurs(turn: string): boolean {
    const { jobs } = this.kept;
    const isKnown = jobs.has(turn) || (!this.needsJob && jobs.size === 0);
    return isKnown && !this.strangers.has(turn);
  }

  /**
   * What had the hook's name before a run of it, of other deploys and of its own runs before: its Job, or its Pod where
   * it is one.
   */
  private listOthers(before: readonly string[]): HookObjects['others'] {
    const own = before.map((uid) => this.kept.jobs.get(uid) ?? this.kept.pods.get(uid));
    const strangers = [...this.strangers.values()].filter((it) => turnOf(it) === uidOf(it));
    return [...strangers, ...own]
      .filter((object) => object !== undefined)
      .map((object) => ({
        object,
        revision: findRevisionAt(this.earlier, object.metadata?.creationTimestamp ?? ''),
        isGone: this.removed.isGone(uidOf(object)),
        isOurs: own.includes(object),
      }));
  }

  private isOf(kind: keyof HookKinds, uid: string): boolean {
    const stranger = this.strangers.get(uid);
    const isStranger = stranger !== undefined && isPod(stranger) === (kind === 'pods');
    return isStranger || this.kept[kind].has(uid);
  }

  private isOlder({ metadata }: Job | Pod): boolean {
    return Date.parse(metadata?.creationTimestamp ?? '') < Date.parse(this.recordCreated);
  }
}
