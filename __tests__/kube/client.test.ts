import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { ActionError } from '../../src/errors.js';
import { createClient } from '../../src/kube/client.js';
import { openKubeconfigs } from '../fakes/kubeconfig.js';
import {
  answerAndHang,
  answerAndReset,
  answerJson,
  answerStatus,
  FakeApiServer,
  reset,
} from '../fakes/api-server.js';

let server: FakeApiServer;
beforeAll(async () => {
  server = await FakeApiServer.start();
});
afterAll(() => server.close());

const never = new AbortController().signal;
const request = { path: '/api/v1/namespaces/shop/pods' };

async function errorOf(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ActionError) return error;
  throw new Error(`expected an ActionError, got ${String(error)}`);
}

const connect = (path: string, context?: string) =>
  createClient(openKubeconfigs(path), context, { env: process.env });

describe('a request', () => {
  it('is sent as the user of the kubeconfig, with its query, and gives JSON', async () => {
    const seen: unknown[] = [];
    server.answerWith((response, url, { headers }) => {
      seen.push(url.search, headers.authorization, headers.accept, headers['user-agent']);
      response.end('{"items":[]}');
    });
    const query = { labelSelector: 'a=b,c=d', sinceTime: undefined };
    expect(await server.client().get({ ...request, query }, never)).toEqual({ items: [] });
    expect(seen).toEqual([
      '?labelSelector=a%3Db%2Cc%3Dd',
      'Bearer fake-token',
      'application/json',
      'helm-migrate',
    ]);
  });

  it('goes below the path of the server, as behind a gateway', async () => {
    const path = server.writeKubeconfig(`${server.url}/k8s/clusters/c-1/`, 'cert.pem', 'gateway');
    server.answerWith(answerJson({}));
    await connect(path).get(request, never);
    expect(server.asked).toEqual(['/k8s/clusters/c-1/api/v1/namespaces/shop/pods']);
  });
});

describe('a request that changes something', () => {
  const patch = {
    method: 'PATCH',
    path: `${request.path}/a`,
    body: { spec: { ü: true } },
  } as const;

  it('is sent with its body, and gives the JSON of the answer', async () => {
    const seen: unknown[] = [];
    server.answerWith(async (response, _url, sent) => {
      seen.push(sent.method, sent.headers['content-type'], await text(sent));
      response.end('{"metadata":{"name":"a"}}');
    });
    const contentType = 'application/merge-patch+json';
    const answer = await server.client().send({ ...patch, contentType }, never);
    expect(answer).toEqual({ metadata: { name: 'a' } });
    expect(seen).toEqual(['PATCH', contentType, '{"spec":{"ü":true}}']);
  });

  it('without a body has none', async () => {
    server.answerWith(async (response, _url, sent) => {
      response.end(JSON.stringify([sent.method, await text(sent)]));
    });
    const answer = await server.client().send({ method: 'DELETE', path: request.path }, never);
    expect(answer).toEqual(['DELETE', '']);
  });

  it.each([
    [409, 'conflict'],
    [403, 'forbidden'],
  ])('%d is %s', async (status, code) => {
    server.answerWith(answerStatus(status));
    expect(await errorOf(server.client().send(patch, never))).toMatchObject({ code });
  });

  it('that is refused names the right', async () => {
    const client = server.client();
    server.answerWith(answerStatus(403));
    const { hint } = await errorOf(client.send(patch, never));
    expect(hint).toContain('- {apiGroups: [""], resources: [pods], verbs: [patch]}');
    expect(client.refusals()).toHaveLength(1);
  });
});

describe("the server's clock", () => {
  it('is read from its answers, and ours before', async () => {
    const client = server.client();
    expect(Math.abs(client.serverTime() - Date.now())).toBeLessThan(1_000);
    server.answerWith((response) => {
      response.setHeader('Date', new Date(Date.now() + 3_600_000).toUTCString());
      response.end('{}');
    });
    await client.get(request, never);
    const ahead = client.serverTime() - Date.now();
    expect(Math.abs(ahead - 3_600_000)).toBeLessThan(5_000);
  });
});

