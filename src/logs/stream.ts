import { ActionError } from '../errors.js';
import type { LogBatch } from './cursor.js';
import type { LogLine } from '../text/log-line.js';
import { Watchdog } from '../time/pulse.js';

/** How a stream came to its end; `silent`: nothing came for so long that we ended it. */
export type StreamEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'broken'; readonly error: ActionError };

/** One stream of a log, and who takes what it gives. */
export interface LogStream {
  readonly open: (signal: AbortSignal) => AsyncIterable<LogBatch>;
  readonly take: (batch: LogBatch) => void;
  /** Seconds without a batch that are allowed by now. */
  readonly ticksAllowed: () => number;
}

const LAST_LINE_MS = 5_000;

/** Reads a stream to its end, at the latest until `signal` aborts. Throws only what is not an ActionError. */
export async function readUntilSilent(
  { open, take, ticksAllowed }: LogStream,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const watchdog = new Watchdog(ticksAllowed);
  try {
    for await (const batch of open(AbortSignal.any([signal, watchdog.signal]))) {
      watchdog.feed();
      take(batch);
    }
    return { kind: 'ended' };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return watchdog.signal.aborted ? { kind: 'silent' } : { kind: 'broken', error };
  } finally {
    watchdog.stop();
  }
}

/** Reads what a request for the last line gives; undefined of an empty log, and where it is refused. */
export async function readLastLine(
  open: LogStream['open'],
  signal: AbortSignal,
): Promise<LogLine | undefined> {
  let last: LogLine | undefined;
  try {
    const until = AbortSignal.any([signal, AbortSignal.timeout(LAST_LINE_MS)]);
    for await (const { lines } of open(until)) last = lines.at(-1) ?? last;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
  }
  last?.whole?.close?.();
  return last;
}

/** Reads what a request for the last lines gives; what came before a refusal is kept. Never throws ActionError. */
export async function readLastLines(
  open: LogStream['open'],
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const found: LogLine[] = [];
  try {
    const until = AbortSignal.any([signal, AbortSignal.timeout(LAST_LINE_MS)]);
    for await (const { lines } of open(until)) found.push(...lines);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
  }
  return found;
}
