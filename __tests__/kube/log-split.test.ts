import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogLine } from '../../src/text/log-line.js';
import { splitLog } from '../../src/kube/log-split.js';

const T = '2026-11-23T15:00:01.000000001Z';
const LIMIT = 16 * 1024;

/** What a listener gets: each line with all of its bytes, read while they are there. */
interface Got {
  readonly time: string;
  readonly text: string;
  readonly bytes: string;
  readonly unfinished: boolean;
}

async function split(pieces: Iterable<Uint8Array>, breaksWith?: Error): Promise<readonly Got[]> {
  const got: Got[] = [];
  async function* stream() {
    yield* pieces;
    if (breaksWith !== undefined) throw breaksWith;
  }
  try {
    for await (const { lines, unfinished } of splitLog(stream()))
      for (const line of lines) got.push({ ...take(line), unfinished });
  } catch (error) {
    if (error !== breaksWith) throw error;
  }
  return got;
}

function take({ time, text, whole }: LogLine) {
  const bytes =
    whole === undefined ? Buffer.from(text) : Buffer.concat(Array.from(whole.pieces(), copy));
  expect(whole?.bytes ?? bytes.length).toBe(bytes.length);
  whole?.close?.();
  return { time, text, bytes: bytes.toString('latin1') };
}

const copy = (piece: Uint8Array) => Uint8Array.from(piece);

/** Cuts bytes into pieces of these lengths, in turn. */
function cutUp(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

const texts = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)),
  },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.integer({ min: LIMIT - 40, max: 3 * LIMIT }),
        fc.constantFrom('x', 'ż', '🐘', '\xff'),
      )
      .map(([length, letter]) => Buffer.from(letter.repeat(length)).subarray(0, length)),
  },
);
const lines = fc.array(
  texts.map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a && byte !== 0x0d))),
  { maxLength: 30 },
);
const lengths = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 });

describe('a log that comes in pieces', () => {
  it('gives each line with its time and its bytes, however it is cut up', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lengths, async (all, cuts) => {
        const log = Buffer.concat(
          all.map((line) => Buffer.concat([Buffer.from(`${T} `), line, NEWLINE])),
        );
        const got = await split(cutUp(log, cuts));
        expect(got.map(({ bytes }) => bytes)).toEqual(all.map((line) => line.toString('latin1')));
        expect(got.every(({ time, unfinished }) => time === T && !unfinished)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('says how long a line is that is cut, and cuts it before a letter', async () => {
    const text = `${'x'.repeat(LIMIT - T.length - 1 - 2)}${'🐘'.repeat(10)}`;
    const [line] = await split([Buffer.from(`${T} ${text}\n`)]);
    const bytes = LIMIT - T.length - 1 - 2 + 40;
    expect(line?.text).toBe(`${text.slice(0, -20)}… (truncated: the line has ${bytes} bytes)`);
    expect(line?.bytes).toBe(Buffer.from(text).toString('latin1'));
  });

  // The first is what the script of a progress bar wrote to containerd.
  it.each([
    [
      '\r 1 %\r 50 %\r 99 %\r\u001b[K\u001b[32mAll 44 applied\u001b[0m\r',
      '\u001b[32mAll 44 applied',
    ],
    ['1 %\r50 %', '50 %'],
    ['\rone\r', 'one'],
    ['one\r', 'one'],
    ['one\r\r', 'one'],
    ['ERROR: no\r   \r\u001b[K', 'ERROR: no'],
    ['\r', ''],
    ['\r\r', ''],
    [`${'\rbar ĄĄ'.repeat(9_000)}\rdone ż`, 'done ż'],
    [`${'\rbar'.repeat(9_000)}\r  \r`, 'bar'],
  ])('shows the last state of a line that was written over: %#', async (line, shown) => {
    const log = Buffer.from(`${T} before\r\n${T} ${line}\n${T} after\r\n`);
    for (const lengths of [[1], [7], [1_000], [100_000]]) {
      const got = await split(cutUp(log, lengths));
      expect(got.map(({ time }) => time)).toEqual([T, T, T]);
      const [before, over, after] = got;
      expect([before?.bytes, after?.bytes]).toEqual(['before', 'after']);
      expect(stripStyle(over?.text)).toBe(stripStyle(shown));
      // No byte is lost but that of the newline.
      if (shown !== '')
        expect(over?.bytes.replace(/\r+$/, '') === latin(line).replace(/\r+$/, '')).toBe(true);
    }
  });

  it.each([
    ['in good order', undefined],
    ['by a reset', new Error('reset')],
  ])('ends within a line %s: it is given as unfinished', async (_title, error) => {
    for (const text of ['half', 'x'.repeat(100_000)]) {
      const got = await split([Buffer.from(`${T} one\n${T} `), Buffer.from(text)], error);
      expect(got.map(({ bytes, unfinished }) => [bytes, unfinished])).toEqual([
        ['one', false],
        [text, true],
      ]);
    }
  });

  it('holds no line in memory, though it has no end', async () => {
    const piece = Buffer.alloc(16 * 1024, 'x');
    function* endless() {
      yield Buffer.from(`${T} `);
      for (let bytes = 0; bytes < 256 * 1024 * 1024; bytes += piece.length) yield piece;
      yield Buffer.from(`\n${T} next\n`);
    }
    let most = 0;
    let long = 0;
    async function* stream() {
      for (const part of endless()) {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
        yield part;
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    const seen: string[] = [];
    for await (const batch of splitLog(stream()))
      for (const line of batch.lines) {
        for (const part of line.whole?.pieces() ?? []) long += part.length;
        line.whole?.close?.();
        seen.push(line.text.slice(-50));
      }
    expect(long).toBe(256 * 1024 * 1024);
    expect(seen).toEqual([expect.stringContaining(`the line has ${long} bytes)`), 'next']);
    expect(most - before).toBeLessThan(16 * 1024 * 1024);
  });
});

const NEWLINE = Buffer.from('\n');

const latin = (text: string) => Buffer.from(text).toString('latin1');

const stripStyle = (text = '') => text.replaceAll(/\u001b\[\w*/g, '');
