import { setImmediate as turn } from 'node:timers/promises';
import { ActionError } from '../../src/errors.js';
import type { ReleaseStatus } from '../../src/helm/release.js';
import type { LogBatch } from '../../src/logs/cursor.js';
import type { LogLine } from '../../src/text/log-line.js';
import type { Cluster, FollowOptions } from '../../src/follow/options.js';
import { type ContainerRun, listContainerRuns } from '../../src/hooks/targets.js';
import type { ReleaseRecord } from '../../src/helm/records.js';
import type { WatchEvent } from '../../src/objects/watch-event.js';
import { type ObjectOf, openRecord, type Recorded, type Told, toLogLines } from './recording.js';

/** Turns of the event loop that the follower gets to take in what was told. */
const TURNS = 5;

/** What is other than usual in following a fake cluster. */
export interface Faults {
  /** How the deploy is followed. */
  readonly options?: Partial<FollowOptions>;
  /** Watches that tell nothing but this. */
  readonly watch?: Partial<Record<keyof ObjectOf, ActionError>>;
  /** Every log is refused with this. */
  readonly log?: ActionError;
  /** Every read of records is refused with this. */
  readonly read?: ActionError;
  /** Every attempt to suspend a Job is refused with this. */
  readonly suspend?: ActionError;
  /** Watches that throw, which real ones never do. */
  readonly throws?: keyof ObjectOf;
}

/** A fake cluster that tells a recording, step by step; who looks later gets a list of what is there by then. */
export class RecordedCluster implements Cluster {
  /** Which logs were opened, by container ID. */
  readonly opened: string[] = [];
  /** Which Jobs were suspended, by name. */
  readonly suspended: string[] = [];
  private readonly told: Recorded[] = [];
  private readonly recording: readonly Recorded[];
  private readonly faults: Faults;
  private next = Promise.withResolvers<undefined>();

  constructor(recording: readonly Recorded[], faults: Faults = {}) {
    this.recording = recording;
    this.faults = faults;
  }

  /** Tells everything; `onLine` is called after each line. */
  async play(onLine: (line: Recorded) => void): Promise<void> {
    for (const line of this.recording) {
      this.told.push(line);
      this.next.resolve(undefined);
      this.next = Promise.withResolvers();
      onLine(line);
      for (let i = 0; i < TURNS; i += 1) await turn();
    }
  }

  watchRecords: Cluster['watchRecords'] = (signal) => this.tellRecords(signal);

  private async *tellRecords(signal: AbortSignal): AsyncGenerator<WatchEvent<ReleaseRecord>> {
    for await (const event of this.watch('records', () => true, signal)) {
      if (event.kind === 'listed') yield { kind: 'listed', items: event.items.map(openRecord) };
      else if (event.kind === 'changed')
        yield { kind: 'changed', object: openRecord(event.object) };
      else if (event.kind === 'trouble') yield event;
    }
  }

  watchJob: Cluster['watchJob'] = ({ name }, signal) =>
    this.watch('jobs', (job) => job.metadata?.name === name, signal);

  watchPodsOfJob: Cluster['watchPodsOfJob'] = ({ name }, signal) =>
    this.watch('pods', (pod) => pod.metadata?.labels?.['job-name'] === name, signal);

  watchPod: Cluster['watchPod'] = ({ name }, signal) =>
    this.watch('pods', (pod) => pod.metadata?.name === name, signal);

  /** As soon as something waits: no recording takes its time. */
  readonly eventsAfterMs = 0;

  watchEvents: Cluster['watchEvents'] = (_namespace, uid, signal) =>
    this.watch('events', ({ involvedObject }) => involvedObject.uid === uid, signal);

  listRecordLabels: Cluster['listRecordLabels'] = async () => {
    if (this.faults.read !== undefined) throw this.faults.read;
    return this.list('records')
      .map(({ metadata }) => ({
        revision: Number(metadata?.labels?.['version']),
        status: metadata?.labels?.['status'] as ReleaseStatus,
        created: metadata?.creationTimestamp ?? '',
      }))
      .sort((a, b) => a.revision - b.revision);
  };

  readRecord: Cluster['readRecord'] = async (revision) => {
    const found = this.list('records').find(
      ({ metadata }) => metadata?.labels?.['version'] === String(revision),
    );
    if (found === undefined) throw new ActionError('not-found', `no revision ${revision}`, '');
    return openRecord(found);
  };

  now: Cluster['now'] = () => Date.parse('2026-11-23T15:00:00Z');

