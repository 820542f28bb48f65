import { type ActionError, asActionError } from '../errors.js';
import type { WatchEvent } from '../kube/watch.js';
import { Blindness } from './blindness.js';
import { type HookKinds, HookLedger } from './ledger.js';
import type { HookListener } from './listener.js';
import { awaitsPods, type HookResult, type HookRun, judgeHook } from './observation.js';
import { Pulse } from './pulse.js';
import { tailLog, type TailWorld } from './tail.js';
import { type ContainerRun, listContainerRuns } from './targets.js';

type Watch<Kind extends keyof HookKinds> = (
  namespace: string,
  name: string,
  signal: AbortSignal,
) => AsyncIterable<WatchEvent<HookKinds[Kind]>>;

/** The objects of one hook, as the cluster tells of them. Watches never throw, they tell `trouble`. */
export interface HookCluster {
  readonly watchJob: Watch<'jobs'>;
  readonly watchPodsOfJob: Watch<'pods'>;
  readonly watchPod: Watch<'pods'>;
  readonly readLog: TailWorld['readLog'];
}

/** Follows one hook, a Job or a bare Pod: its objects, and the log of every container run. */
export class HookFollower {
  /** Fires at every change of what was seen. */
  readonly changes = new Pulse();
  readonly run: HookRun;
  /** Lines read so far. */
  lineCount = 0;
  private readonly cluster: HookCluster;
  private readonly listener: HookListener;
  private readonly ledger: HookLedger;
  private readonly tails = new Map<string, Promise<void>>();
  private readonly open = new Set<string>();
  private readonly blind = new Blindness();
  /** What we have not had a first look at yet. */
  private readonly looks = new Set<keyof HookKinds>();
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
    const { cluster } = this;
    const { kind, namespace, name } = this.run.hook;
    const isPod = kind === 'Pod';
    await Promise.all([
      isPod || this.consume('jobs', cluster.watchJob(namespace, name, signal), signal),
      this.consume(
        'pods',
        isPod
          ? cluster.watchPod(namespace, name, signal)
          : cluster.watchPodsOfJob(namespace, name, signal),
        signal,
      ),
    ]);
    await Promise.all(this.tails.values());
  }

  /** True when nothing is left to see: it did not start, or it has ended and all its lines are read. */
  get isSettled(): boolean {
    if (this.open.size > 0) return false;
    return this.state === 'ended' || (this.state === 'new' && this.looks.size === 0);
  }

  /** True when it has ended, or we cannot see whether it has, and there is something left to read. */
  get isBehind(): boolean {
    const isOver = ['succeeded', 'failed'].includes(this.judge(this.run).verdict.kind);
    return !this.isSettled && (isOver || !this.blind.isEmpty);
  }

  /** What kept us from seeing. A watch that failed for a moment after all was seen means nothing. */
  get troubles(): readonly ActionError[] {
    return this.state === 'ended' ? this.blind.listFinal(['jobs', 'pods']) : this.blind.list();
  }

  /** What became of it; `run` as the record has it now. */
  judge(run: HookRun): HookResult {
    return judgeHook(run, this.ledger.objects);
  }

  /** Tells its end, where something of it was never seen. */
  conclude(): void {
    if (this.state === 'started') this.tellEnd();
  }

  private async consume<Kind extends keyof HookKinds>(
    kind: Kind,
    events: AsyncIterable<WatchEvent<HookKinds[Kind]>>,
    signal: AbortSignal,
  ): Promise<void> {
    this.looks.add(kind);
    try {
      for await (const event of events) {
        this.takeEvent(kind, event);
        this.openLogs(signal);
        this.noteChange();
      }
    } catch (error) {
      this.blind.note(kind, asActionError(error));
    }
    this.looks.delete(kind);
    this.noteChange();
  }

  private takeEvent<Kind extends keyof HookKinds>(
    kind: Kind,
    event: WatchEvent<HookKinds[Kind]>,
  ): void {
    if (event.kind === 'trouble') this.blind.note(kind, event.error);
    else this.blind.clear(kind);
    if (event.kind !== 'trouble' || this.blind.isFinal(kind)) this.looks.delete(kind);
    if (event.kind === 'listed') this.ledger.takeList(kind, event.items);
    else if (event.kind === 'changed') this.ledger.take(kind, event.object);
    else if (event.kind === 'deleted') this.ledger.remove(kind, event.object);
  }

  /** Before the first look at Jobs we do not know whose a Pod is. */
  private openLogs(signal: AbortSignal): void {
    if (this.looks.has('jobs')) return;
    for (const run of this.ledger.ourPods.flatMap(listContainerRuns))
      if (!this.tails.has(run.id)) this.tails.set(run.id, this.readLog(run, signal));
  }

  /** Never throws. */
  private async readLog(run: ContainerRun, signal: AbortSignal): Promise<void> {
    const what = `log of ${run.pod}/${run.container}`;
    const world: TailWorld = {
      readLog: this.cluster.readLog,
      look: () => this.ledger.lookAt(run),
      isGone: () => this.ledger.isGone(run.podUid),
      // What happens to other Pods wakes nobody here: there may be fifty.
      nextChange: (ms, until) => this.changes.waitFor(() => this.ledger.tell(run), ms, until),
      onLines: (lines) => {
        this.lineCount += lines.length;
        this.ledger.keepLines(run.id, lines);
        this.listener.onLines(this.run, run, lines);
      },
    };
    this.open.add(run.id);
    this.noteChange();
    const trouble = await tailLog(world, signal).catch(asActionError);
    if (trouble !== undefined) this.blind.note(what, trouble);
    this.open.delete(run.id);
    this.noteChange();
  }

  /** Tells the start once, and the end once, after the last line. */
  private noteChange(): void {
    const { objects } = this.ledger;
    const isThere = objects.job !== undefined || objects.pods.length > 0;
    if (this.state === 'new' && isThere && !this.looks.has('jobs')) {
      this.state = 'started';
      this.listener.onHookStarted(this.run);
    }
    const isComplete = this.blind.isFinal('pods') || !awaitsPods(objects);
    if (this.state === 'started' && this.open.size === 0 && isComplete) this.tellEnd();
    this.changes.fire();
  }

  private tellEnd(): void {
    const result = this.judge(this.run);
    if (result.verdict.kind !== 'succeeded' && result.verdict.kind !== 'failed') return;
    this.state = 'ended';
    this.listener.onHookEnded(result);
  }
}