describe('an answer that is an error', () => {
  it.each([
    [400, 'not-ready'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [410, 'gone'],
    [429, 'cluster-error'],
    [500, 'cluster-error'],
    [503, 'cluster-error'],
    [302, 'cluster-error'],
  ])('%d is %s', async (status, code) => {
    server.answerWith(answerStatus(status));
    const error = await errorOf(server.client().get(request, never));
    expect(error).toMatchObject({ code, message: expect.stringContaining(`answered ${status}`) });
    expect(error.hint).not.toBe('');
  });

  it.each([
    ['no body', '', 'HTTP 502'],
    ['a page of a load balancer', '<h1>Bad gateway</h1>', '<h1>Bad gateway</h1>'],
    ['JSON that is no Status', 'null', 'HTTP 502'],
    ['a Status without a message', '{}', 'HTTP 502'],
  ])('%s', async (_title, body, message) => {
    server.answerWith(answerStatus(502, body));
    expect(await errorOf(server.client().get(request, never))).toMatchObject({ message });
  });

  it('of 401 names the server: which of several refused?', async () => {
    server.answerWith(answerStatus(401));
    const { message } = await errorOf(server.client().get(request, never));
    expect(message).toBe(`The cluster at ${server.url} refused the credentials: answered 401`);
  });
});

describe('a server that cannot be talked to', () => {
  it('refuses the connection', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const url = `https://127.0.0.1:${port}`;
    const path = server.writeKubeconfig(url, 'cert.pem', 'refused');
    const error = await errorOf(connect(path).get(request, never));
    expect(error.code).toBe('cluster-unreachable');
    expect(error.message).toContain(`${url} cannot be reached: connect ECONNREFUSED`);
  });

  it('resets before it answers', async () => {
    server.answerWith(reset);
    expect(await errorOf(server.client().get(request, never))).toMatchObject({
      code: 'cluster-unreachable',
    });
  });

  it('resets within its answer', async () => {
    server.answerWith(answerAndReset('{"items":'));
    expect(await errorOf(server.client().get(request, never))).toMatchObject({
      code: 'cluster-unreachable',
    });
  });

  it('resets within the text of an error', async () => {
    server.answerWith(async (response) => {
      response.writeHead(500);
      await new Promise((sent) => response.write('{"mess', sent));
      reset(response);
    });
    expect(await errorOf(server.client().get(request, never))).toMatchObject({
      code: 'cluster-unreachable',
    });
  });

  it('answers what is no JSON, as a login page does', async () => {
    server.answerWith(answerStatus(200, '<html>Log in</html>'));
    const error = await errorOf(server.client().get(request, never));
    expect(error.code).toBe('cluster-error');
    expect(error.message).toContain(`${server.url} answered with something that is not JSON`);
  });

  it('has a certificate of an authority that we do not know', async () => {
    const other = await FakeApiServer.start();
    const path = server.writeKubeconfig(other.url, 'cert.pem', 'untrusted');
    const error = await errorOf(connect(path).get(request, never));
    await other.close();
    expect(error.code).toBe('certificate-untrusted');
    expect(error.message).toContain(
      `The certificate of the cluster at ${other.url} is not trusted`,
    );
    expect(error.hint).toContain('certificate-authority');
  });

  it('has a certificate that is made out to another name', async () => {
    const other = await FakeApiServer.start('DNS:elsewhere.example');
    const error = await errorOf(other.client().get(request, never));
    await other.close();
    expect(error.code).toBe('certificate-untrusted');
  });
});

describe('an abort', () => {
  it('before the request sends none', async () => {
    server.answerWith(answerJson({}));
    await errorOf(server.client().get(request, AbortSignal.abort()));
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['before the answer', () => undefined],
    ['within the answer', answerAndHang('{"items":')],
  ])('%s ends it', async (_title, answer) => {
    const stop = new AbortController();
    server.answerWith(async (...args) => {
      await answer(...args);
      setImmediate(() => stop.abort());
    });
    await errorOf(server.client().get(request, stop.signal));
  });

  it('of a stream that nobody reads any more ends nothing else', async () => {
    const stop = new AbortController();
    server.answerWith(answerAndHang('one line\n'));
    const stream = await server.client().open(request, stop.signal);
    stop.abort();
    await new Promise((closed) => stream.once('close', closed));
  });
});

describe('a kubeconfig', () => {
  it.each([
    ['names a context that it has not', 'elsewhere', /context/],
    ['names a context whose cluster it has not', undefined, /context "fake" names no cluster/],
  ])('that %s', async (_title, context, message) => {
    const path = server.writeKubeconfig(server.url, 'cert.pem', 'no-cluster');
    const config = {
      'current-context': 'fake',
      contexts: [{ name: 'fake', context: { cluster: 'x', user: 'x' } }],
      clusters: [],
      users: [],
    };
    writeFileSync(path, JSON.stringify(config));
    expect(() => connect(path, context)).toThrow(message);
    expect(() => connect(path, context)).toThrow(ActionError);
  });

  it('of several files is merged: the first that names a thing wins', async () => {
    const wrong = server.writeKubeconfig('https://127.0.0.1:1', 'cert.pem', 'second');
    server.answerWith(answerJson({}));
    const client = createClient(openKubeconfigs(server.kubeconfig, wrong), undefined, {
      env: process.env,
    });
    expect(client.server).toBe(server.url);
    await client.get(request, never);
    expect(server.asked).toHaveLength(1);
  });
});
