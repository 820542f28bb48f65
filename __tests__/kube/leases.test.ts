import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { holdLease, type Lease } from '../../src/guard/lease.js';
import { openLeases } from '../../src/kube/leases.js';
import { answerJson, answerStatus, FakeApiServer, reset } from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const open = () => openLeases(server.client(), 'shop', 'app');
const ALL = '/apis/coordination.k8s.io/v1/namespaces/shop/leases';
const ONE = `${ALL}/helm-migrate.app`;
const run = { id: 'me', name: 'https://ci/runs/7', timeoutSeconds: 60 };
const mine = holdLease({ release: 'app' }, run, 0);
const versioned: Lease = {
  ...mine,
  metadata: { ...mine.metadata, uid: 'u1', resourceVersion: '5' },
};

describe('each request', () => {
  it.each([
    ['read', () => open().read(never), ['GET', ONE, '']],
    ['create', () => open().create(mine, never), ['POST', ALL, JSON.stringify(mine)]],
    ['update', () => open().update(versioned, never), ['PUT', ONE, JSON.stringify(versioned)]],
    [
      'remove',
      () => open().remove(versioned, never),
      ['DELETE', ONE, '{"preconditions":{"uid":"u1","resourceVersion":"5"}}'],
    ],
  ] as const)(
    '%s: its method, path and body, with the versions as preconditions',
    async (_title, ask, sent) => {
      const seen: unknown[] = [];
      server.answerWith(async (response, url, request) => {
        seen.push(request.method, url.pathname, await text(request));
        response.end('{}');
      });
      await ask();
      expect(seen).toEqual(sent);
    },
  );

  it.each([
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [500, 'cluster-error'],
  ])('that is answered %d is %s', async (status, code) => {
    server.answerWith(answerStatus(status));
    const leases = open();
    for (const asking of [
      leases.read(never),
      leases.create(mine, never),
      leases.update(versioned, never),
      leases.remove(versioned, never),
    ])
      await expect(asking).rejects.toMatchObject({ code });
  });

  it('that is broken off is trouble that passes', async () => {
    server.answerWith((response) => {
      reset(response);
    });
    await expect(open().create(mine, never)).rejects.toMatchObject({ code: 'cluster-unreachable' });
  });
});

it('a missing right is told with its rule', async () => {
  server.answerWith(answerStatus(403));
  const client = server.client();
  await expect(openLeases(client, 'shop', 'app').create(mine, never)).rejects.toThrow();
  expect(client.refusals().map(({ hint }) => hint)).toEqual([
    expect.stringContaining(
      '- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create]}',
    ),
  ]);
});

it("the clock is the API server's, as its last answer told it, be it an error", async () => {
  const leases = open();
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  server.answerWith((response) => void response.writeHead(409, { date }).end('{"kind":"Status"}'));
  await expect(leases.create(mine, never)).rejects.toMatchObject({ code: 'conflict' });
  expect(Math.abs(leases.now() - Date.parse(date))).toBeLessThan(5_000);
  server.answerWith(answerJson(versioned));
  expect(await leases.read(never)).toEqual(versioned);
});

it('namespaces and releases are parts of a path, whatever they are', async () => {
  server.answerWith(answerJson({}));
  await openLeases(server.client(), 'a/b', 'c.d').read(never);
  expect(server.asked).toEqual([
    '/apis/coordination.k8s.io/v1/namespaces/a%2Fb/leases/helm-migrate.c.d',
  ]);
});