  findJob: Cluster['findJob'] = async (_namespace, name) =>
    this.list('jobs').find(({ metadata }) => metadata?.name === name);

  listPodsOfJobs: Cluster['listPodsOfJobs'] = async (_namespace, names) =>
    this.list('pods').filter(
      ({ metadata }) =>
        names.includes(metadata?.labels?.['job-name'] ?? '') &&
        !this.suspended.includes(metadata?.labels?.['job-name'] ?? ''),
    );

  suspendJob: Cluster['suspendJob'] = async ({ namespace, name, resourceVersion }, signal) => {
    if (this.faults.suspend !== undefined) throw this.faults.suspend;
    const job = await this.findJob(namespace, name, signal);
    if (job?.metadata?.resourceVersion !== resourceVersion)
      throw new ActionError('conflict', 'it has changed', '');
    this.suspended.push(name);
    return { ...job, spec: { ...job.spec, suspend: true } } as typeof job;
  };

  /** Gives a log whole, and ends when the container run has ended. */
  readLog: Cluster['readLog'] = (run, part, signal) =>
    part.kind === 'last-line' ? this.tellLast(run) : this.tell(run, signal);

  private async *tellLast(run: ContainerRun): AsyncGenerator<LogBatch> {
    if (this.faults.log !== undefined) throw this.faults.log;
    yield { lines: this.findLog(run.id).slice(-1), unfinished: false };
  }

  private async *tell(run: ContainerRun, signal: AbortSignal): AsyncGenerator<LogBatch> {
    this.opened.push(run.id);
    if (this.faults.log !== undefined) throw this.faults.log;
    const lines = this.findLog(run.id);
    if (lines.length > 0 && !this.reread(run.id)) yield { lines, unfinished: false };
    while (!signal.aborted && !this.isEnded(run.id)) await this.nextLine(signal);
  }

  private async *watch<K extends keyof ObjectOf>(
    kind: K,
    matches: (object: ObjectOf[K]) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<ObjectOf[K]>> {
    if (this.faults.throws === kind) throw new TypeError(`the watch of ${kind} is broken`);
    const trouble = this.faults.watch?.[kind];
    if (trouble !== undefined) {
      yield { kind: 'trouble', error: trouble };
      return;
    }
    let at = this.told.length;
    yield { kind: 'listed', items: this.list(kind).filter(matches) };
    while (!signal.aborted) {
      for (; at < this.told.length; at += 1) yield* this.tellLine(kind, matches, at);
      await this.nextLine(signal);
    }
  }

  private *tellLine<K extends keyof ObjectOf>(
    kind: K,
    matches: (object: ObjectOf[K]) => boolean,
    at: number,
  ): Generator<WatchEvent<ObjectOf[K]>> {
    const told = this.told.slice(0, at + 1);
    const line = told[at];
    if (line?.kind === 'relist')
      yield { kind: 'listed', items: this.list(kind, told).filter(matches) };
    const isCut = told.findLast((it) => it.kind === 'cut' || it.kind === 'relist')?.kind === 'cut';
    if (line?.kind !== kind || isCut) return;
    const { type, object } = line as Told<K>;
    if (matches(object)) yield { kind: type === 'DELETED' ? 'deleted' : 'changed', object };
  }

  /** What is there now. */
  private list<K extends keyof ObjectOf>(
    kind: K,
    told: readonly Recorded[] = this.told,
  ): readonly ObjectOf[K][] {
    const objects = new Map<string, ObjectOf[K]>();
    for (const line of told) {
      if (line.kind !== kind) continue;
      const { type, object } = line as Told<K>;
      const uid = object.metadata?.uid ?? '';
      if (type === 'DELETED') objects.delete(uid);
      else objects.set(uid, object);
    }
    return [...objects.values()];
  }

  private findLog(id: string): readonly LogLine[] {
    return this.recording.flatMap((line) =>
      line.kind === 'log' && line.id === id ? toLogLines(line.text) : [],
    );
  }

  private reread(id: string): boolean {
    return this.opened.filter((other) => other === id).length > 1;
  }

  private isEnded(id: string): boolean {
    return this.told.some(
      (line) =>
        line.kind === 'pods' &&
        (line.type === 'DELETED' ||
          listContainerRuns(line.object).some((run) => run.id === id && run.ended)),
    );
  }

  private async nextLine(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<undefined>();
    const wake = () => aborted.resolve(undefined);
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted) wake();
    await Promise.race([this.next.promise, aborted.promise]);
    signal.removeEventListener('abort', wake);
  }
}
