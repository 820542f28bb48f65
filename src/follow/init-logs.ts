import { nameWorkload, nameWorkloadBriefly } from '../helm/workload.js';
import { PodLogs } from '../logs/pod-logs.js';
import { type InitMigrations, InitRuns, listInitRuns } from '../rollout/init-runs.js';
import type { RolloutLedger } from '../rollout/ledger.js';
import type { WorkloadResult } from '../rollout/result.js';
import type { Trouble } from '../rollout/trouble.js';
import type { LogLine } from '../text/log-line.js';
import { Pulse } from '../time/pulse.js';
import type { RolloutListener } from './listener.js';
import type { RolloutCluster } from './rollout-cluster.js';

/** The log of an init container that ended with an error. */
export interface InitLog {
  readonly lines: readonly LogLine[];
  /** What a migration tool says went wrong; empty where none does. */
  readonly error: string;
  /** True when all of it has been read. */
  readonly isRead: boolean;
}

/** What following init containers needs from outside. */
export interface InitLogsDeps {
  readonly cluster: RolloutCluster;
  readonly listener: RolloutListener;
  readonly ledger: RolloutLedger;
  /** The creationTimestamp of the revision's record. */
  readonly began: string;
}

const WAIT_MS = 1_000;

/** Shows the logs of the init containers of new Pods while they run, as those of hooks are shown. */
export class InitLogs {
  private readonly deps: InitLogsDeps;
  private readonly runs: InitRuns;
  private readonly logs: PodLogs;
  private readonly changes = new Pulse();
  /** The workloads of which was told that more Pods have init containers than are shown. */
  private readonly told = new Set<string>();

  constructor(deps: InitLogsDeps) {
    const { cluster, listener, began } = deps;
    this.deps = deps;
    this.runs = new InitRuns(began);
    this.logs = new PodLogs({
      readLog: (run, ...asked) => cluster.readLog(this.runs.podOf(run), run, ...asked),
      ledger: this.runs,
      listRuns: listInitRuns,
      isHidden: false,
      changes: this.changes,
      onLines: (run, lines) => listener.onContainerLines(run, lines),
      // What is missing in a log, a line in it says.
      onChange: () => this.changes.fire(),
    });
  }

  /** Begins to read what has come; reads until `signal` aborts. */
  look(results: readonly WorkloadResult[], signal: AbortSignal): void {
    const { ledger, listener } = this.deps;
    this.runs.take(results, (uid) => ledger.findPod(uid));
    this.logs.openNew(signal);
    this.changes.fire();
    for (const { workload } of results) {
      const name = nameWorkload(workload);
      if (this.told.has(name) || this.runs.countLeft(name) === 0) continue;
      this.told.add(name);
      listener.onRollout(
        `${nameWorkloadBriefly(workload)}: the init containers of more Pods run; their logs are not shown`,
      );
    }
  }

  /** The log that tells why an init container ended; undefined of others, and of one whose log is not followed. */
  find(result: WorkloadResult, trouble: Trouble): InitLog | undefined {
    if (trouble.kind !== 'exits' || !trouble.isInit) return undefined;
    const run = this.runs.findTelling(nameWorkload(result.workload), trouble.end);
    if (run === undefined) return undefined;
    const { error } = this.conclude(result);
    return { lines: this.runs.tailOf(run), error, isRead: !this.logs.isOpen(run.id) };
  }

  /** What the init containers of a workload say of migrations. */
  conclude(result: WorkloadResult): InitMigrations {
    return this.runs.conclude(result);
  }

  /** Waits until all is read, at the latest until `limit` aborts. */
  async settle(limit: AbortSignal): Promise<void> {
    while (!limit.aborted && !this.logs.isRead) await this.changes.wait(WAIT_MS, limit);
  }

  /** Resolves when nothing is being read. Never throws. */
  async end(): Promise<void> {
    await this.logs.end();
  }
}
