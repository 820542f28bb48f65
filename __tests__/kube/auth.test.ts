import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionError } from '../../src/errors.js';
import { type ApiClient, createClient } from '../../src/kube/client.js';
import { type Answer, answerStatus, FakeApiServer } from '../fakes/api-server.js';
import { openKubeconfigs } from '../fakes/kubeconfig.js';
import { type FakeProxy, startHttpProxy, startSocksProxy } from '../fakes/proxies.js';

const request = { path: '/api/v1/namespaces/shop/pods' };
const never = new AbortController().signal;
let folder: string;
let server: FakeApiServer;
/** The Authorization header of every request since the last `answerWith`. */
const seen: (string | undefined)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fake-logins-'));
  server = await FakeApiServer.start();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Lets in those whose Authorization header is in the list, or all. */
function letIn(...good: readonly string[]): void {
  seen.length = 0;
  const answer: Answer = (response, url, incoming) => {
    const { authorization = '' } = incoming.headers;
    seen.push(incoming.headers.authorization);
    if (good.length > 0 && !good.includes(authorization))
      return answerStatus(401)(response, url, incoming);
    response.end('{"items":[]}');
  };
  server.answerWith(answer);
}

interface Parts {
  readonly cluster?: object;
  readonly user?: object | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

const authority = () => {
  const text = readFileSync(server.kubeconfig, 'utf8');
  return /"certificate-authority":"([^"]+)"/.exec(text)?.[1] ?? '';
};
const write = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name);
  // As whatever keeps such a file new does it: never half of it.
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
  return path;
};

/** What each client was told of that it logged in with. */
const secrets: string[] = [];

function login({ cluster = {}, user, env = {} }: Parts): ApiClient {
  const fields = { server: server.url, 'certificate-authority': authority(), ...cluster };
  const config = {
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'x', ...(user && { user: 'x' }) } }],
    clusters: [{ name: 'x', cluster: fields }],
    users: user === undefined ? [] : [{ name: 'x', user }],
  };
  const path = write('config', JSON.stringify(config));
  return createClient(openKubeconfigs(path), undefined, {
    env: { PATH: process.env['PATH'], ...env },
    onSecret: (secret) => secrets.push(secret),
  });
}

async function errorOf(promise: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof ActionError) return error;
  throw new Error(`expected an ActionError, got ${JSON.stringify(error)}`);
}

describe('who we are', () => {
  it.each([
    ['a token', { token: 'one' }, 'Bearer one'],
    ['a user and a password', { username: 'me', password: 'p:w' }, `Basic ${btoa('me:p:w')}`],
    ['nobody', {}, undefined],
    ['no user at all, and the authority counts', undefined, undefined],
    ['a token, which wins over a plugin', { token: 'one', exec: { command: 'x' } }, 'Bearer one'],
    ['a token file, read before a token', { token: 'one', tokenFile: 'two.token' }, 'Bearer two'],
    ['a token, where its file is missing', { token: 'one', tokenFile: 'none' }, 'Bearer one'],
  ])('%s', async (_title, user, expected) => {
    write('two.token', 'two\n');
    letIn();
    await login({ user }).get(request, never);
    expect(seen).toEqual([expected]);
  });

  it.each([
    ['the token', { token: 'one' }, ['one']],
    ['the token of a file', { tokenFile: 'two.token' }, ['two']],
    ['the password', { username: 'me', password: 'p:w' }, ['p:w']],
    ['nothing', undefined, []],
  ])('%s is told to who hides it, once', async (_title, user, expected) => {
    write('two.token', 'two\n');
    letIn();
    secrets.length = 0;
    const client = login({ user });
    await client.get(request, never);
    await client.get(request, never);
    expect(secrets).toEqual(expected);
  });

  it('somebody else, whom we may act as', async () => {
    let headers: Readonly<Record<string, unknown>> = {};
    server.answerWith((response, _url, incoming) => {
      headers = incoming.headersDistinct;
      response.end('{}');
    });
    const as = { as: 'bücher', 'as-groups': ['a', 'b'], 'as-user-extra': { 'x/y': ['z'] } };
    await login({ user: { token: 'one', ...as } }).get(request, never);
    expect(headers).toMatchObject({
      'impersonate-user': [Buffer.from('bücher').toString('latin1')],
      'impersonate-group': ['a', 'b'],
      'impersonate-extra-x%2fy': ['z'],
    });
  });

  it.each([
    ['a token file that is missing', { tokenFile: 'none' }, 'unauthorized', '/none"'],
    ['an auth-provider of old', { 'auth-provider': { name: 'gcp' } }, 'bad-input', '"gcp"'],
    [
      'a certificate that is missing',
      { 'client-certificate': 'a', 'client-key': 'b' },
      'bad-input',
      '/a"',
    ],
    [
      'a certificate that is none',
      { 'client-certificate-data': 'YQ==', 'client-key-data': 'YQ==' },
      'bad-input',
      'cannot be used',
    ],
  ])('%s: an error that names it', async (_title, user, code, text) => {
    letIn();
    const asked = async () => login({ user }).get(request, never);
    expect(await errorOf(asked())).toMatchObject({ code, message: expect.stringContaining(text) });
  });
});

