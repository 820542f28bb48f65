import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../../src/errors.js';
import type { LogBatch, LogPart } from '../../src/logs/cursor.js';
import type { LogLine } from '../../src/text/log-line.js';
import { tailLog } from '../../src/logs/tail.js';
import type { ContainerRun } from '../../src/hooks/targets.js';
import { readLog } from '../../src/kube/logs.js';
import {
  type Answer,
  answerAndEnd,
  answerAndHang,
  answerAndReset,
  answerStatus,
  FakeApiServer,
  reset,
} from '../fakes/api-server.js';
import { type FileLine, serveLog } from '../fakes/kubelet-log.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const run: ContainerRun = {
  id: 'containerd://1',
  namespace: 'shop',
  pod: 'app-migration-x',
  podUid: 'uid',
  container: 'migrate',
  previous: false,
  ended: true,
};
const never = new AbortController().signal;
const T = '2026-11-23T15:00:01.000000001Z';

/** All batches of a log, and the code of the error that ended it. */
const WHOLE: LogPart = { kind: 'follow', since: undefined };

async function read(answer: Answer, more: Partial<ContainerRun> = {}, part = WHOLE) {
  server.answerWith(answer);
  const batches: LogBatch[] = [];
  try {
    const request = { run: { ...run, ...more }, part };
    for await (const batch of readLog(server.client(), request, never)) batches.push(batch);
  } catch (error) {
    if (error instanceof ActionError) return { batches, error: error.code };
    throw error;
  }
  return { batches, error: undefined };
}

const linesOf = ({ batches }: { readonly batches: readonly LogBatch[] }) =>
  batches.flatMap(({ lines }) => lines);

describe('a log', () => {
  it.each<readonly [string, Partial<ContainerRun>, LogPart, string]>([
    ['is followed from its beginning', {}, WHOLE, 'container=migrate&follow=true&timestamps=true'],
    [
      'is followed from a second on',
      {},
      { kind: 'follow', since: '2026-11-23T15:00:01Z' },
      'container=migrate&follow=true&timestamps=true&sinceTime=2026-11-23T15%3A00%3A01Z',
    ],
    [
      'of a run that was restarted is there whole',
      { previous: true },
      WHOLE,
      'container=migrate&previous=true&timestamps=true',
    ],
    [
      'is asked for its last line alone',
      {},
      { kind: 'last-line' },
      'container=migrate&timestamps=true&tailLines=1',
    ],
  ])('%s', async (_title, more, part, query) => {
    await read(answerAndEnd(), more, part);
    expect(server.asked).toEqual([`/api/v1/namespaces/shop/pods/app-migration-x/log?${query}`]);
  });

  it.each<readonly [string, string, LogLine]>([
    ['a line', `${T} Applied 5 migrations`, { time: T, text: 'Applied 5 migrations' }],
    ['an empty line', `${T} `, { time: T, text: '' }],
    ['a line that begins with a blank', `${T}   total`, { time: T, text: '  total' }],
    ['a line that ends with CR and LF', `${T} 50 %\r`, { time: T, text: '50 %' }],
    ['a line with a carriage return', `${T} 50 %\r60 %`, { time: T, text: '60 %' }],
    ['a line with NUL and colours', `${T} \0\u001b[31mred`, { time: T, text: '\0\u001b[31mred' }],
    [
      'a line of a node that does not live in UTC',
      '2026-11-23T16:30:01.000000001+01:30 one',
      { time: T, text: 'one' },
    ],
    [
      "the kubelet's own word",
      'failed to create fsnotify watcher: too many open files',
      { time: '', text: 'failed to create fsnotify watcher: too many open files' },
    ],
    [
      'a line that only looks like one with a time',
      '2026-11-23 15:00:01 one',
      { time: '', text: '2026-11-23 15:00:01 one' },
    ],
  ])('gives %s', async (_title, text, expected) => {
    expect(linesOf(await read(answerAndEnd(`${text}\n`)))).toMatchObject([expected]);
  });

  // Read from a kubelet 1.35.4 that had lost the file of a log; the first is in its source.
  it.each([
    'unable to retrieve container logs for containerd://d3eab912500f830e',
    'failed to try resolving symlinks in path "/var/log/pods/x/main/0.log": lstat /var/log/pods/x/main/0.log: no such file or directory',
    'failed to open log file "/var/log/pods/x/main/0.log": open /var/log/pods/x/main/0.log: no such file or directory',
  ])('is none where the kubelet says: %s', async (text) => {
    const { batches, error } = await read(answerAndEnd(text));
    expect(batches.flatMap((batch) => batch.lines)).toEqual([]);
    expect(error).toBe('not-ready');
    // A container may print the same.
    expect(linesOf(await read(answerAndEnd(`${T} ${text}`)))).toMatchObject([{ text }]);
  });

  it('comes in batches, and its last line may have no newline', async () => {
    const { batches, error } = await read(answerAndEnd(`${T} one\n${T} two\n${T} thr`));
    expect(batches).toEqual([
      { lines: [], unfinished: false },
      {
        lines: [
          { time: T, text: 'one' },
          { time: T, text: 'two' },
        ],
        unfinished: false,
      },
      { lines: [{ time: T, text: 'thr' }], unfinished: true },
    ]);
    expect(error).toBeUndefined();
  });
});

