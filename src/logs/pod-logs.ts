import { asActionError, type ActionError } from '../errors.js';
import type { LogLine } from '../text/log-line.js';
import type { AttemptEnd } from '../hooks/attempts.js';
import type { Pulse } from '../time/pulse.js';
import { readLastLine } from './stream.js';
import { tailLog, type TailDeps } from './tail.js';
import {
  type ContainerRun,
  firstContainer,
  listContainerRuns,
  type Pod,
} from '../hooks/targets.js';

/** Who knows the container runs whose logs are read, and keeps what is read. */
export interface RunLedger {
  /** The Pods whose logs are ours to read. */
  readonly ourPods: readonly Pod[];
  /** The run as its Pod's newest status has it; undefined when its log is out of reach. */
  lookAt(run: ContainerRun): ContainerRun | undefined;
  readonly removed: { isGone(podUid: string): boolean };
  /** All that matters of a run to who reads its log, as one text. */
  tell(run: ContainerRun): string;
  keepLines(runId: string, lines: readonly LogLine[]): void;
}

/** What following the logs of Pods needs from outside. */
export interface PodLogsDeps {
  readonly readLog: TailDeps['readLog'];
  readonly ledger: RunLedger;
  /** The runs of a Pod whose logs are read: all where it is left out. */
  readonly listRuns?: (pod: Pod) => readonly ContainerRun[];
  /** Nothing is kept of the lines. */
  readonly isHidden: boolean;
  /** Fires at every change of the ledger. */
  readonly changes: Pulse;
  readonly onLines: (run: ContainerRun, lines: readonly LogLine[]) => void;
  /** A log was opened, or has been read; `trouble` is what kept us from reading it all. */
  readonly onChange: (run: ContainerRun, trouble: ActionError | undefined) => void;
}

/** Follows the logs of all container runs that a ledger names. */
export class PodLogs {
  /** Lines read so far. */
  lineCount = 0;
  private readonly deps: PodLogsDeps;
  private readonly tails = new Map<string, Promise<void>>();
  /** UIDs of Pods, by the IDs of their container runs. */
  private readonly open = new Map<string, string>();
  private isWarm = false;

  constructor(deps: PodLogsDeps) {
    this.deps = deps;
  }

  /** True when every log that was opened has been read. */
  get isRead(): boolean {
    return this.open.size === 0;
  }

  /** True while the log of a run is being read. */
  isOpen(runId: string): boolean {
    return this.open.has(runId);
  }

  /**
   * True of an attempt whose log is not being read any more: that of its container run, or all of its Pod where that is
   * not known.
   */
  readonly hasRead = ({ podUid, end }: AttemptEnd): boolean =>
    end?.id ? !this.open.has(end.id) : ![...this.open.values()].includes(podUid);

  /** Starts again to follow what the ledger has, until `signal` aborts. */
  openNew(signal: AbortSignal): void {
    const { ledger, listRuns = listContainerRuns } = this.deps;
    this.warmUp(signal);
    for (const run of ledger.ourPods.flatMap(listRuns))
      if (!this.tails.has(run.id)) this.tails.set(run.id, this.follow(run, signal));
  }

  /** Resolves when all logs are read. Never throws. */
  async end(): Promise<void> {
    await Promise.all(this.tails.values());
  }

  /**
   * Asks once for a log that is not there yet, while its container is made: then the connection is open, through to the
   * kubelet, and the first line need not wait for it.
   */
  private warmUp(signal: AbortSignal): void {
    const [run] = this.deps.ledger.ourPods.flatMap(firstContainer);
    if (this.isWarm || run === undefined) return;
    this.isWarm = true;
    const ask = (until: AbortSignal) => this.deps.readLog(run, { kind: 'last-line' }, until);
    void readLastLine(ask, signal).catch(asActionError);
  }

  /** Never throws. */
  private async follow(run: ContainerRun, signal: AbortSignal): Promise<void> {
    const { ledger, changes, readLog, onLines, onChange, isHidden } = this.deps;
    const deps: TailDeps = {
      readLog,
      look: () => ledger.lookAt(run),
      isGone: () => ledger.removed.isGone(run.podUid),
      // What happens to other Pods wakes nobody here: there may be fifty.
      nextChange: (ms, until) => changes.waitFor(() => ledger.tell(run), ms, until),
      onLines: (lines) => {
        this.lineCount += lines.length;
        if (!isHidden) ledger.keepLines(run.id, lines);
        onLines(run, lines);
      },
    };
    this.open.set(run.id, run.podUid);
    onChange(run, undefined);
    const trouble = await tailLog(deps, signal).catch(asActionError);
    this.open.delete(run.id);
    onChange(run, trouble);
  }
}
