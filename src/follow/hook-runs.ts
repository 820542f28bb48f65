import { awaitsPods } from '../hooks/judgement.js';
import type { HookLedger } from '../hooks/ledger.js';
import type { HookObjects } from '../hooks/hook-objects.js';
import type { HookResult } from '../hooks/result.js';
import type { HookRun } from '../helm/run-order.js';
import type { HookListener } from './listener.js';
import { RunReporter, type RunSight } from './run-reporter.js';

/** All runs of one hook object in one operation, in Helm's order. */
export type RunsOfObject = readonly [HookRun, ...HookRun[]];

/** How much of the object can be told of by now. */
interface Readiness {
  /** There was a first look at Jobs: before it nobody knows whose a Pod is. */
  readonly isLookedAt: boolean;
  readonly isRead: boolean;
  readonly hasRead: RunSight['hasRead'];
  /** The end of a Pod that its Job counts is still to come. */
  readonly awaitsPods: boolean;
}

/** The runs of one hook object: which of them an object belongs to, and what was told of each. */
export class HookRuns {
  private readonly runs: RunsOfObject;
  private readonly ledger: HookLedger;
  private readonly reporters: ReadonlyMap<string, RunReporter>;

  constructor(runs: RunsOfObject, ledger: HookLedger, listener: HookListener) {
    this.runs = runs;
    this.ledger = ledger;
    this.reporters = new Map(runs.map((run) => [run.key, new RunReporter(run, listener)]));
  }

  /** The run whose object was made last; the first one where there is none yet. */
  get current(): HookRun {
    const index = Math.min(Math.max(this.ledger.turnCount, 1), this.runs.length) - 1;
    return this.runs[index] ?? this.runs[0];
  }

  get states(): readonly RunReporter['state'][] {
    return [...this.reporters.values()].map(({ state }) => state);
  }

  ofPod(podUid: string): HookRun {
    return this.runs[this.ledger.findTurn(podUid, this.runs.length)] ?? this.runs[0];
  }

  objectsOf({ key }: HookRun, isBlind: boolean): HookObjects {
    const index = this.runs.findIndex((run) => run.key === key);
    return { ...this.ledger.objectsOf(index, this.runs.length), isBlind };
  }

  /** Tells of each run what is new. */
  report(judge: (run: HookRun) => HookResult, ready: Readiness): void {
    for (const run of this.runs) {
      const objects = this.objectsOf(run, false);
      const isThere = objects.job !== undefined || objects.pods.length > 0;
      this.reporters.get(run.key)?.report(() => judge(run), {
        isThere: isThere && ready.isLookedAt,
        isRead: ready.isRead,
        hasRead: ready.hasRead,
        isComplete: !ready.awaitsPods || !awaitsPods(objects),
      });
    }
  }

  /** Tells the end of each, where something of it was never seen. */
  conclude(judge: (run: HookRun) => HookResult): void {
    for (const run of this.runs) this.reporters.get(run.key)?.conclude(judge(run));
  }
}
