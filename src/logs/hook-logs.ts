import { asActionError, type ActionError } from '../errors.js';
import type { LogLine } from '../text/log-line.js';
import type { AttemptEnd } from '../hooks/attempts.js';
import type { HookLedger } from '../hooks/ledger.js';
import type { Pulse } from '../time/pulse.js';
import { readLastLine } from './stream.js';
import { tailLog, type TailDeps } from './tail.js';
import { type ContainerRun, firstContainer, listContainerRuns } from '../hooks/targets.js';

/** What following the logs of one hook needs from outside. */
export interface HookLogsDeps {
  readonly readLog: TailDeps['readLog'];
  readonly ledger: HookLedger;
  /** Nothing is kept of the lines. */
  readonly isHidden: boolean;
  /** Fires at every change of the ledger. */
  readonly changes: Pulse;
  readonly onLines: (run: ContainerRun, lines: readonly LogLine[]) => void;
  /** A log was opened, or has been read; `trouble` is what kept us from reading it all. */
  readonly onChange: (run: ContainerRun, trouble: ActionError | undefined) => void;
}

/** Follows the logs of all container runs of one hook. */
export class HookLogs {
  /** Lines read so far. */
  lineCount = 0;
  private readonly deps: HookLogsDeps;
  private readonly tails = new Map<string, Promise<void>>();
  /** UIDs of Pods, by the IDs of their container runs. */
  private readonly open = new Map<string, string>();
  private isWarm = false;

  constructor(deps: HookLogsDeps) {
    this.deps = deps;
  }

  /** True when every log that was opened has been read. */
  get isRead(): boolean {
    return this.open.size === 0;
  }

  /**
   * True of an attempt whose log is not being read any more: that of its container run, or all of its Pod where that is
   * not known.
   */
  readonly hasRead = ({ podUid, end }: AttemptEnd): boolean =>
    end?.id ? !this.open.has(end.id) : ![...this.open.values()].includes(podUid);

  /** Starts again to follow what the ledger has, until `signal` aborts. */
  openNew(signal: AbortSignal): void {
    const { ledger } = this.deps;
    this.warmUp(signal);
    for (const run of ledger.ourPods.flatMap(listContainerRuns))
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
