import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { openObjects } from '../../src/kube/objects.js';
import { FakeApiServer } from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const RESOURCES: Readonly<Record<string, readonly object[]>> = {
  '/api/v1': [
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'namespaces/status', kind: 'Namespace', namespaced: false },
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
  ],
  '/apis/batch/v1': [
    { name: 'jobs', kind: 'Job', namespaced: true },
    { name: 'jobs/status', kind: 'Job', namespaced: true },
  ],
};
const JOB = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'shop-plan' } };
const ANSWERED = {
  metadata: { name: 'shop-plan', namespace: 'shop', uid: 'u-1', annotations: { a: 'b' } },
};
const STORED = {
  kind: 'Job',
  namespace: 'shop',
  name: 'shop-plan',
  uid: 'u-1',
  annotations: { a: 'b' },
};

/** Answers lists of resources, and all else by `answer`; returns what was sent beside. */
function serve(answer: (request: IncomingMessage) => readonly [status: number, body: object]) {
  const sent: unknown[] = [];
  server.answerWith(async (response, url, request) => {
    const resources = RESOURCES[url.pathname];
    if (resources !== undefined) return void response.end(JSON.stringify({ resources }));
    const body = await text(request);
    sent.push([request.method, url.pathname, body === '' ? undefined : JSON.parse(body)]);
    const [status, answered] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answered));
  });
  return sent;
}
const status = (code: number, reason: string) =>
  [
    code,
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason },
  ] as const;

describe('an object of any kind', () => {
  it('is made, found and removed at the path of its kind, which is asked for once', async () => {
    const sent = serve(() => [200, ANSWERED]);
    const objects = openObjects(server.client());
    expect(await objects.create(JOB, 'shop', never)).toEqual(STORED);
    expect(await objects.find(JOB, 'shop', never)).toEqual(STORED);
    await objects.remove(JOB, STORED, never);
    const path = '/apis/batch/v1/namespaces/shop/jobs';
    expect(sent).toEqual([
      ['POST', path, JOB],
      ['GET', `${path}/shop-plan`, undefined],
      [
        'DELETE',
        `${path}/shop-plan`,
        { preconditions: { uid: 'u-1' }, propagationPolicy: 'Background' },
      ],
    ]);
    expect(server.asked.filter((url) => url === '/apis/batch/v1')).toHaveLength(1);
  });

  it('that is in no namespace has none in its path', async () => {
    const sent = serve(() => [200, { metadata: { name: 'n', uid: 'u' } }]);
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
    expect(await openObjects(server.client()).create(space, 'shop', never)).toMatchObject({
      ...{ namespace: '', name: 'n' },
    });
    expect(sent).toEqual([['POST', '/api/v1/namespaces', space]]);
  });

  it('that is not there is none, and is removed already', async () => {
    serve(() => status(404, 'NotFound'));
    const objects = openObjects(server.client());
    expect(await objects.find(JOB, 'shop', never)).toBeUndefined();
    await expect(objects.remove(JOB, STORED, never)).resolves.toBeUndefined();
  });

  it('that is another one by now is not removed', async () => {
    serve(() => status(409, 'Conflict'));
    const objects = openObjects(server.client());
    await expect(objects.remove(JOB, STORED, never)).resolves.toBeUndefined();
    await expect(objects.create(JOB, 'shop', never)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('whose namespace does not exist is not made', async () => {
    serve(() => status(404, 'NotFound'));
    await expect(openObjects(server.client()).create(JOB, 'shop', never)).rejects.toMatchObject({
      ...{ code: 'not-found', message: 'Namespace "shop" does not exist.' },
      hint: 'Create it, or leave "plan-set" out.',
    });
  });

  it('whose name is yet to be made up is not looked for', async () => {
    const sent = serve(() => [200, ANSWERED]);
    const nameless = { ...JOB, metadata: { generateName: 'shop-' } };
    expect(await openObjects(server.client()).find(nameless, 'shop', never)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('of a kind or group that the cluster does not know is an error', async () => {
    serve(() => status(404, 'NotFound'));
    const objects = openObjects(server.client());
    for (const apiVersion of ['batch/v1', 'example.com/v1'])
      await expect(
        objects.create({ apiVersion, kind: 'Unknown', metadata: {} }, 'shop', never),
      ).rejects.toMatchObject({
        code: 'not-found',
        message: `The cluster has no kind "Unknown" in version "${apiVersion}".`,
      });
  });

  it('that may not be made says which right is missing', async () => {
    serve(() => status(403, 'Forbidden'));
    await expect(openObjects(server.client()).create(JOB, 'shop', never)).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('{apiGroups: [batch], resources: [jobs], verbs: [create]}'),
    });
  });
});
