import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { watch } from '../../src/kube/watch.js';
import { type WatchEvent } from '../../src/objects/watch-event.js';
import {
  type Answer,
  answerAndEnd,
  answerAndHang,
  answerAndReset,
  answerJson,
  answerStatus,
  FakeApiServer,
} from '../fakes/api-server.js';

interface Thing {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
}

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const thing = (name: string): Thing => ({ metadata: { name } });
const listOf = (version: string, ...names: readonly string[]): Answer =>
  answerJson({ metadata: { resourceVersion: version }, items: names.map(thing) });
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const added = (name: string, resourceVersion?: string) =>
  line('ADDED', { metadata: { name, resourceVersion } });
const hang = answerAndHang();

const show = (event: WatchEvent<Thing>): string => {
  switch (event.kind) {
    case 'listed':
      return `listed ${event.items.map(({ metadata }) => metadata.name).join(' ')}`.trim();
    case 'trouble':
      return `trouble ${event.error.code}`;
    default:
      return `${event.kind} ${event.object.metadata.name}`;
  }
};

/** The first events of a watch whose requests are answered in turn; it is then aborted, and must end. */
async function take(
  count: number,
  answers: readonly [Answer, ...Answer[]],
): Promise<readonly string[]> {
  server.answerInTurn(...answers);
  const stop = new AbortController();
  const target = { path: '/things', query: { labelSelector: 'a=b' } };
  const events: string[] = [];
  for await (const event of watch<Thing>(server.client(), target, stop.signal)) {
    events.push(show(event));
    if (events.length === count) stop.abort();
  }
  return events;
}

describe('a watch', () => {
  it('lists, and goes on from there', async () => {
    const answers = [
      listOf('7', 'a'),
      answerAndHang(
        added('b'),
        line('MODIFIED', thing('b')),
        line('BOOKMARK', { metadata: { resourceVersion: '9' } }),
        '\n',
        line('DELETED', thing('a')),
      ),
    ] as const;
    expect(await take(4, answers)).toEqual(['listed a', 'changed b', 'changed b', 'deleted a']);
    expect(server.asked).toEqual([
      '/things?labelSelector=a%3Db',
      '/things?labelSelector=a%3Db&watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=20',
    ]);
  });

  it('narrows its list alone where asked to', async () => {
    const stop = new AbortController();
    server.answerInTurn(listOf('1'), () => stop.abort());
    const target = { path: '/things', query: { a: '1' }, listQuery: { a: '2' } };
    for await (const event of watch<Thing>(server.client(), target, stop.signal)) show(event);
    expect(server.asked[0]).toBe('/things?a=2');
    expect(server.asked[1]).toMatch(/^\/things\?a=1&watch=true/);
  });

  it('takes an event that comes in pieces, cut within a letter', async () => {
    const bytes = Buffer.from(added('größe'));
    const middle = bytes.indexOf(0xc3) + 1;
    const pieces = answerAndHang(bytes.subarray(0, middle), bytes.subarray(middle));
    expect(await take(2, [listOf('1'), pieces])).toEqual(['listed', 'changed größe']);
  });

  it('takes an empty list that a server writes as null', async () => {
    expect(await take(1, [answerJson({ metadata: {}, items: null }), hang])).toEqual(['listed']);
  });
});

