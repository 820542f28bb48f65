import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError, type ErrorCode } from '../../../src/errors.js';
import type { LogLine } from '../../../src/text/log-line.js';
import { ROTATED } from '../../../src/logs/reader.js';
import { tailLog, type TailDeps } from '../../../src/logs/tail.js';
import { type Cut, FakeKubelet, type FileLine, serveLog } from '../../fakes/kubelet-log.js';

const run = {
  id: 'containerd://1',
  namespace: 'shop',
  pod: 'app-migration-x',
  podUid: 'uid',
  container: 'migrate',
  previous: false,
  ended: false,
};
const never = new AbortController().signal;

const T0 = Date.UTC(2026, 10, 23, 15, 0, 0, 0);
const stamp = (ms: number, ns = 0) =>
  `${new Date(T0 + ms).toISOString().slice(0, -1)}${String(ns).padStart(6, '0')}Z`;

/** Gaps that make many lines in one second and in one nanosecond, and empty seconds between. */
const gaps = fc.constantFrom(0, 0, 1, 40, 300, 999, 1_000, 2_500);
const lineShapes = fc.record({
  gap: gaps,
  /** stderr may be written a little after a later line of stdout. */
  late: fc.constantFrom(0, 0, 0, 5, 400, 900),
  /** A line over 16 KiB is written in pieces. */
  pieces: fc.constantFrom(1, 1, 1, 1, 2, 3),
});
const files = fc.array(lineShapes, { maxLength: 60 }).map((shapes): readonly FileLine[] => {
  let now = 0;
  return shapes.map(({ gap, late, pieces }, index) => {
    now += gap;
    const begin = Math.max(0, now - late);
    return {
      pieces: Array.from({ length: pieces }, (_, piece) => ({
        time: stamp(begin + piece * 700),
        text: `${index}.${piece} `,
      })),
    };
  });
});
/** Not before the first line: who is answered by nothing, in good order, again and again, takes the log for empty. */
const cuts = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 70 }),
    how: fc.constantFrom<Cut['how'][]>('clean', 'reset', 'within'),
    batch: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 12 },
);

