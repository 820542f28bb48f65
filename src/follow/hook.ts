import { nameHook } from '../helm/hook.js';
import type { RevisionTime } from '../helm/revision-time.js';
import { type ActionError, asActionError } from '../errors.js';
import { changeObjects, type WatchEvent } from '../objects/watch-event.js';
import { AccessErrors } from './access-errors.js';
import { type HookKinds, HookLedger } from '../hooks/ledger.js';
import { changeEndMessages } from '../hooks/end-messages.js';
import type { Pod } from '../hooks/targets.js';
import type { HookCluster } from './hook-cluster.js';
import { HookEvents } from './hook-events.js';
import { PodLogs } from '../logs/pod-logs.js';
import type { HookListener } from './listener.js';
import { type HookResult, judgeHook } from '../hooks/result.js';
import { isOver } from '../hooks/verdict.js';
import { type HookRun } from '../helm/run-order.js';
import { Pulse } from '../time/pulse.js';
import { HookRuns, type RunsOfObject } from './hook-runs.js';
import type { Watched } from './hook-monitor.js';

/** What a container says at its end may be the end of a log that is not to be shown. */
const forgetEnds = (pod: Pod) => changeEndMessages(pod, () => '');

/** What following one hook object needs from outside. */
export interface HookFollowerDeps {
  readonly cluster: HookCluster;
  readonly listener: HookListener;
  /** The revisions before ours. */
  readonly earlier: readonly RevisionTime[];
}

/**
 * Follows one hook object, a Job or a bare Pod: what is made under its name, and the log of every container run. A hook
 * of two events has two runs, in the order in which Helm makes its object for them.
 */
export class HookFollower {
  /** Fires at every change of what was seen. */
  readonly changes = new Pulse();
  private readonly runs: HookRuns;
  private readonly deps: HookFollowerDeps;
  private readonly ledger: HookLedger;
  private readonly logs: PodLogs;
  private readonly events: HookEvents;
  private readonly blind = new AccessErrors();
  /** What we have not had a first look at yet. */
  private readonly looks = new Set<keyof HookKinds>();

  /** `runs`: of one object, in Helm's order. `recordCreated`: the creationTimestamp of the revision's record. */
  constructor(runs: RunsOfObject, recordCreated: string, deps: HookFollowerDeps) {
    this.deps = deps;
    const [{ hook }] = runs;
    this.ledger = new HookLedger(recordCreated, { hook, earlier: deps.earlier });
    this.runs = new HookRuns(runs, this.ledger, deps.listener);
    this.logs = new PodLogs({
      readLog: deps.cluster.readLog,
      ledger: this.ledger,
      isHidden: hook.hidesLog,
      changes: this.changes,
      onLines: (container, lines) => {
        deps.listener.onLines(this.runs.ofPod(container.podUid), container, lines);
      },
      onChange: ({ pod, container }, trouble) => {
        // Of a log that is gone with its Pod a line in the log itself says so.
        if (trouble !== undefined && trouble.code !== 'not-found')
          this.blind.note(`log of ${pod}/${container}`, trouble);
        this.noteChange();
      },
    });
    const { watchEvents, eventsAfterMs: afterMs } = deps.cluster;
    const { ledger, changes } = this;
    this.events = new HookEvents({ watchEvents, afterMs, ledger, changes });
  }

  /** Follows until `signal` aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    const { cluster } = this.deps;
    const { hook } = this.runs.current;
    const isPod = hook.kind === 'Pod';
    const pods = isPod ? cluster.watchPod(hook, signal) : cluster.watchPodsOfJob(hook, signal);
    await Promise.all([
      isPod || this.consume('jobs', cluster.watchJob(hook, signal), signal),
      this.consume('pods', hook.hidesLog ? changeObjects(pods, forgetEnds) : pods, signal),
      this.events.watch(signal),
    ]);
    await this.logs.end();
  }

  /** True when nothing is left to see: no run of it is open, or none has started, and all lines are read. */
  get isSettled(): boolean {
    if (!this.logs.isRead) return false;
    const { states } = this.runs;
    if (states.includes('started')) return false;
    return states.includes('ended') || this.looks.size === 0;
  }

  /** Lines read so far. */
  get lineCount(): number {
    return this.logs.lineCount;
  }

  /** The run whose object was made last, as its key. */
  get key(): string {
    return this.runs.current.key;
  }

  /** How many runs have made their object, as far as we saw. */
  get begun(): number {
    return this.ledger.turnCount;
  }

  /** What it follows, in words. */
  get object(): string {
    return nameHook(this.runs.current.hook);
  }

  /** True when it has ended, or we cannot see whether it has, and there is something left to read. */
  get isBehind(): boolean {
    const hasEnded = isOver(this.judge(this.runs.current).verdict);
    return !this.isSettled && (hasEnded || !this.blind.isEmpty);
  }

  /** What kept us from seeing. A watch that failed for a moment after all was seen means nothing. */
  get troubles(): readonly ActionError[] {
    const isOver = this.runs.states.every((state) => state === 'ended');
    const seen = isOver ? this.blind.listFinal(['jobs', 'pods']) : this.blind.list();
    return [...seen, ...this.events.troubles];
  }

  /** What became of one of its runs; `run` as the record has it now. */
  judge(run: HookRun): HookResult {
    return judgeHook(run, this.runs.objectsOf(run, this.isBlind));
  }

  /** How its newest run is now; `find` gives a run as the record has it now. */
  look(find: (run: HookRun) => HookRun): Watched {
    const run = this.runs.current;
    const { job, pods, gone } = this.runs.objectsOf(run, this.isBlind);
    const there = pods.filter(({ metadata }) => !gone.has(metadata?.uid ?? ''));
    const { isBlind, lineCount } = this;
    const result = this.judge(find(run));
    return { key: run.key, run, job, pods: there, result, lineCount, isBlind };
  }

  /** Tells the end, where something of it was never seen. */
  conclude(): void {
    this.runs.conclude((run) => this.judge(run));
  }

  private get isBlind(): boolean {
    return this.blind.has('jobs') || this.blind.has('pods');
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

  /** Tells of each run what is new, the end after the last line. */
  private noteChange(): void {
    this.runs.report((run) => this.judge(run), {
      isLookedAt: !this.looks.has('jobs'),
      ...{ isRead: this.logs.isRead, hasRead: this.logs.hasRead },
      awaitsPods: !this.blind.isFinal('pods'),
    });
    this.changes.fire();
  }
}
