import { ActionError } from '../errors.js';
import {
  advance,
  type Cursor,
  isSurelyNew,
  linesToSkip,
  type LogLine,
  sinceTime,
  START,
} from './cursor.js';
import type { ContainerRun } from './targets.js';

/** What following one container run's log needs from outside. */
export interface TailWorld {
  readonly readLog: (
    run: ContainerRun,
    since: string | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly lines: readonly LogLine[]; readonly unfinished: boolean }>;
  /** The run as its Pod's newest status has it; undefined when later runs have pushed its log out of reach. */
  readonly look: () => ContainerRun | undefined;
  /** True when the Pod is gone from the cluster. */
  readonly isGone: () => boolean;
  /** Resolves when the Pod's status changes, at the latest after `ms`. */
  readonly nextChange: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onLines: (lines: readonly LogLine[]) => void;
}

const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5_000;

/**
 * Follows one container run's log to its true end, each line once. The end of a stream is not the end
 * of a log: a log is read when a stream that was opened after the run had ended has ended. Returns
 * what kept us from reading it all, or undefined.
 */
export async function tailLog(
  world: TailWorld,
  signal: AbortSignal,
): Promise<ActionError | undefined> {
  const reader = new ResumingReader(world.onLines);
  let delay = RETRY_FIRST_MS;
  let end: StreamEnd = { kind: 'ended' };
  while (!signal.aborted) {
    const run = world.look();
    if (run === undefined) break;
    const before = reader.count;
    end = await readStream(
      () => world.readLog(run, reader.resume(), signal),
      (batch) => reader.take(batch, run.ended),
    );
    if (isFinal(end, run.ended, world)) break;
    delay = reader.count > before ? RETRY_FIRST_MS : Math.min(delay * 2, RETRY_MAX_MS);
    await world.nextChange(end.kind === 'ended' && world.look()?.ended ? 0 : delay, signal);
  }
  reader.flush();
  return signal.aborted ? undefined : explainGap(end, reader.count);
}

type Batch = { readonly lines: readonly LogLine[]; readonly unfinished: boolean };
type StreamEnd =
  { readonly kind: 'ended' } | { readonly kind: 'broken'; readonly error: ActionError };

async function readStream(
  open: () => AsyncIterable<Batch>,
  take: (batch: Batch) => void,
): Promise<StreamEnd> {
  try {
    for await (const batch of open()) take(batch);
    return { kind: 'ended' };
  } catch (error) {
    if (error instanceof ActionError) return { kind: 'broken', error };
    throw error;
  }
}

/**
 * A 404 while the Pod exists means again later; without the right to read there is nothing to wait for.
 * A 400 after the run has ended: its container was cleaned away.
 */
function isFinal(end: StreamEnd, wasEnded: boolean, world: TailWorld): boolean {
  if (end.kind === 'ended') return wasEnded;
  const { code } = end.error;
  if (code === 'not-ready') return wasEnded;
  return code === 'forbidden' || (code === 'not-found' && world.isGone());
}

/** What was deleted after its log had ended leaves nothing to be asked for: that is no gap. */
function explainGap(end: StreamEnd, lines: number): ActionError | undefined {
  if (end.kind === 'ended') return undefined;
  const isDeleted = end.error.code === 'not-found' || end.error.code === 'not-ready';
  return isDeleted && lines > 0 ? undefined : end.error;
}

/** Puts the pieces of several streams of one log together: drops what was seen already. */
class ResumingReader {
  /** Lines of the container so far. */
  count = 0;
  /** The kubelet's own lines so far: with each stream it may say the same again. */
  private readonly ownLines = new Set<string>();
  private cursor: Cursor = START;
  private toSkip = 0;
  private unfinished: LogLine | undefined;
  private readonly onLines: (lines: readonly LogLine[]) => void;

  constructor(onLines: (lines: readonly LogLine[]) => void) {
    this.onLines = onLines;
  }

  /** Begins a new stream; returns the `sinceTime` to open it with. */
  resume(): string | undefined {
    this.toSkip = linesToSkip(this.cursor);
    return sinceTime(this.cursor);
  }

  /** A last line that was cut by the end of a stream counts only when the container had ended before. */
  take(batch: Batch, isFinalStream: boolean): void {
    const fresh = this.dropSeen(batch.lines);
    if (batch.unfinished && !isFinalStream) {
      this.unfinished = fresh.at(-1);
      return;
    }
    this.unfinished = undefined;
    this.emit(fresh);
  }

  /** Gives out a cut last line that nothing more can be had of. */
  flush(): void {
    if (this.unfinished !== undefined) this.emit([this.unfinished]);
    this.unfinished = undefined;
  }

  private emit(lines: readonly LogLine[]): void {
    if (lines.length === 0) return;
    this.cursor = advance(this.cursor, lines);
    const news = lines.filter(({ time, text }) => time !== '' || !this.ownLines.has(text));
    for (const { time, text } of news) {
      if (time === '') this.ownLines.add(text);
      else this.count += 1;
    }
    if (news.length > 0) this.onLines(news);
  }

  private dropSeen(lines: readonly LogLine[]): readonly LogLine[] {
    let first = 0;
    while (this.toSkip > 0 && first < lines.length) {
      const line = lines[first];
      if (line === undefined || isSurelyNew(this.cursor, line)) break;
      if (line.time !== '') this.toSkip -= 1;
      first += 1;
    }
    if (first < lines.length) this.toSkip = 0;
    return first === 0 ? lines : lines.slice(first);
  }
}
