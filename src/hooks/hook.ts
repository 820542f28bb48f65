import { type ActionError, asActionError } from '../errors.js';
import type { WatchEvent } from '../kube/watch.js';
import type { Job } from './job.js';
import { HookLedger } from './ledger.js';
import type { HookListener } from './listener.js';
import { type HookResult, type HookRun, judgeHook } from './observation.js';
import { Pulse } from './pulse.js';
import { tailLog, type TailWorld } from './tail.js';
import { type ContainerRun, listContainerRuns, type Pod } from './targets.js';

/** The objects of one hook, as the cluster tells of them. Watches never throw, they tell `trouble`. */
export interface HookCluster {
  watchJob(namespace: string, name: string, signal: AbortSignal): AsyncIterable<WatchEvent<Job>>;
  watchPodsOfJob(
    namespace: string,
    name: string,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<Pod>>;
  watchPod(namespace: string, name: string, signal: AbortSignal): AsyncIterable<WatchEvent<Pod>>;
  readLog: TailWorld['readLog'];
}

/** Follows one hook, a Job or a bare Pod: its objects, and the log of every container run. */
export class HookFollower {
  /** What keeps us from seeing, by what we were doing; empty again when it works again. */
  readonly blind = new Map<string, ActionError>();
  /** Fires at every change of what was seen. */
  readonly changes = new Pulse();
  readonly run: HookRun;
  private readonly cluster: HookCluster;
  private readonly listener: HookListener;
  private readonly ledger: HookLedger;
  private readonly known = new Set<string>();
  private readonly open = new Set<string>();
  /** What we have not had a first look at yet. */
  private readonly looks = new Set<'jobs' | 'pods'>();
  private state: 'new' | 'started' | 'ended' = 'new';

  /** `recordCreated`: the creationTimestamp of the revision's record. */
  constructor(
    run: HookRun,
    recordCreated: string,
    world: { cluster: HookCluster; listener: HookListener },
  ) {
    this.run = run;
    this.cluster = world.cluster;
    this.listener = world.listener;
    this.ledger = new HookLedger(recordCreated);
  }

  /** Follows until `signal` aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const { kind, namespace, name } = this.run.hook;
    if (kind === 'Pod') {
      await this.guard(
        'pods',
        this.followPods(this.cluster.watchPod(namespace, name, signal), signal),
      );
      return;
    }
    const pods = this.cluster.watchPodsOfJob(namespace, name, signal);
    await Promise.all([
      this.guard('jobs', this.followJob(this.cluster.watchJob(namespace, name, signal))),
      this.guard('pods', this.followPods(pods, signal)),
    ]);
  }

  /** True when nothing is left to see: it did not start, or it has ended and all its lines are read. */
  get isSettled(): boolean {
    return this.state === 'ended' || (this.state === 'new' && this.looks.size === 0);
  }

  /** What became of it; `run` as the record has it now. */
  judge(run: HookRun): HookResult {
    return judgeHook(run, this.ledger.objects);
  }

  private async guard(what: string, following: Promise<void>): Promise<void> {
    try {
      await following;
    } catch (error) {
      this.blind.set(what, asActionError(error));
    }
  }

  private async followJob(events: AsyncIterable<WatchEvent<Job>>): Promise<void> {
    await this.consume('jobs', events, (job, isFirstList) => {
      this.ledger.takeJob(job, isFirstList);
    });
  }

  private async followPods(
    events: AsyncIterable<WatchEvent<Pod>>,
    signal: AbortSignal,
  ): Promise<void> {
    const tails: Promise<void>[] = [];
    await this.consume('pods', events, (pod, isFirstList) => {
      this.ledger.takePod(pod, isFirstList);
      tails.push(...this.openLogs(signal));
    });
    await Promise.all(tails);
  }

  private async consume<T extends Job | Pod>(
    kind: 'jobs' | 'pods',
    events: AsyncIterable<WatchEvent<T>>,
    take: (object: T, isFirstList: boolean) => void,
  ): Promise<void> {
    let isFirstList = true;
    this.looks.add(kind);
    for await (const event of events) {
      this.looks.delete(kind);
      if (event.kind === 'trouble') this.blind.set(kind, event.error);
      else this.blind.delete(kind);
      if (event.kind === 'listed') {
        for (const object of event.items) take(object, isFirstList);
        this.ledger.removeAllBut(kind, event.items);
        isFirstList = false;
      }
      if (event.kind === 'changed' || event.kind === 'deleted') take(event.object, false);
      if (event.kind === 'deleted') this.ledger.remove(event.object);
      this.noteChange();
    }
  }

  private openLogs(signal: AbortSignal): Promise<void>[] {
    const runs = this.ledger.podsToRead.flatMap(listContainerRuns);
    const fresh = runs.filter((run) => !this.known.has(run.id));
    for (const run of fresh) this.known.add(run.id);
    return fresh.map((run) =>
      this.guard(`log of ${run.pod}/${run.container}`, this.readLog(run, signal)),
    );
  }

  private async readLog(run: ContainerRun, signal: AbortSignal): Promise<void> {
    this.open.add(run.id);
    this.noteChange();
    const world: TailWorld = {
      readLog: this.cluster.readLog,
      look: () => this.ledger.lookAt(run),
      isGone: () => this.ledger.isGone(run.podUid),
      nextChange: (ms, until) => this.changes.wait(ms, until),
      onLines: (lines) => {
        this.ledger.keepLines(run.id, lines);
        this.listener.onLines(this.run, run, lines);
      },
    };
    const trouble = await tailLog(world, signal);
    if (trouble !== undefined) this.blind.set(`log of ${run.pod}/${run.container}`, trouble);
    this.open.delete(run.id);
    this.noteChange();
  }

  /** Tells the start once, and the end once, after the last line. */
  private noteChange(): void {
    const { job, pods } = this.ledger.objects;
    if (this.state === 'new' && (job !== undefined || pods.length > 0)) {
      this.state = 'started';
      this.listener.onHookStarted(this.run);
    }
    if (this.state === 'started' && this.open.size === 0) {
      const result = this.judge(this.run);
      if (result.verdict.kind === 'succeeded' || result.verdict.kind === 'failed') {
        this.state = 'ended';
        this.listener.onHookEnded(result);
      }
    }
    this.changes.fire();
  }
}