describe('a token file', () => {
  it('that changes is read anew', async () => {
    write('token', 'old');
    letIn();
    const client = login({ user: { tokenFile: 'token' } });
    await client.get(request, never);
    write('token', 'new');
    await client.get(request, never);
    rmSync(join(folder, 'token'));
    await client.get(request, never);
    expect(seen).toEqual(['Bearer old', 'Bearer new', 'Bearer new']);
  });

  it('that changes while its token is refused: once more, and once only', async () => {
    write('token', 'old');
    letIn('Bearer new');
    const client = login({ user: { tokenFile: 'token' } });
    expect(await errorOf(client.get(request, never))).toMatchObject({ code: 'unauthorized' });
    expect(seen).toEqual(['Bearer old']);
    server.answerInTurn((response, url, incoming) => {
      write('token', 'newer');
      return answerStatus(401)(response, url, incoming);
    }, answerStatus(401));
    expect(await errorOf(client.get(request, never))).toMatchObject({ code: 'unauthorized' });
    expect(server.asked).toHaveLength(2);
  });
});

/** A plugin for tests: it notes that it was asked, and answers what the file `answer` holds. */
const PLUGIN = `#!/bin/sh
echo "$KUBERNETES_EXEC_INFO $REGION $*" >>"$(dirname "$0")/asked"
cat "$(dirname "$0")/answer"`;
const V1 = 'client.authentication.k8s.io/v1';
const EXEC = { apiVersion: V1, command: './plugin', interactiveMode: 'Never' };
const answers = (status: object, more = '') =>
  write('answer', JSON.stringify({ kind: 'ExecCredential', apiVersion: V1, status }) + more);