describe('a log that is cut', () => {
  it('comes whole, each line once and in order, wherever its streams are cut', async () => {
    await fc.assert(
      fc.asyncProperty(files, cuts, fc.nat({ max: 12 }), async (file, streams, endsAfter) => {
        const kubelet = new FakeKubelet({ run, endsAfter }, file, streams);
        expect(await tailLog(kubelet.world, never)).toBeUndefined();
        expect(kubelet.lines).toEqual(serveLog(file, undefined));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says where its beginning was rotated away between two streams, and comes with what is left', async () => {
    const old = [1, 2, 3].map((ms) => ({ time: stamp(ms), text: `old ${ms}` }));
    const fresh = [4, 5].map((ms) => ({ time: stamp(ms), text: `new ${ms}` }));
    const { texts } = await tail([{ lines: old }, { lines: fresh, isEnded: true }]);
    expect(texts).toEqual(['old 1', 'old 2', 'old 3', gapLine(ROTATED), 'new 4', 'new 5']);
  });

  it('has no gap where only a part of what was seen was rotated away', async () => {
    const old = [1, 2, 3].map((ms) => ({ time: stamp(ms), text: `old ${ms}` }));
    const fresh = [3, 4].map((ms) => ({ time: stamp(ms), text: `old ${ms}` }));
    const { texts } = await tail([{ lines: old }, { lines: fresh, isEnded: true }]);
    expect(texts).toEqual(['old 1', 'old 2', 'old 3', 'old 4']);
  });

  it('keeps the beginning of a line whose rest stands in the next file', async () => {
    const old = [1, 2].map((ms) => ({ time: stamp(ms), text: `old ${ms}` }));
    const rest = [3, 4].map((ms) => ({ time: stamp(ms), text: `rest ${ms}` }));
    const { texts } = await tail([
      { lines: old, unfinished: true },
      { lines: rest, isEnded: true },
    ]);
    expect(texts).toEqual(['old 1', 'old 2', gapLine(ROTATED), 'rest 3', 'rest 4']);
  });

  it('has a gap at its end where nothing is left of what was seen', async () => {
    const nothing: Stream = { lines: [], isEnded: true };
    const { texts } = await tail([{ lines: [one] }, nothing, nothing, nothing], 'none');
    expect(texts).toEqual(['one', gapLine(ROTATED)]);
  });
});

/** One stream: what it gives, and how it ends. `isEnded`, `isGone`: what the Pod's status says before it is opened. */
interface Stream {
  readonly lines?: readonly LogLine[];
  readonly unfinished?: boolean;
  readonly error?: ActionError;
  readonly isEnded?: boolean;
  readonly isGone?: boolean;
  /** The container was restarted too often since. */
  readonly isLost?: boolean;
}

const refuse = (code: ErrorCode, retryAfterMs?: number) =>
  new ActionError(code, `it is ${code}`, '', retryAfterMs === undefined ? {} : { retryAfterMs });
const gapLine = (why: string) => `… log may be incomplete here: ${why}`;

/** Follows a log of these streams; asking for more of them fails the test. Its last line is asked for apart. */
async function tail(
  streams: readonly Stream[],
  last: LogLine | 'none' | 'refused' = lastOf(streams),
) {
  const texts: string[] = [];
  const waits: number[] = [];
  const asks: string[] = [];
  let opened = 0;
  const world: TailDeps = {
    async *readLog(asked, part) {
      if (part.kind === 'last-line') {
        asks.push('last line');
        if (last === 'refused') throw refuse('cluster-unreachable');
        yield { lines: last === 'none' ? [] : [last], unfinished: false };
        return;
      }
      asks.push(asked.previous ? 'previous' : 'current');
      const stream = streams[opened];
      opened += 1;
      if (stream === undefined) throw new Error('asked for a stream too many');
      const { lines, unfinished = false, error } = stream;
      if (lines !== undefined) {
        yield { lines: [], unfinished: false };
        yield { lines, unfinished };
      }
      if (error !== undefined) throw error;
    },
    look: () => {
      const { isEnded = false, isLost } = streams[Math.min(opened, streams.length - 1)] ?? {};
      return isLost ? undefined : { ...run, ended: isEnded, previous: opened > 0 };
    },
    isGone: () => streams[Math.min(opened, streams.length) - 1]?.isGone ?? false,
    nextChange: async (ms) => {
      waits.push(ms);
    },
    onLines: (more) => texts.push(...more.map(({ text }) => text)),
  };
  const gap = await tailLog(world, never);
  return { texts, waits, asks, opened, gap: gap?.code };
}

const lastOf = (streams: readonly Stream[]) =>
  streams.some(({ isGone }) => isGone)
    ? 'refused'
    : (streams.flatMap(({ lines = [] }) => lines).at(-1) ?? 'none');

const one: LogLine = { time: stamp(1), text: 'one' };
const two: LogLine = { time: stamp(2), text: 'two' };
const half: LogLine = { time: stamp(2), text: 'tw' };
const cut = refuse('cluster-unreachable');
const gone: Stream = { error: refuse('not-found'), isGone: true, isEnded: true };
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe('the end of a log', () => {
  it.each<readonly [string, readonly Stream[], readonly string[], ErrorCode | undefined]>([
    [
      'is its last line, when the container has ended',
      [{ lines: [one, two] }, { isEnded: true }],
      ['one', 'two'],
      undefined,
    ],
    [
      'is not the end of a stream, though the container had ended: it was cut',
      [
        { lines: [one], isEnded: true },
        { lines: [one, two], isEnded: true },
      ],
      ['one', 'two'],
      undefined,
    ],
    [
      'may have no newline',
      [{ lines: [one, half], unfinished: true, isEnded: true }],
      ['one', 'tw'],
      undefined,
    ],
    [
      'is not within a line while the container runs',
      [
        { lines: [one, half], unfinished: true },
        { lines: [one, two], isEnded: true },
      ],
      ['one', 'two'],
      undefined,
    ],
    [
      'is not within a line when it has ended, either',
      [
        { lines: [one, half], unfinished: true, isEnded: true },
        { lines: [one, two], isEnded: true },
      ],
      ['one', 'two'],
      undefined,
    ],
    [
      'is not a stream that broke',
      [
        { lines: [one], error: cut, isEnded: true },
        { lines: [one, two], isEnded: true },
      ],
      ['one', 'two'],
      undefined,
    ],
    [
      'is not there before the container starts',
      [...times(2, { error: refuse('not-ready') }), { lines: [one], isEnded: true }],
      ['one'],
      undefined,
    ],
    [
      'is not a 404 while the Pod exists',
      [{ error: refuse('not-found') }, { lines: [one], isEnded: true }],
      ['one'],
      undefined,
    ],
    [
      'is not a 403 that passes: an API server that starts knows no rights yet',
      [...times(3, { error: refuse('forbidden') }), { lines: [one], isEnded: true }],
      ['one'],
      undefined,
    ],
    [
      'is a 404 when the Pod is gone: none, where all that came was read',
      [{ lines: [one] }, gone],
      ['one'],
      undefined,
    ],
    [
      'is a 404 when the Pod is gone, after some of them while it was going',
      [{ lines: [one] }, { error: refuse('not-found') }, gone],
      ['one'],
      undefined,
    ],
    [
      'of a silent container is an empty stream, again and again',
      [{ lines: [] }, ...times(3, { lines: [], isEnded: true })],
      [],
      undefined,
    ],
  ])('%s', async (_title, streams, expected, gap) => {
    const result = await tail(streams);
    expect(result.texts).toEqual(expected);
    const isWithoutStream =
      streams.at(-1)?.lines === undefined && streams.at(-1)?.error === undefined;
    expect(result).toMatchObject({ gap, opened: streams.length - (isWithoutStream ? 1 : 0) });
  });

  it('is a stream that gives nothing new, again and again, where the last line proves nothing', async () => {
    const whole: Stream = { lines: [one, two], isEnded: true };
    for (const last of ['refused', 'none'] as const) {
      const { texts, opened } = await tail(times(4, whole), last);
      expect(texts).toEqual(['one', 'two']);
      expect(opened).toBe(4);
    }
  });

  it('is that, but not so soon, where the last line is one that we do not have', async () => {
    const whole: Stream = { lines: [one, two], isEnded: true };
    const { texts, opened } = await tail(times(11, whole), half);
    expect(texts).toEqual(['one', 'two']);
    expect(opened).toBe(11);
  });

  it('is asked for as what the run has become: a restarted one is the previous', async () => {
    const { asks } = await tail([{ lines: [one] }, { lines: [one, two], isEnded: true }]);
    expect(asks).toEqual(['current', 'last line', 'previous', 'last line']);
  });

  it('lets a defect of ours pass through', async () => {
    const world: TailDeps = {
      readLog: () => {
        throw new TypeError('a defect');
      },
      look: () => run,
      isGone: () => false,
      nextChange: async () => undefined,
      onLines: () => undefined,
    };
    await expect(tailLog(world, never)).rejects.toThrow('a defect');
  });
});

describe('a log that is gone before it was read to its end', () => {
  const deleted = gapLine('its Pod was deleted before the whole log was read');
  const restarted = gapLine('the container has restarted more than once since');
  const right = gapLine('the permission to read it was removed');
  const removed = gapLine('its container was removed before the whole log was read');
  it.each<readonly [string, readonly Stream[], readonly string[], ErrorCode | undefined]>([
    ['with its Pod', [gone], [deleted], 'not-found'],
    [
      'with its Pod, after a cut',
      [{ lines: [one], error: cut }, gone],
      ['one', deleted],
      'not-found',
    ],
    [
      'with its Pod, while the API server is busy',
      [
        { lines: [one], error: cut },
        { ...gone, error: refuse('cluster-error') },
      ],
      ['one', deleted],
      'cluster-error',
    ],
    [
      'with its Pod, while its node cannot be reached',
      [{ lines: [one] }, { error: refuse('cluster-error') }, gone],
      ['one', deleted],
      'not-found',
    ],
    [
      'with its Pod, after half a line, which is told',
      [{ lines: [one] }, { lines: [one, half], unfinished: true }, gone],
      ['one', 'tw', deleted],
      'not-found',
    ],
    [
      'with its Pod, after what is no line yet',
      [{ lines: [one] }, { lines: [{ time: '', text: '2026-11-' }], unfinished: true }, gone],
      ['one', deleted],
      'not-found',
    ],
    ['where we may not look', times(5, { error: refuse('forbidden') }), [], 'forbidden'],
    [
      'where we may not look any more',
      [{ lines: [one] }, ...times(5, { error: refuse('forbidden') })],
      ['one', right],
      'forbidden',
    ],
    [
      'where its container was cleaned away: it has ended, and the kubelet has no log of it',
      times(5, { error: refuse('not-ready'), isEnded: true }),
      [removed],
      'not-ready',
    ],
    [
      'where its container was cleaned away, and the kubelet begins an answer before it says so',
      times(5, { lines: [], error: refuse('not-ready'), isEnded: true }),
      [removed],
      'not-ready',
    ],
    [
      'where its container was cleaned away after all was read',
      [{ lines: [one] }, ...times(5, { lines: [], error: refuse('not-ready'), isEnded: true })],
      ['one'],
      undefined,
    ],
    [
      'where later runs have pushed it out of reach',
      [{ lines: [one], error: cut }, { isLost: true }],
      ['one', restarted],
      'cluster-unreachable',
    ],
    [
      'where it was read to its end before',
      [{ lines: [one] }, { isLost: true }],
      ['one'],
      undefined,
    ],
  ])('%s', async (_title, streams, expected, gap) => {
    const result = await tail(streams);
    expect(result).toMatchObject({ texts: expected, gap });
  });
});

describe('an abort', () => {
  /** Aborts while the stream, or the wait after it, is on. */
  async function stopAfter({ lines = [], unfinished = false, error, isEnded = false }: Stream) {
    const stop = new AbortController();
    const texts: string[] = [];
    let opened = 0;
    const world: TailDeps = {
      async *readLog() {
        opened += 1;
        yield { lines, unfinished };
        if (error !== undefined) throw error;
        stop.abort();
        throw refuse('cluster-unreachable');
      },
      look: () => ({ ...run, ended: isEnded }),
      isGone: () => false,
      nextChange: async () => {
        stop.abort();
      },
      onLines: (more) => texts.push(...more.map(({ text }) => text)),
    };
    expect(await tailLog(world, stop.signal)).toBe(error);
    expect(opened).toBe(1);
    return texts;
  }
  const left = gapLine('there was no time left to read the rest');

  it.each<readonly [string, Stream, readonly string[]]>([
    ['of what still runs is no gap', { lines: [one] }, ['one']],
    ['tells what is there of a line', { lines: [one, half], unfinished: true }, ['one', 'tw']],
    ['before the end of a run that has ended', { lines: [one], isEnded: true }, ['one', left]],
    ['while the connection is cut', { lines: [one], error: cut }, ['one', left]],
  ])('%s', async (_title, stream, expected) => {
    expect(await stopAfter(stream)).toEqual(expected);
  });
});

describe('how long we wait before we ask again', () => {
  it('is longer each time nothing comes, and short again after a line', async () => {
    const refused: Stream = { error: refuse('cluster-error') };
    const { waits } = await tail([
      ...times(6, refused),
      { lines: [one], error: cut },
      { lines: [one, two], isEnded: true },
    ]);
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 2_000, 100]);
  });

  it('is what the server asks for, where it asks', async () => {
    const { waits } = await tail([
      { error: refuse('cluster-error', 1_000) },
      { error: refuse('cluster-error', 30) },
      { lines: [one], isEnded: true },
    ]);
    expect(waits).toEqual([1_000, 200]);
  });

  it('is some time for the status, where a stream ends in good order', async () => {
    const { waits } = await tail([
      { lines: [one] },
      { lines: [one, half], unfinished: true },
      { lines: [one, two] },
      { isEnded: true },
    ]);
    expect(waits).toEqual([500, 100]);
  });

  it('is not at all when the container has ended meanwhile', async () => {
    const { waits } = await tail([{ lines: [one] }, { lines: [one, two], isEnded: true }]);
    expect(waits).toEqual([]);
  });

  it('is longer also while only the kubelet has something to say', async () => {
    const complaint: Stream = { lines: [{ time: '', text: 'failed to create fsnotify watcher' }] };
    const { waits, texts } = await tail([...times(5, complaint), { lines: [one], isEnded: true }]);
    expect(waits.slice(0, 4)).toEqual([500, 500, 500, 800]);
    expect(texts).toEqual(['failed to create fsnotify watcher', 'one']);
  });
});
