const NEWLINE = 0x0a;

/** Lines as they are complete; `unfinished` where the stream ended within the one that is in it. */
export interface LineBatch {
  readonly lines: readonly string[];
  readonly unfinished: boolean;
}

/**
 * Cuts a byte stream into lines, one batch for each piece that arrived, so that a million lines are
 * not a million turns of the event loop. Yields text without the newline; what follows the last
 * newline comes as the last batch, with `unfinished` set. Bytes that are not UTF-8 become U+FFFD.
 */
export async function* splitLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  const cutter = new LineCutter();
  for await (const piece of stream) yield* cutter.take(piece);
  yield* cutter.end();
}

/** The same, piece by piece: for who has the pieces. */
export class LineCutter {
  private rest: Uint8Array[] = [];

  *take(piece: Uint8Array): Generator<LineBatch> {
    const end = piece.lastIndexOf(NEWLINE);
    if (end === -1) {
      this.rest.push(piece);
      return;
    }
    const whole = joinBytes([...this.rest, piece.subarray(0, end)]);
    this.rest = end + 1 < piece.length ? [piece.subarray(end + 1)] : [];
    yield { lines: whole.toString('utf8').split('\n'), unfinished: false };
  }

  *end(): Generator<LineBatch> {
    const rest = joinBytes(this.rest);
    if (rest.length > 0) yield { lines: [rest.toString('utf8')], unfinished: true };
  }
}

function joinBytes(pieces: readonly Uint8Array[]): Buffer {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined)
    return Buffer.from(first.buffer, first.byteOffset, first.length);
  return Buffer.concat(pieces);
}
