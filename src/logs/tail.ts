import type { ActionError, ErrorCode } from '../errors.js';
import type { LogBatch, LogPart } from './cursor.js';
import type { LogLine } from '../text/log-line.js';
import { LogReader, ROTATED } from './reader.js';
import { readLastLine, readUntilSilent, type StreamEnd } from './stream.js';
import type { ContainerRun } from '../hooks/targets.js';

/** What following one container run's log needs from outside. */
export interface TailDeps {
  /** The first batch says that the log is open; ends and throws as the stream does. Throws ActionError. */
  readonly readLog: (
    run: ContainerRun,
    part: LogPart,
    signal: AbortSignal,
  ) => AsyncIterable<LogBatch>;
  /** The run as its Pod's newest status has it; undefined when later runs have pushed its log out of reach. */
  readonly look: () => ContainerRun | undefined;
  /** True when the Pod is gone from the cluster. */
  readonly isGone: () => boolean;
  /** Resolves when what `look` and `isGone` say changes, at the latest after `ms`. */
  readonly nextChange: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onLines: (lines: readonly LogLine[]) => void;
}

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2_000;
/** A stream that ends in good order ends with its container as a rule, and the API tells that up to 1 s later. */
const STATUS_DELAY_MS = 500;
/** Ticks without a byte after which a stream is taken for half-open, and asked for again: */
const SILENT_TICKS = {
  opening: 15,
  /** A quiet migration is silent, too; then this costs one small request each time, and no line. */
  open: 20,
  /** All has been written: what is still to come comes at once. */
  ended: 3,
};
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['not-found', 'not-ready', 'forbidden']);
/** So often a refusal is taken for a passing fault: an API server that starts, or a kubelet, refuses too. */
const DOUBTS = 5;
/** So many streams in a row that end in good order with nothing new are the end, where the last line proves nothing. */
const BARREN = 3;
/** The same where the last line is one that we do not have: the streams are cut, or it is a piece of a long line. */
const BARREN_MAX = 10;

/**
 * Follows one container run's log to its true end, each line once. The end of a stream is not the end
 * of a log: it is read when its container has ended and the log's last line is the last that we have,
 * or a stream that was opened then ended in good order without anything new. Returns what kept us from
 * reading it all, or undefined; where lines may be missing, a line says so.
 */
export async function tailLog(
  deps: TailDeps,
  signal: AbortSignal,
): Promise<ActionError | undefined> {
  const tail = new Tail(deps, signal);
  while (!signal.aborted) {
    const run = deps.look();
    if (run === undefined) return tail.giveUp('the container has restarted more than once since');
    if (await tail.isRead(run)) return tail.finish();
    const end = await tail.readStream(run);
    if (tail.isFinal(end, run)) return tail.giveUpBy(end);
    await tail.pause(end);
  }
  return tail.stop();
}

class Tail {
  private readonly deps: TailDeps;
  private readonly signal: AbortSignal;
  private readonly reader: LogReader;
  /** How the newest stream came out; a log that is refused since its Pod is gone leaves this as it was. */
  private state: 'none' | 'open' | 'ended' | 'cut' = 'none';
  private stateBefore: Tail['state'] = 'none';
  private error: ActionError | undefined;
  private doubts = 0;
  private barren = 0;
  private isMoreThere = false;
  private delay = RETRY_FIRST_MS;

  constructor(deps: TailDeps, signal: AbortSignal) {
    this.deps = deps;
    this.signal = signal;
    this.reader = new LogReader(deps.onLines);
  }

  /**
   * To ask for the last line is cheaper than to read the last seconds once more, which may be a hundred
   * thousand lines, and it is proof, where a stream may have been cut between two lines.
   */
  async isRead(run: ContainerRun): Promise<boolean> {
    if (!run.ended || this.state === 'none') return false;
    if (this.barren >= (this.isMoreThere ? BARREN_MAX : BARREN)) return true;
    if (this.reader.count === 0 || this.deps.isGone()) return false;
    const ask = (until: AbortSignal) => this.deps.readLog(run, { kind: 'last-line' }, until);
    const last = await readLastLine(ask, this.signal);
    const isAtEnd = last !== undefined && this.reader.isLast(last);
    this.isMoreThere = last !== undefined && last.time !== '' && !isAtEnd;
    return isAtEnd;
  }

