import type { LogBatch } from '../logs/cursor.js';
import type { LogLine } from '../text/log-line.js';
import { LINE_BYTES, NEWLINE, readLine, readLines } from './log-line.js';
import { Spool } from './spool.js';

/**
 * Cuts a log, as bytes with timestamps, into lines: one batch for each piece that arrived, so that a
 * million lines are not a million turns of the event loop. A batch may be empty: something came. What
 * follows the last newline comes as the last batch, `unfinished`, also when the stream breaks, which
 * is thrown behind it. A carriage return before the newline belongs to the newline.
 */
export async function* splitLog(stream: AsyncIterable<Uint8Array>): AsyncGenerator<LogBatch> {
  const cutter = new LogCutter();
  try {
    for await (const piece of stream) yield* cutter.take(piece);
  } catch (error) {
    yield* cutter.end();
    throw error;
  }
  yield* cutter.end();
}

/** The same, piece by piece: for who has the pieces. */
export class LogCutter {
  private readonly open = new OpenLine();

  *take(piece: Uint8Array): Generator<LogBatch> {
    const { open } = this;
    let rest = toBuffer(piece);
    if (open.isLong) {
      const end = rest.indexOf(NEWLINE);
      open.add(end === -1 ? rest : rest.subarray(0, end));
      if (end !== -1) yield { lines: [open.end()], unfinished: false };
      rest = end === -1 ? rest.subarray(rest.length) : rest.subarray(end + 1);
    }
    const end = rest.lastIndexOf(NEWLINE);
    if (end !== -1) yield { lines: readLines(open.join(rest.subarray(0, end))), unfinished: false };
    open.add(rest.subarray(end + 1));
    if (end === -1) yield { lines: [], unfinished: false };
  }

  *end(): Generator<LogBatch> {
    if (!this.open.isEmpty) yield { lines: [this.open.end()], unfinished: true };
  }
}

/** The line whose end has not come yet. */
class OpenLine {
  private pieces: Buffer[] = [];
  private bytes = 0;
  private spool: Spool | undefined;
  /** The end of a long line, which may have been written over. */
  private tail: LastBytes | undefined;

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  get isLong(): boolean {
    return this.bytes > LINE_BYTES;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    const wasLong = this.isLong;
    this.bytes += piece.length;
    if (!wasLong) this.pieces.push(piece);
    if (!this.isLong) return;
    this.spool ??= tryOrNot(() => new Spool());
    this.tail ??= new LastBytes();
    for (const part of wasLong ? [piece] : this.pieces) {
      this.spoolAway(part);
      this.tail.push(part);
    }
  }

  /** The whole of what was open and what comes behind it; nothing is open then. */
  join(piece: Buffer): Buffer {
    const all = this.pieces.length === 0 ? piece : Buffer.concat([...this.pieces, piece]);
    this.clear();
    return all;
  }

  /** The open line as it is by now. */
  end(): LogLine {
    const { spool, bytes, tail } = this;
    const head = Buffer.concat(this.pieces);
    this.clear();
    if (spool === undefined) return readLine({ head, bytes });
    return readLine({ head, tail: tail?.bytes ?? head, bytes }, (start) => ({
      bytes: spool.bytes - start,
      pieces: () => spool.read(start),
      close: () => {
        spool.close();
      },
    }));
  }

  /** A full disk costs the rest of this line, not the deploy. */
  private spoolAway(piece: Buffer): void {
    const { spool } = this;
    if (spool !== undefined) tryOrNot(() => spool.write(piece));
  }

  private clear(): void {
    this.pieces = [];
    this.bytes = 0;
    this.spool = undefined;
    this.tail = undefined;
  }
}

/** The last bytes of many, in one place: a line without an end makes no garbage. */
class LastBytes {
  private readonly kept = Buffer.alloc(LINE_BYTES);
  private length = 0;

  get bytes(): Buffer {
    return this.kept.subarray(LINE_BYTES - this.length);
  }

  push(piece: Buffer): void {
    const news = piece.subarray(-LINE_BYTES);
    this.kept.copyWithin(0, news.length);
    news.copy(this.kept, LINE_BYTES - news.length);
    this.length = Math.min(LINE_BYTES, this.length + news.length);
  }
}

function toBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function tryOrNot<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
