import { nameHook } from '../helm/hook-name.js';
import { type ActionError, asActionError } from '../errors.js';
import type { WatchEvent } from '../kube/watch.js';
import { Blindness } from './blindness.js';
import { type HookKinds, HookLedger } from '../hooks/ledger.js';
import type { HookCluster } from './hook-cluster.js';
import { HookEvents } from './hook-events.js';
import { HookLogs } from '../logs/hook-logs.js';
import type { HookListener } from './listener.js';
import { awaitsPods } from '../hooks/judgement.js';
import { type HookResult, type HookRun, judgeHook } from '../hooks/observation.js';
import { Pulse } from './pulse.js';
import type { Watched } from './vigil.js';

/** Follows one hook, a Job or a bare Pod: its objects, and the log of every container run. */
export class HookFollower {
  /** Fires at every change of what was seen. */
  readonly changes = new Pulse();
  readonly run: HookRun;
  private readonly cluster: HookCluster;
  private readonly listener: HookListener;
  private readonly ledger: HookLedger;
  private readonly logs: HookLogs;
  private readonly events: HookEvents;
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
    this.logs = new HookLogs({
      readLog: world.cluster.readLog,
      ledger: this.ledger,
      changes: this.changes,
      onLines: (container, lines) => {
        this.listener.onLines(run, container, lines);
      },
      onChange: ({ pod, container }, trouble) => {
        // Of a log that is gone with its Pod a line in the log itself says so.
        if (trouble !== undefined && trouble.code !== 'not-found')
          this.blind.note(`log of ${pod}/${container}`, trouble);
        this.noteChange();
      },
    });
    const { watchEvents, eventsAfterMs: afterMs } = world.cluster;
    this.events = new HookEvents({
      ...{ watchEvents, afterMs },
      ...{ ledger: this.ledger, changes: this.changes },
    });
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
      this.events.watch(signal),
    ]);
    await this.logs.end();
  }

  /** True when nothing is left to see: it did not start, or it has ended and all its lines are read. */
  get isSettled(): boolean {
    if (!this.logs.isRead) return false;
    return this.state === 'ended' || (this.state === 'new' && this.looks.size === 0);
  }

  /** Lines read so far. */
  get lineCount(): number {
    return this.logs.lineCount;
  }

  /** True when it has ended, or we cannot see whether it has, and there is something left to read. */
  get isBehind(): boolean {
    const isOver = ['succeeded', 'failed'].includes(this.judge(this.run).verdict.kind);
    return !this.isSettled && (isOver || !this.blind.isEmpty);
  }

  /** What kept us from seeing. A watch that failed for a moment after all was seen means nothing. */
  get troubles(): readonly ActionError[] {
    const seen =
      this.state === 'ended' ? this.blind.listFinal(['jobs', 'pods']) : this.blind.list();
    return [...seen, ...this.events.troubles];
  }

  /** What became of it; `run` as the record has it now. */
  judge(run: HookRun): HookResult {
    return judgeHook(run, this.ledger.objects);
  }

  /** How it is now; `run` as the record has it now. */
  look(run: HookRun): Watched {
    const { job, pods } = this.ledger.objects;
    const there = pods.filter(({ metadata }) => !this.ledger.isGone(metadata?.uid ?? ''));
    return {
      key: nameHook(run.hook),
      run: this.run,
      ...{ job, pods: there, result: this.judge(run), lineCount: this.lineCount },
      isBlind: this.blind.has('jobs') || this.blind.has('pods'),
    };
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
        // Before the first look at Jobs we do not know whose a Pod is.
        if (!this.looks.has('jobs')) this.logs.openNew(signal);
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

  /** Tells the start once, and the end once, after the last line. */
  private noteChange(): void {
    const { objects } = this.ledger;
    const isThere = objects.job !== undefined || objects.pods.length > 0;
    if (this.state === 'new' && isThere && !this.looks.has('jobs')) {
      this.state = 'started';
      this.listener.onHookStarted(this.run);
    }
    const isComplete = this.blind.isFinal('pods') || !awaitsPods(objects);
    if (this.state === 'started' && this.logs.isRead && isComplete) this.tellEnd();
    this.changes.fire();
  }

  private tellEnd(): void {
    const result = this.judge(this.run);
    if (result.verdict.kind !== 'succeeded' && result.verdict.kind !== 'failed') return;
    this.state = 'ended';
    this.listener.onHookEnded(result);
  }
}
