import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitLines } from '../../../src/kube/lines.js';

async function* send(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece;
}

async function split(...pieces: readonly (string | Uint8Array)[]) {
  const batches = [];
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  for await (const batch of splitLines(send(bytes))) batches.push(batch);
  return batches;
}

const whole = (...lines: readonly string[]) => ({ lines, unfinished: false });
const half = (line: string) => ({ lines: [line], unfinished: true });

describe('lines of a stream', () => {
  it.each<readonly [string, readonly (string | Uint8Array)[], readonly object[]]>([
    ['nothing', [], []],
    ['one line', ['a\n'], [whole('a')]],
    ['several in one piece are one batch', ['a\nb\nc\n'], [whole('a', 'b', 'c')]],
    ['empty lines', ['\n\n'], [whole('', '')]],
    ['a last line without a newline', ['a\nb'], [whole('a'), half('b')]],
    ['a line in several pieces', ['a', 'b', 'c\nd', 'e\n'], [whole('abc'), whole('de')]],
    ['a letter in two pieces', [Buffer.of(0xc3), Buffer.of(0xb6, 0x0a)], [whole('ö')]],
    ['bytes that are no text', [Buffer.of(0x61, 0xff, 0x0a)], [whole('a\ufffd')]],
    ['a carriage return stays', ['a\r\n'], [whole('a\r')]],
  ])('%s', async (_title, pieces, batches) => {
    expect(await split(...pieces)).toEqual(batches);
  });

  it('are the same, wherever the stream was cut', async () => {
    const texts = fc.array(
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '')),
      { maxLength: 12 },
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(texts, sizes, fc.string(), async (lines, cuts, rest) => {
        const last = rest.replaceAll('\n', '');
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join('') + last);
        const pieces: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        const batches = await split(...pieces);
        const text = (line: string) => Buffer.from(line).toString('utf8');
        expect(batches.flatMap((batch) => batch.lines)).toEqual(
          [...lines, ...(last === '' ? [] : [last])].map(text),
        );
        expect(batches.some(({ unfinished }) => unfinished)).toBe(last !== '');
      }),
    );
  });
});
