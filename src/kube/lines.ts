const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines, one batch for each piece that arrived, so that a million lines are
 * not a million turns of the event loop. Yields text without the newline; what follows the last
 * newline comes as the last batch, with `unfinished` set. Bytes that are not UTF-8 become U+FFFD.
 */
export async function* splitLines(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly lines: readonly string[]; readonly unfinished: boolean }> {
  let rest: Uint8Array[] = [];
  for await (const piece of stream) {
    const end = piece.lastIndexOf(NEWLINE);
    if (end === -1) {
      rest.push(piece);
      continue;
    }
    const whole = joinBytes([...rest, piece.subarray(0, end)]);
    rest = end + 1 < piece.length ? [piece.subarray(end + 1)] : [];
    yield { lines: whole.toString('utf8').split('\n'), unfinished: false };
  }
  if (rest.length > 0) yield { lines: [joinBytes(rest).toString('utf8')], unfinished: true };
}

function joinBytes(pieces: readonly Uint8Array[]): Buffer {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined)
    return Buffer.from(first.buffer, first.byteOffset, first.length);
  return Buffer.concat(pieces);
}
