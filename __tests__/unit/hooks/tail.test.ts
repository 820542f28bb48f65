import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError, type ErrorCode } from '../../../src/errors.js';
import type { LogLine } from '../../../src/hooks/cursor.js';
import { tailLog, type TailWorld } from '../../../src/hooks/tail.js';
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
const cuts = fc.array(
  fc.record({
    after: fc.nat({ max: 70 }),
    how: fc.constantFrom<Cut['how'][]>('clean', 'reset', 'within'),
    batch: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 12 },
);

describe('a log that is cut', () => {
  it('comes whole, each line once and in order, wherever its streams are cut', async () => {
    await fc.assert(
      fc.asyncProperty(files, cuts, async (file, streams) => {
        const kubelet = new FakeKubelet(run, file, streams);
        expect(await tailLog(kubelet.world, never)).toBeUndefined();
        expect(kubelet.lines).toEqual(serveLog(file, undefined));
        expect(kubelet.asked).toHaveLength(streams.length + 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes with what is left of it when its beginning was rotated away between two streams', async () => {
    const old = [1, 2, 3].map((ms) => ({ time: stamp(ms), text: `old ${ms}` }));
    const fresh = [4, 5].map((ms) => ({ time: stamp(ms), text: `new ${ms}` }));
    const { lines } = await tail([{ lines: old }, { lines: fresh, isEnded: true }]);
    expect(lines.map(({ text }) => text)).toEqual(['old 1', 'old 2', 'old 3', 'new 4', 'new 5']);
  });
});

/** One stream: what it gives, and how it ends. `isEnded`, `isGone`: what the Pod's status says before it is opened. */
interface Stream {
  readonly lines?: readonly LogLine[];
  readonly unfinished?: boolean;
  readonly error?: ErrorCode;
  readonly isEnded?: boolean;
  readonly isGone?: boolean;
  /** The container was restarted too often since. */
  readonly isLost?: boolean;
}

/** Follows a log of these streams; asking for more of them fails the test. */
async function tail(streams: readonly Stream[]) {
  const lines: LogLine[] = [];
  const waits: number[] = [];
  const asks: string[] = [];
  let opened = 0;
  const world: TailWorld = {
    async *readLog(asked) {
      asks.push(asked.previous ? 'previous' : 'current');
      const stream = streams[opened];
      opened += 1;
      if (stream === undefined) throw new Error('asked for a stream too many');
      const { unfinished = false, error } = stream;
      if (stream.lines !== undefined) yield { lines: stream.lines, unfinished };
      if (error !== undefined) throw new ActionError(error, `it is ${error}`, '');
    },
    look: () => {
      const { isEnded = false, isLost } = streams[Math.min(opened, streams.length - 1)] ?? {};
      return isLost ? undefined : { ...run, ended: isEnded, previous: opened > 0 };
    },
    isGone: () => streams[Math.min(opened, streams.length) - 1]?.isGone ?? false,
    nextChange: async (ms) => {
      waits.push(ms);
    },
    onLines: (more) => lines.push(...more),
  };
  const gap = await tailLog(world, never);
  return { lines, waits, asks, opened, gap: gap?.code };
}

const one: LogLine = { time: stamp(1), text: 'one' };
const two: LogLine = { time: stamp(2), text: 'two' };
const half: LogLine = { time: stamp(2), text: 'tw' };

describe('the end of a log', () => {
  it.each<readonly [string, readonly Stream[], readonly string[], ErrorCode | undefined]>([
    [
      'is the end of a stream that was opened after the container had ended',
      [{ lines: [one] }, { lines: [one, two], isEnded: true }],
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
      'is also what is left of a line, when no more can be had',
      [
        { lines: [one] },
        { lines: [half], unfinished: true },
        { error: 'not-found', isGone: true, isEnded: true },
      ],
      ['one', 'tw'],
      undefined,
    ],
    [
      'is not a stream that broke',
      [
        { lines: [one], error: 'cluster-unreachable', isEnded: true },
        { lines: [one, two], isEnded: true },
      ],
      ['one', 'two'],
      undefined,
    ],
    [
      'is not there before the container starts',
      [{ error: 'not-ready' }, { error: 'not-ready' }, { lines: [one], isEnded: true }],
      ['one'],
      undefined,
    ],
    [
      'is not a 404 while the Pod exists',
      [{ error: 'not-found' }, { lines: [one], isEnded: true }],
      ['one'],
      undefined,
    ],
    [
      'is a 404 when the Pod is gone: a gap, where nothing was read',
      [{ error: 'not-found', isGone: true }],
      [],
      'not-found',
    ],
    [
      'is a 404 when the Pod is gone: none, where all that came was read',
      [{ lines: [one] }, { error: 'not-found', isGone: true }],
      ['one'],
      undefined,
    ],
    ['is where we may not look', [{ error: 'forbidden' }], [], 'forbidden'],
    [
      'is where its container was cleaned away: it has ended, and the kubelet has no log of it',
      [{ error: 'not-ready', isEnded: true }],
      [],
      'not-ready',
    ],
  ])('%s', async (_title, streams, texts, gap) => {
    const result = await tail(streams);
    expect(result.lines.map(({ text }) => text)).toEqual(texts);
    expect(result).toMatchObject({ gap, opened: streams.length });
  });

  it('is asked for as what the run has become: a restarted one is the previous', async () => {
    const { asks } = await tail([{ lines: [one] }, { lines: [one, two], isEnded: true }]);
    expect(asks).toEqual(['current', 'previous']);
  });

  it('is where it is when later runs have pushed it out of reach', async () => {
    const streams: readonly Stream[] = [{ lines: [one] }, { isLost: true }];
    expect(await tail(streams)).toMatchObject({ opened: 1, lines: [one], gap: undefined });
    const broken: readonly Stream[] = [{ error: 'cluster-unreachable' }, { isLost: true }];
    expect(await tail(broken)).toMatchObject({ opened: 1, gap: 'cluster-unreachable' });
  });

  it('is an abort: nothing is asked again, and no gap is told', async () => {
    const stop = new AbortController();
    const lines: LogLine[] = [];
    const world: TailWorld = {
      async *readLog() {
        yield { lines: [one], unfinished: false };
        yield { lines: [half], unfinished: true };
        stop.abort();
        throw new ActionError('cluster-unreachable', 'aborted', '');
      },
      look: () => run,
      isGone: () => false,
      nextChange: async () => undefined,
      onLines: (more) => lines.push(...more),
    };
    expect(await tailLog(world, stop.signal)).toBeUndefined();
    expect(lines).toEqual([one, half]);
  });

  it('lets a defect of ours pass through', async () => {
    const world: TailWorld = {
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

describe('how long we wait before we ask again', () => {
  it('is longer each time nothing comes, and short again after a line', async () => {
    const refused: Stream = { error: 'not-ready' };
    const { waits } = await tail([
      ...Array.from({ length: 7 }, () => refused),
      { lines: [one], error: 'cluster-unreachable' },
      { lines: [one, two], isEnded: true },
    ]);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 250]);
  });

  it('is not at all when the container has ended meanwhile', async () => {
    const { waits } = await tail([{ lines: [one] }, { lines: [one], isEnded: true }]);
    expect(waits).toEqual([0]);
  });

  it('is longer also while only the kubelet has something to say', async () => {
    const complaint: Stream = { lines: [{ time: '', text: 'failed to create fsnotify watcher' }] };
    const { waits, lines } = await tail([
      complaint,
      complaint,
      complaint,
      { lines: [one], isEnded: true },
    ]);
    expect(waits.slice(0, 2)).toEqual([500, 1_000]);
    expect(lines.map(({ text }) => text)).toEqual(['failed to create fsnotify watcher', 'one']);
  });
});