const asked = (): readonly string[] =>
  readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n');
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('a credential plugin', () => {
  const makePlugin = (script = PLUGIN) => {
    write('plugin', script, 0o700);
    rmSync(join(folder, 'asked'), { force: true });
  };

  it('is asked once for all who wait, with the cluster and its own environment', async () => {
    makePlugin();
    answers({ token: 'one' });
    letIn('Bearer one');
    const exec = { ...EXEC, args: ['a b', '$(id)'], env: [{ name: 'REGION', value: 'here' }] };
    const client = login({ user: { exec } });
    await Promise.all([1, 2, 3].map(() => client.get(request, never)));
    await client.get(request, never);
    expect(asked()).toEqual([
      `{"kind":"ExecCredential","apiVersion":"${V1}","spec":{"interactive":false}} here a b $(id)`,
    ]);
  });

  it('is asked again before its token expires', async () => {
    makePlugin();
    answers({ token: 'one', expirationTimestamp: inMs(500) });
    letIn();
    const client = login({ user: { exec: EXEC } });
    await client.get(request, never);
    answers({ token: 'two', expirationTimestamp: inMs(3_600_000) });
    // Its token lives for half a second: that is what is waited for, not a sleep that hopes.
    while (seen.at(-1) !== 'Bearer two') await client.get(request, never);
    await client.get(request, never);
    expect(asked()).toHaveLength(2);
  });

  it('is asked again when its token is refused, and the request sent again', async () => {
    makePlugin();
    answers({ token: 'one' });
    letIn('Bearer one');
    const client = login({ user: { exec: EXEC } });
    await client.get(request, never);
    answers({ token: 'two' });
    letIn('Bearer two');
    await Promise.all([1, 2, 3].map(() => client.get(request, never)));
    expect(seen.filter((each) => each === 'Bearer two')).toHaveLength(3);
    expect(asked()).toHaveLength(2);
  });

  it('that has nothing better is not asked for each request', async () => {
    makePlugin();
    answers({ token: 'bad' });
    letIn('Bearer good');
    const client = login({ user: { exec: EXEC } });
    for (let count = 0; count < 3; count += 1)
      expect(await errorOf(client.get(request, never))).toMatchObject({ code: 'unauthorized' });
    expect(asked()).toHaveLength(2);
  });

  it('may answer a certificate', async () => {
    makePlugin();
    const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    const files = ['-nodes', '-keyout', 'me.key', '-out', 'me.crt', '-subj', '/CN=me'];
    execFileSync('openssl', ['req', ...options, ...files], { cwd: folder, stdio: 'pipe' });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    answers({ clientCertificateData: read('me.crt'), clientKeyData: read('me.key') });
    letIn();
    await login({ user: { exec: EXEC } }).get(request, never);
    expect(seen).toEqual([undefined]);
  });

  it.each([
    ['fails', 'echo "log in first" >&2; exit 3', /ended with exit code 3: log in first\./],
    ['fails with many words', 'seq 1 999 >&2; exit 3', /^.{0,500}$/s],
    ['answers nothing', 'true', /answered something that is not a JSON object\./],
    ['answers something else', 'echo secret-token', /not a JSON object/],
  ])('that %s', async (_title, script, message) => {
    makePlugin(`#!/bin/sh\n${script}`);
    const error = await errorOf(login({ user: { exec: EXEC } }).get(request, never));
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringMatching(message) });
    expect(error.message).toContain('The credential plugin "');
    expect(error.message).not.toContain('secret-token');
  });

  it('that is not installed: its own hint', async () => {
    const exec = { ...EXEC, command: 'no-such-plugin', installHint: 'Install it so.' };
    expect(await errorOf(login({ user: { exec } }).get(request, never))).toMatchObject({
      message: 'The credential plugin "no-such-plugin" of the kubeconfig is not installed.',
      hint: 'Install it so.',
    });
  });

  it('that hangs goes with the last who waits', async () => {
    makePlugin('#!/bin/sh\necho $$ >"$(dirname "$0")/pid"; exec sleep 60');
    const stop = new AbortController();
    const client = login({ user: { exec: EXEC } });
    const waiting = [1, 2].map(() => errorOf(client.get(request, stop.signal)));
    const read = () => {
      try {
        return Number(readFileSync(join(folder, 'pid'), 'utf8'));
      } catch {
        return 0;
      }
    };
    while (read() === 0) await new Promise(setImmediate);
    stop.abort();
    await Promise.all(waiting);
    const isThere = () => {
      try {
        return process.kill(read(), 0);
      } catch {
        return false;
      }
    };
    while (isThere()) await new Promise(setImmediate);
  });
});

