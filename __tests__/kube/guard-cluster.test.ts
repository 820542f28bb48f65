import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { HookCluster } from '../../src/follow/hook-cluster.js';
import { type GuardTarget, openGuardCluster } from '../../src/kube/guard-cluster.js';
import type { RecordObject } from '../../src/kube/record-object.js';
import { type RecordList } from '../../src/kube/release-records.js';
import { answerJson, answerStatus, FakeApiServer } from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const readObject = (name: string) =>
  JSON.parse(readFileSync(`__tests__/fixtures/objects/${name}.json`, 'utf8')) as RecordObject;
const pending = readObject('record-helm4-running');
const deployed = readObject('record-helm4-last');

const open = (more: Partial<GuardTarget> = {}) => {
  const listed: RecordList[] = [];
  const place: GuardTarget = {
    release: 'app',
    namespace: 'shop',
    store: 'secrets',
    history: async () => [],
    onListed: (list) => listed.push(list),
    ...more,
  };
  const client = server.client();
  return { world: openGuardCluster(client, place, {} as HookCluster), listed, client };
};
/** Answers with JSON, and keeps what was sent. */
const keepSent = (answer: unknown = {}) => {
  const sent: unknown[] = [];
  server.answerWith(async (response, url, request) => {
    sent.push([request.method, url.pathname, JSON.parse((await text(request)) || 'null')]);
    response.end(JSON.stringify(answer));
  });
  return sent;
};

describe('records', () => {
  it.each(['secrets', 'configmaps'] as const)(
    'are listed whole in %s, and handed on',
    async (store) => {
      const list = { metadata: { resourceVersion: '9' }, items: [deployed, pending] };
      server.answerWith(answerJson(list));
      const { world, listed } = open({ store });
      const records = await world.listRecords(never);
      expect(records.map(({ release }) => release.status).sort()).toEqual([
        'deployed',
        'pending-install',
      ]);
      expect(listed).toEqual([list]);
      expect(server.asked).toEqual([
        `/api/v1/namespaces/shop/${store}?labelSelector=owner%3Dhelm%2Cname%3Dapp`,
      ]);
    },
  );

  it('one that cannot be read hides no other', async () => {
    const bad = { ...deployed, data: { release: 'bm9uZQ==' } };
    server.answerWith(answerJson({ metadata: {}, items: [bad, pending] }));
    const records = await open().world.listRecords(never);
    expect(records.map(({ release }) => release.status)).toEqual(['pending-install']);
  });

  it('that may not be listed are none, and the right is told; nothing is handed on', async () => {
    server.answerWith(answerStatus(403));
    const { world, listed, client } = open();
    expect(await world.listRecords(never)).toEqual([]);
    expect(listed).toEqual([]);
    expect(client.refusals()).toHaveLength(1);
  });

  it('in a database are asked of helm', async () => {
    server.answerWith(answerStatus(500));
    const { world } = open({ store: 'sql', history: async () => [] });
    expect(await world.listRecords(never)).toEqual([]);
    await world.markFailed(1, never);
    expect(server.asked).toEqual([]);
  });

  it.each([401, 500, 503])('answered %d are an error', async (status) => {
    server.answerWith(answerStatus(status));
    await expect(open().world.listRecords(never)).rejects.toThrow();
  });
});

describe('a pending record', () => {
  it.each(['secrets', 'configmaps'] as const)(
    'in %s is written back failed, with the version it was read at',
    async (store) => {
      const sent: unknown[] = [];
      server.answerWith(async (response, url, request) => {
        sent.push([request.method, url.pathname]);
        const body = await text(request);
        if (body !== '') sent.push(JSON.parse(body));
        response.end(JSON.stringify(pending));
      });
      expect(await open({ store }).world.markFailed(1, never)).toBe(true);
      const path = `/api/v1/namespaces/shop/${store}/sh.helm.release.v1.app.v1`;
      const [get, put, body] = sent as [unknown, unknown, RecordObject];
      expect([get, put]).toEqual([
        ['GET', path],
        ['PUT', path],
      ]);
      expect(body.metadata?.resourceVersion).toBe(pending.metadata?.resourceVersion);
      expect(body.metadata?.resourceVersion).toBeTruthy();
      expect(body.metadata?.labels?.['status']).toBe('failed');
      const inner = Buffer.from(body.data?.['release'] ?? '', 'base64').toString();
      expect(gunzipSync(Buffer.from(inner, 'base64')).toString()).toContain('"status":"failed"');
    },
  );

  it('that is not pending any more is let be', async () => {
    const sent = keepSent(deployed);
    expect(await open().world.markFailed(1, never)).toBe(false);
    expect(sent.map((it) => (it as unknown[])[0])).toEqual(['GET']);
  });

  it.each([
    [409, 'conflict'],
    [403, 'forbidden'],
    [404, 'not-found'],
  ])('whose writing is answered %d is %s', async (status, code) => {
    server.answerInTurn(answerJson(pending), answerStatus(status));
    await expect(open().world.markFailed(1, never)).rejects.toMatchObject({ code });
  });
});

describe('what hangs is deleted', () => {
  const metadata = { name: 'app-migration', namespace: 'other', uid: 'u1' };
  it.each([
    [
      'a Job',
      () => open().world.deleteJob({ metadata }, never),
      '/apis/batch/v1/namespaces/other/jobs/app-migration',
    ],
    [
      'a Pod',
      () => open().world.deletePod({ metadata }, never),
      '/api/v1/namespaces/other/pods/app-migration',
    ],
  ] as const)('%s: this very one, with its grace', async (_title, remove, path) => {
    const sent = keepSent();
    await remove();
    const body = { preconditions: { uid: 'u1' }, propagationPolicy: 'Background' };
    expect(sent).toEqual([['DELETE', path, body]]);
  });
});

describe('objects', () => {
  it.each([
    ['findJob', '/apis/batch/v1/namespaces/other/jobs?fieldSelector=metadata.name%3Dx'],
    ['findPod', '/api/v1/namespaces/other/pods?fieldSelector=metadata.name%3Dx'],
  ] as const)('%s lists by name, which a Role for watching allows', async (method, path) => {
    server.answerWith(answerJson({ items: [{ metadata: { name: 'x' } }] }));
    expect(await open().world[method]('other', 'x', never)).toEqual({ metadata: { name: 'x' } });
    expect(server.asked).toEqual([path]);
  });

  it('Pods are found by the label of their Jobs', async () => {
    server.answerWith(answerJson({ items: null }));
    expect(await open().world.listPodsOfJobs('other', ['a', 'b'], never)).toEqual([]);
    expect(server.asked).toEqual([
      '/api/v1/namespaces/other/pods?labelSelector=job-name+in+%28a%2Cb%29',
    ]);
  });

  it('that may not be seen are none, and the rights are told', async () => {
    server.answerWith(answerStatus(403));
    const { world, client } = open();
    expect(await world.findJob('shop', 'x', never)).toBeUndefined();
    expect(await world.findPod('shop', 'x', never)).toBeUndefined();
    expect(await world.listPodsOfJobs('shop', ['x'], never)).toEqual([]);
    expect(client.refusals()).toHaveLength(2);
  });

  it('that cannot be seen for another reason are an error', async () => {
    server.answerWith(answerStatus(500));
    await expect(open().world.findJob('shop', 'x', never)).rejects.toMatchObject({
      code: 'cluster-error',
    });
  });
});