describe('a log that breaks', () => {
  it('gives what came, the half of a line as such, and throws', async () => {
    const { batches, error } = await read(answerAndReset(`${T} one\n`, `${T} tw`));
    expect(batches.filter(({ lines }) => lines.length > 0)).toEqual([
      { lines: [{ time: T, text: 'one' }], unfinished: false },
      { lines: [{ time: T, text: 'tw' }], unfinished: true },
    ]);
    expect(error).toBe('cluster-unreachable');
  });

  it.each([
    [400, 'not-ready'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [410, 'gone'],
    [429, 'cluster-error'],
    [500, 'cluster-error'],
  ])('%d is %s', async (status, code) => {
    expect(await read(answerStatus(status))).toEqual({ batches: [], error: code });
  });
});

describe('an end from our side', () => {
  it('by abort throws, and closes the connection', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<undefined>();
    server.answerWith((response, ...rest) => {
      response.on('close', () => closed.resolve(undefined));
      return answerAndHang(`${T} one\n`)(response, ...rest);
    });
    const reading = async () => {
      for await (const batch of readLog(server.client(), { run, part: WHOLE }, stop.signal))
        if (batch.lines.length > 0) setImmediate(() => stop.abort());
    };
    await expect(reading()).rejects.toThrow(ActionError);
    await closed.promise;
  });

  it('by no longer reading closes the connection', async () => {
    const closed = Promise.withResolvers<undefined>();
    server.answerWith((response, ...rest) => {
      response.on('close', () => closed.resolve(undefined));
      return answerAndHang(`${T} one\n`)(response, ...rest);
    });
    for await (const batch of readLog(server.client(), { run, part: WHOLE }, never))
      if (batch.lines.length > 0) break;
    await closed.promise;
  });
});

const file: readonly FileLine[] = Array.from({ length: 300 }, (_, index) => ({
  pieces: [
    {
      time: `2026-11-23T15:00:0${Math.floor(index / 60)}.${String(index).padStart(9, '0')}Z`,
      text: `line ${index}: größer als 🐘`,
    },
  ],
}));

it('read through a connection that is cut at any byte comes whole, each line once', async () => {
  const cuts = fc.array(fc.record({ bytes: fc.nat({ max: 20_000 }), isReset: fc.boolean() }), {
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(cuts, async (streams) => {
      let opened = 0;
      server.answerWith(async (response, url) => {
        const served = serveLog(file, url.searchParams.get('sinceTime') ?? undefined);
        const bytes = Buffer.from(served.map(({ time, text }) => `${time} ${text}\n`).join(''));
        const cut = streams[opened];
        opened += 1;
        if (cut === undefined) return void response.end(bytes);
        response.writeHead(200);
        await new Promise((sent) => response.write(bytes.subarray(0, cut.bytes), sent));
        if (cut.isReset) reset(response);
        else response.end();
      });
      const client = server.client();
      const lines: LogLine[] = [];
      const gap = await tailLog(
        {
          readLog: (asked, part, signal) => readLog(client, { run: asked, part }, signal),
          look: () => ({ ...run, ended: opened >= streams.length }),
          isGone: () => false,
          nextChange: async () => undefined,
          onLines: (more) => lines.push(...more),
        },
        never,
      );
      expect(gap).toBeUndefined();
      expect(lines).toEqual(serveLog(file, undefined));
    }),
    { numRuns: 60 },
  );
});