describe('an ID token (OIDC)', () => {
  const jwt = (ms: number, name: string) => {
    const claims = { exp: Math.floor((Date.now() + ms) / 1_000), name };
    return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
  };
  const userOf = (token: string) => ({
    'auth-provider': { name: 'oidc', config: { 'id-token': token, 'refresh-token': 'ours never' } },
  });

  it('that has expired is read anew when helm has refreshed it', async () => {
    const fresh = jwt(3_600_000, 'fresh');
    letIn(`Bearer ${fresh}`);
    const client = login({ user: userOf(jwt(-60_000, 'old')) });
    const answer = client.get(request, never);
    const text = readFileSync(join(folder, 'config'), 'utf8');
    write('config', text.replace(/e30\.[\w-]+\.sig/, fresh));
    await answer;
    expect(seen).toEqual([`Bearer ${fresh}`]);
  });

  it('that is refused is read anew', async () => {
    const [old, fresh] = [jwt(3_600_000, 'old'), jwt(3_600_000, 'fresh')];
    letIn(`Bearer ${fresh}`);
    const client = login({ user: userOf(old) });
    expect(await errorOf(client.get(request, never))).toMatchObject({ code: 'unauthorized' });
    const text = readFileSync(join(folder, 'config'), 'utf8');
    write('config', text.replace(old, fresh));
    await client.get(request, never);
    expect(seen).toEqual([old, old, fresh].map((token) => `Bearer ${token}`));
  });
});

describe('the way there', () => {
  let http: FakeProxy;
  let locked: FakeProxy;
  let socks: FakeProxy;
  const url = ({ port }: FakeProxy, scheme = 'http', user = '') =>
    `${scheme}://${user}127.0.0.1:${String(port)}`;
  const hidden = () => {
    const { port } = new URL(server.url);
    return { 'api.invalid': { host: '127.0.0.1', port: Number(port) } };
  };
  const away = { server: 'https://api.invalid', 'tls-server-name': '127.0.0.1' };

  beforeAll(async () => {
    http = await startHttpProxy(hidden());
    locked = await startHttpProxy(hidden(), 'me:it is secret');
    socks = await startSocksProxy(hidden());
  });
  afterAll(() => Promise.all([http.close(), locked.close(), socks.close()]));

  it.each([
    ['proxy-url', () => ({ cluster: { ...away, 'proxy-url': url(http) } })],
    [
      'a proxy that wants a login',
      () => ({ cluster: { ...away, 'proxy-url': url(locked, 'http', 'me:it%20is%20secret@') } }),
    ],
    ['a SOCKS proxy', () => ({ cluster: { ...away, 'proxy-url': url(socks, 'socks5') } })],
    ['$HTTPS_PROXY', () => ({ cluster: away, env: { HTTPS_PROXY: url(http) } })],
    [
      '$https_proxy without a scheme',
      () => ({ cluster: away, env: { https_proxy: url(http).slice(7) } }),
    ],
  ])('through %s', async (_title, parts) => {
    letIn('Bearer one');
    const client = login({ user: { token: 'one' }, ...parts() });
    await client.get(request, never);
    await client.get(request, never);
    expect(seen).toHaveLength(2);
  });

  it('through a proxy that is not there', async () => {
    const cluster = { ...away, 'proxy-url': 'http://me:secret@127.0.0.1:1' };
    const error = await errorOf(login({ cluster }).get(request, never));
    expect(error.code).toBe('cluster-unreachable');
    expect(error.message).toMatch(
      /^The cluster cannot be reached through the proxy http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/,
    );
  });

  it('through a SOCKS proxy that is not there', async () => {
    const cluster = { ...away, 'proxy-url': 'socks5://127.0.0.1:1' };
    const error = await errorOf(login({ cluster }).get(request, never));
    expect(error.message).toMatch(/through the proxy socks5:\/\/127\.0\.0\.1:1: /);
  });

  it('through a proxy that refuses', async () => {
    const cluster = { ...away, 'proxy-url': url(locked, 'http', 'me:wrong@') };
    const error = await errorOf(login({ cluster }).get(request, never));
    expect(error.message).toContain('it answered 407 Proxy Authentication Required');
    expect(error.message).not.toContain('wrong');
  });

  it('on a connection that was kept, and is closed by now: a new one is made', async () => {
    const client = login({ user: { token: 'one' } });
    let count = 0;
    const sockets = new Set<unknown>();
    server.answerWith((response) => {
      count += 1;
      sockets.add(response.socket);
      if (count === 2) response.socket?.destroy();
      else response.end('{}');
    });
    await client.get(request, never);
    await client.get(request, never);
    expect([count, sockets.size]).toEqual([3, 2]);
  });

  it('over plain HTTP: straight and through a proxy, and no credential goes along', async () => {
    const heard: (readonly [string | undefined, string | undefined])[] = [];
    const plain = createServer((incoming, response) => {
      heard.push([incoming.url, incoming.headers.authorization]);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => plain.once('listening', listening));
    const { port } = plain.address() as AddressInfo;
    const straight = { server: `http://127.0.0.1:${String(port)}/below/` };
    const before = http.asked.length;
    const user = { token: 'secret' };
    await login({ cluster: straight, user }).get(request, never);
    const cluster = { ...straight, 'proxy-url': url(http) };
    await login({ cluster, user }).get(request, never);
    plain.closeAllConnections();
    plain.close();
    expect(heard).toEqual([1, 2].map(() => [`/below${request.path}`, undefined]));
    expect(http.asked.slice(before).map(({ target }) => target)).toEqual([
      `${straight.server.slice(0, -1)}${request.path}`,
    ]);
  });

  it('without a check of the certificate', async () => {
    const other = await FakeApiServer.start('DNS:elsewhere.example');
    other.answerWith((response) => void response.end('{}'));
    const cluster = { server: other.url, 'certificate-authority': undefined };
    const error = await errorOf(login({ cluster }).get(request, never));
    expect(error.code).toBe('certificate-untrusted');
    const unchecked = { ...cluster, 'insecure-skip-tls-verify': true };
    expect(await login({ cluster: unchecked }).get(request, never)).toEqual({});
    await other.close();
  });

  it('to the name that the certificate is made out to', async () => {
    const other = await FakeApiServer.start('DNS:elsewhere.example');
    other.answerWith((response) => void response.end('{}'));
    const text = readFileSync(other.kubeconfig, 'utf8');
    const trusted = /"certificate-authority":"([^"]+)"/.exec(text)?.[1] ?? '';
    const cluster = { server: other.url, 'certificate-authority': trusted };
    const named = { ...cluster, 'tls-server-name': 'elsewhere.example' };
    expect(await login({ cluster: named }).get(request, never)).toEqual({});
    await other.close();
  });
});

