import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineCutter } from '../../src/kube/lines.js';
import { LogCutter } from '../../src/kube/log-split.js';
import { type Property, property } from './property.js';

const STAMP = '2026-11-23T15:00:01.000000001Z ';
/** Longer than what a line is shown of. */
const LONG = 17_000;

const chunk = fc.oneof(
  { weight: 40, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  {
    weight: 20,
    arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\n\n', STAMP, `\n${STAMP}`).map(toBytes),
  },
  { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }).map(toBytes) },
  {
    weight: 10,
    arbitrary: fc
      .constantFrom('2026-99-99T99:99:99.000000000+01:00 x', '\ufeff', '🐘')
      .map(toBytes),
  },
  // A long line has a file of its own, which costs as much as all the others.
  { weight: 1, arbitrary: fc.constantFrom('x', 'ż', '🐘').map((it) => toBytes(it.repeat(LONG))) },
);
const stream = fc.array(chunk, { maxLength: 8 }).map((chunks) => Buffer.concat(chunks));
const cuts = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 4 });
const short = fc.integer({ min: 1, max: 6 });
const input = fc.tuple(stream, fc.oneof(cuts, fc.array(short, { minLength: 1, maxLength: 4 })));

/** What holds of any bytes, whatever the pieces in which they come. */
export const LINE_PROPERTIES: readonly Property[] = [
  property(
    'kube/lines.ts',
    'gives the same lines wherever the bytes were cut, none lost or joined',
    [
      input,
      ([bytes, lengths]) => {
        const cutter = new LineCutter();
        const pieces = cutUp(bytes, lengths).flatMap((piece) => [...cutter.take(piece)]);
        const batches = [...pieces, ...cutter.end()];
        const lines = batches.flatMap((batch) => batch.lines);
        const expected = bytesOfLines(bytes).map((line) => line.toString('utf8'));
        assert.deepEqual(lines, expected);
        assert.equal(batches.at(-1)?.unfinished ?? false, isUnfinished(bytes));
      },
    ],
  ),
  property(
    'kube/log-split.ts',
    'gives the same lines of a log wherever it was cut, none lost or joined',
    [
      input,
      ([bytes, lengths]) => {
        const lines = readAll(cutUp(bytes, lengths));
        assert.deepEqual(lines, readAll([bytes]));
        assert.equal(lines.length, bytesOfLines(bytes).length);
      },
    ],
  ),
  property('kube/log-split.ts', 'keeps all bytes of each line, and a time that is one', [
    input,
    ([bytes, lengths]) => {
      const lines = readAll(cutUp(bytes, lengths));
      for (const [index, line] of bytesOfLines(bytes).entries()) {
        const { time = '', all = '', isWhole = false } = lines[index] ?? {};
        const end = line.toString('latin1');
        // A line that was shown whole has lost its carriage return, one that is kept in bytes has not.
        assert.ok(
          end.endsWith(all) || end === `${all}\r` || end.endsWith(`${all}\r`),
          end.slice(0, 80),
        );
        assert.ok(isWhole || time === '' || !Number.isNaN(Date.parse(time)), time);
      }
    },
  ]),
];

function readAll(pieces: readonly Uint8Array[]) {
  const cutter = new LogCutter();
  const found: { time: string; text: string; all: string; isWhole: boolean }[] = [];
  const take = (batches: ReturnType<LogCutter['take']>) => {
    for (const { lines } of batches)
      for (const { time, text, whole } of lines) {
        const parts = whole === undefined ? [toBytes(text)] : [...copies(whole.pieces())];
        whole?.close?.();
        const all = Buffer.concat(parts).toString('latin1');
        found.push({ time, text, all, isWhole: whole !== undefined });
      }
  };
  for (const piece of pieces) take(cutter.take(piece));
  take(cutter.end());
  return found;
}

/** Each piece is valid until the next one is asked for. */
function* copies(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) yield Uint8Array.from(piece);
}

function cutUp(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  // Long streams are cut coarsely: each byte by itself would only take long.
  const least = Math.ceil(bytes.length / 200);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = Math.max(least, lengths[turn % lengths.length] ?? 1);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function bytesOfLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return isUnfinished(bytes) ? [...lines, bytes.subarray(start)] : lines;
}

function isUnfinished(bytes: Buffer): boolean {
  return bytes.length > 0 && bytes.at(-1) !== 0x0a;
}

function toBytes(text: string): Uint8Array {
  return Buffer.from(text);
}