  async readStream(run: ContainerRun): Promise<StreamEnd> {
    const before = this.reader.progress;
    this.stateBefore = this.state;
    const part: LogPart = { kind: 'follow', since: this.reader.resume() };
    const end = await readUntilSilent(
      {
        open: (signal) => this.deps.readLog(run, part, signal),
        take: (batch) => {
          this.state = 'open';
          this.reader.take(batch);
        },
        ticksAllowed: () => this.ticksAllowed(),
      },
      this.signal,
    );
    this.note(end, { wasEnded: run.ended, isNew: this.reader.progress !== before });
    return end;
  }

  /** Without the right to read there is nothing to wait for; but an API server that starts refuses, too. */
  isFinal(end: StreamEnd, run: ContainerRun): boolean {
    if (end.kind !== 'broken') return false;
    const { code } = end.error;
    // Of a Pod that is gone no log is to be had, whatever answers instead.
    if (this.deps.isGone()) return true;
    if (code === 'not-ready') return run.ended && this.doubts >= DOUBTS;
    return code === 'forbidden' && this.doubts >= DOUBTS;
  }

  async pause(end: StreamEnd): Promise<void> {
    const isDone = this.deps.look()?.ended ?? true;
    if (end.kind === 'silent' || (end.kind === 'ended' && isDone && this.barren === 0)) return;
    const asked = end.kind === 'broken' ? (end.error.retryAfterMs ?? 0) : 0;
    const isPlainEnd = end.kind === 'ended' && !this.reader.isWithinLine;
    const least = isPlainEnd && !isDone ? STATUS_DELAY_MS : asked;
    await this.deps.nextChange(Math.max(this.delay, least), this.signal);
    this.delay = Math.min(this.delay * 2, RETRY_MAX_MS);
  }

  finish(): ActionError | undefined {
    this.reader.flush();
    if (this.barren >= BARREN && this.reader.isBehind) this.reader.tellGap(ROTATED);
    return undefined;
  }

  giveUpBy(end: StreamEnd): ActionError | undefined {
    const code = end.kind === 'broken' ? end.error.code : undefined;
    if (code === 'forbidden') return this.giveUp('the permission to read it was removed');
    if (this.deps.isGone()) return this.giveUp('its Pod was deleted before the whole log was read');
    return this.giveUp('its container was removed before the whole log was read');
  }

  /** What ended in good order before it became unreachable was read: that is not a gap. */
  giveUp(why: string): ActionError | undefined {
    const isCutOff = this.reader.isWithinLine || this.error?.code === 'forbidden';
    const isWhole = this.state === 'ended' && !isCutOff;
    this.reader.flush();
    if (isWhole) return undefined;
    this.tellGap(why);
    return this.error;
  }

  /** What runs on has no gap at its end, only a time at which we left. */
  stop(): ActionError | undefined {
    const isUnread = (this.deps.look()?.ended ?? true) || this.state === 'cut';
    this.reader.flush();
    if (isUnread) this.tellGap('there was no time left to read the rest');
    return this.error;
  }

  /** A right that was missing from the start is told once for all logs, elsewhere. */
  private tellGap(why: string): void {
    const isForbidden = this.error?.code === 'forbidden' && this.state === 'none';
    if (!isForbidden) this.reader.tellGap(why);
  }

  private note(end: StreamEnd, { wasEnded, isNew }: { wasEnded: boolean; isNew: boolean }): void {
    if (this.signal.aborted) return;
    const isOrderly = end.kind === 'ended';
    const isRefused = end.kind === 'broken' && REFUSALS.has(end.error.code);
    this.error = end.kind === 'broken' ? end.error : undefined;
    this.doubts = isRefused ? this.doubts + 1 : 0;
    this.barren = isOrderly && wasEnded && !isNew ? this.barren + 1 : 0;
    if (isNew) this.delay = RETRY_FIRST_MS;
    // A kubelet that does not have the log any more opens a stream before it says so.
    if (isRefused && !isNew) this.state = this.stateBefore;
    else this.state = isOrderly ? 'ended' : 'cut';
  }

  private ticksAllowed(): number {
    if (this.state !== 'open') return SILENT_TICKS.opening;
    return this.deps.look()?.ended ? SILENT_TICKS.ended : SILENT_TICKS.open;
  }
}