describe('a right that is missing', () => {
  const status = JSON.stringify({
    kind: 'Status',
    reason: 'Forbidden',
    message: 'pods is forbidden',
  });

  it('is named with its rule, and kept until it is granted', async () => {
    const client = login({ user: { token: 'one' } });
    server.answerWith(answerStatus(403, status));
    const error = await errorOf(client.get(request, never));
    expect(error.hint).toMatch(/- \{apiGroups: \[""\], resources: \[pods\], verbs: \[list\]\}$/);
    await errorOf(client.get(request, never));
    await errorOf(client.get({ ...request, query: { watch: 'true' } }, never));
    expect(client.refusals().map(({ cause }) => cause)).toMatchObject([
      { right: { verb: 'list', resource: 'pods', namespace: 'shop' } },
      { right: { verb: 'watch', resource: 'pods', namespace: 'shop' } },
    ]);
    letIn();
    await client.get(request, never);
    expect(client.refusals()).toHaveLength(1);
  });

  it('is none where a gateway forbids', async () => {
    const client = login({ user: { token: 'one' } });
    server.answerWith(answerStatus(403, '<h1>Forbidden</h1>'));
    expect(await errorOf(client.get(request, never))).toMatchObject({ code: 'forbidden' });
    expect(client.refusals()).toEqual([]);
  });
});