describe('a watch that ends', () => {
  it.each<readonly [string, Answer]>([
    ['as the server ends it', answerAndEnd(added('b', '4'))],
    ['by a reset', answerAndReset(added('b', '4'))],
    ['within an event', answerAndEnd(added('b', '4'), '{"type":"MODIF')],
    ['by a reset within an event', answerAndReset(added('b', '4'), '{"type":"MODIF')],
  ])('%s: it goes on from its last event, and no trouble is told', async (_title, ending) => {
    const answers = [listOf('1', 'a'), ending, answerAndHang(added('c', '5'))] as const;
    expect(await take(3, answers)).toEqual(['listed a', 'changed b', 'changed c']);
    expect(server.asked[2]).toContain('watch=true&allowWatchBookmarks=true&resourceVersion=4');
  });

  it('goes on from a bookmark where there was no event', async () => {
    const bookmark = line('BOOKMARK', { metadata: { resourceVersion: '9' } });
    const answers = [listOf('1'), answerAndEnd(bookmark), answerAndHang(added('b', '10'))] as const;
    expect(await take(2, answers)).toEqual(['listed', 'changed b']);
    expect(server.asked[2]).toContain('resourceVersion=9');
  });

  it('waits as long as the server asks to, and lists then', async () => {
    const busy: Answer = (response) =>
      void response.writeHead(429, { 'retry-after': '1' }).end('Too many requests');
    const began = performance.now();
    const answers = [listOf('1', 'a'), busy, listOf('2', 'b'), hang] as const;
    expect(await take(3, answers)).toEqual(['listed a', 'trouble cluster-error', 'listed b']);
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  it('lists again when somebody has reason to ask, though it says nothing', async () => {
    server.answerInTurn(listOf('1', 'a'), hang, listOf('2', 'b'), hang);
    const stop = new AbortController();
    const doubt = new AbortController();
    const target = { path: '/things', query: {}, again: doubt.signal };
    const events: string[] = [];
    for await (const event of watch<Thing>(server.client(), target, stop.signal)) {
      events.push(show(event));
      if (events.length === 2) stop.abort();
      else setImmediate(() => doubt.abort());
    }
    expect(events).toEqual(['listed a', 'listed b']);
  });

  it.each<readonly [string, Answer]>([
    ['as HTTP status', answerStatus(410)],
    [
      'as an event',
      answerAndHang(
        line('ERROR', { kind: 'Status', code: 410, message: 'too old resource version' }),
      ),
    ],
  ])(
    'since its resourceVersion is gone, told %s: listed again, no trouble',
    async (_title, gone) => {
      expect(await take(2, [listOf('1', 'a'), gone, listOf('2', 'b'), hang])).toEqual([
        'listed a',
        'listed b',
      ]);
    },
  );

  it.each<readonly [string, Answer, string]>([
    ['ERROR 500', answerAndHang(line('ERROR', { code: 500, message: 'etcd' })), 'cluster-error'],
    ['no JSON', answerAndHang('<html>\n'), 'cluster-error'],
    ['500', answerStatus(500), 'cluster-error'],
    ['429', answerStatus(429), 'cluster-error'],
    ['401', answerStatus(401), 'unauthorized'],
  ])('with %s: that is told, and all is listed again', async (_title, ending, code) => {
    expect(await take(3, [listOf('1', 'a'), ending, listOf('2', 'b'), hang])).toEqual([
      'listed a',
      `trouble ${code}`,
      'listed b',
    ]);
  });

  it('at once, each time, does not run hot', async () => {
    server.answerWith((response, url) =>
      url.searchParams.has('watch')
        ? void response.end()
        : listOf('1', 'a')(response, url, response.req),
    );
    const stop = new AbortController();
    const client = server.client();
    const target = { path: '/things', query: {} };
    const watching = (async () => {
      for await (const event of watch<Thing>(client, target, stop.signal)) show(event);
    })();
    // A hundred requests in sequence take as long as a hundred lists would.
    for (let count = 0; count < 100; count += 1) await client.get({ path: '/others' }, stop.signal);
    stop.abort();
    await watching;
    expect(server.asked.filter((url) => url.startsWith('/things')).length).toBeLessThan(20);
  });
});

describe('a list that fails', () => {
  it.each<readonly [string, Answer, string]>([
    ['401', answerStatus(401), 'unauthorized'],
    ['403', answerStatus(403), 'forbidden'],
    ['404', answerStatus(404), 'not-found'],
    ['429', answerStatus(429), 'cluster-error'],
    ['500', answerStatus(500), 'cluster-error'],
    ['a reset', answerAndReset('{"items":['), 'cluster-unreachable'],
  ])('%s is told, and tried again', async (_title, failing, code) => {
    expect(await take(2, [failing, listOf('1', 'a'), hang])).toEqual([
      `trouble ${code}`,
      'listed a',
    ]);
  });
});

describe('without the right to watch', () => {
  it('lists in turns, and tells no trouble: all is seen', async () => {
    const answers = [
      listOf('1', 'a'),
      answerStatus(403),
      listOf('2', 'a', 'b'),
      answerStatus(403),
      listOf('3', 'b'),
      hang,
    ] as const;
    expect(await take(3, answers)).toEqual(['listed a', 'listed a b', 'listed b']);
  });
});

describe('an abort ends it', () => {
  const stopWhen = async (answers: readonly [Answer, ...Answer[]], asked: number) => {
    const stop = new AbortController();
    let count = 0;
    server.answerInTurn(
      ...(answers.map((answer): Answer => async (...args) => {
        count += 1;
        await answer(...args);
        if (count === asked) setImmediate(() => stop.abort());
      }) as unknown as readonly [Answer, ...Answer[]]),
    );
    const target = { path: '/things', query: {} };
    for await (const event of watch<Thing>(server.client(), target, stop.signal)) show(event);
    expect(count).toBe(asked);
  };

  it.each<readonly [string, readonly [Answer, ...Answer[]], number]>([
    ['while it lists', [hang], 1],
    ['while it watches', [listOf('1'), hang], 2],
    ['before the watch is answered', [listOf('1'), () => undefined], 2],
    ['while it waits to try again', [answerStatus(500)], 1],
  ])('%s', async (_title, answers, asked) => {
    await stopWhen(answers, asked);
  });
});
