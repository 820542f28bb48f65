import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { inCluster } from '../../../../src/kube/auth/in-cluster.js';
import { readLogin } from '../../../../src/kube/auth/login.js';
import type { Mapping } from '../../../../src/text/yaml.js';

/** A kubeconfig with one context, whose cluster and user have these fields. */
function login(cluster: string, user: string) {
  const text = `
    current-context: here
    contexts: [{name: here, context: {cluster: c, user: u}}]
    clusters: [{name: c, cluster: {server: 'https://api.example', ${cluster}}}]
    users: [{name: u, user: {${user}}}]`;
  return readLogin([{ path: '/home/me/.kube/config', mapping: load(text) as Mapping }], undefined);
}

describe('the server', () => {
  it.each([
    ["server: 'https://a:6443/'", 'https://a:6443'],
    ["server: 'https://a/k8s/clusters/c-1/'", 'https://a/k8s/clusters/c-1'],
    ["server: 'http://127.0.0.1:8001'", 'http://127.0.0.1:8001'],
    ['server: "10.0.0.1:8080"', 'http://10.0.0.1:8080'],
    ['server: "localhost:8080"', 'http://localhost:8080'],
    ["server: 'https://a/x?y=z'", 'https://a/x'],
  ])('%s', (fields, url) => {
    // The last of two equal keys wins, as in Go.
    const text = `{contexts: [{name: x, context: {cluster: c}}], clusters: [{name: c, cluster: {${fields}}}]}`;
    expect(readLogin([{ path: '/k', mapping: load(text) as Mapping }], 'x').server.url).toBe(url);
  });

  it.each([
    [
      'certificate-authority: ca.crt',
      { authority: { kind: 'file', path: '/home/me/.kube/ca.crt' } },
    ],
    ['certificate-authority: ../ca.crt', { authority: { kind: 'file', path: '/home/me/ca.crt' } }],
    ['certificate-authority: /ca.crt', { authority: { kind: 'file', path: '/ca.crt' } }],
    [
      'certificate-authority: ca.crt, certificate-authority-data: UEVN',
      { authority: { kind: 'text', text: 'PEM' } },
    ],
    ['insecure-skip-tls-verify: true', { insecure: true }],
    ['insecure-skip-tls-verify: "true"', { insecure: false }],
    ['tls-server-name: kubernetes', { serverName: 'kubernetes' }],
    ['proxy-url: "socks5://p:1"', { proxyUrl: 'socks5://p:1' }],
    [
      'extensions: [{name: client.authentication.k8s.io/exec, extension: {a: 1}}]',
      { pluginConfig: { a: 1 } },
    ],
  ])('%s', (fields, expected) => {
    expect(login(fields, '').server).toMatchObject(expected);
  });
});

describe('the user', () => {
  it.each([
    ['token: t', { token: 't' }],
    ['tokenFile: t', { tokenFile: '/home/me/.kube/t' }],
    ['username: me, password: pw', { username: 'me', password: 'pw' }],
    [
      'client-certificate: c.crt, client-key-data: S0VZ',
      {
        certificate: { kind: 'file', path: '/home/me/.kube/c.crt' },
        key: { kind: 'text', text: 'KEY' },
      },
    ],
    ['exec: {command: aws}', { plugin: { command: 'aws', args: [], env: {} } }],
    ['exec: {command: ./bin/aws}', { plugin: { command: '/home/me/.kube/bin/aws' } }],
    ['exec: {command: /bin/aws}', { plugin: { command: '/bin/aws' } }],
    [
      'exec: {command: aws, args: [eks, get-token, 7], env: [{name: A, value: b}, {name: E, value: ""}]}',
      { plugin: { args: ['eks', 'get-token', '7'], env: { A: 'b', E: '' } } },
    ],
    [
      'exec: {command: aws, env: null, provideClusterInfo: true, installHint: do it}',
      { plugin: { env: {}, provideClusterInfo: true, installHint: 'do it' } },
    ],
    ['auth-provider: {name: oidc, config: {id-token: x}}', { provider: { name: 'oidc' } }],
    ['', { token: undefined, plugin: undefined, impersonation: {} }],
    ['as-groups: [a]', { impersonation: {} }],
    ['as: me', { impersonation: { 'Impersonate-User': ['me'] } }],
    [
      'as: bücher, as-uid: 7, as-groups: [a, b], as-user-extra: {reason: [x, y], "a/b%": [z]}',
      {
        impersonation: {
          'Impersonate-User': ['b\u00c3\u00bccher'],
          'Impersonate-Uid': ['7'],
          'Impersonate-Group': ['a', 'b'],
          'Impersonate-Extra-reason': ['x', 'y'],
          'Impersonate-Extra-a%2Fb%25': ['z'],
        },
      },
    ],
  ])('%s', (fields, expected) => {
    expect(login('', fields).user).toMatchObject({ name: 'u', ...expected });
  });
});

describe('several kubeconfigs', () => {
  const file = (path: string, text: string) => ({ path, mapping: load(text) as Mapping });
  const one = file('/one/config', '{current-context: b, users: [{name: u, user: {tokenFile: t}}]}');
  const two = file(
    '/two/config',
    `{current-context: c, contexts: [{name: b, context: {cluster: c, user: u}}],
      clusters: [{name: c, cluster: {server: 'https://two', certificate-authority: ca}}],
      users: [{name: u, user: {token: late}}]}`,
  );

  it('are one: the first that names a thing wins, and paths start from where they stand', () => {
    const { server, user } = readLogin([one, two], undefined);
    expect(server.authority).toEqual({ kind: 'file', path: '/two/ca' });
    expect(user).toMatchObject({ token: undefined, tokenFile: '/one/t', file: '/one/config' });
  });

  it.each([
    ['has no context "x"', [two], 'x'],
    ['has no context ""', [], undefined],
    [
      'the context "b" names no cluster',
      [{ path: '/k', mapping: { ...two.mapping, clusters: [] } }],
      'b',
    ],
  ])('where something is missing: %s', (message, files, context) => {
    expect(() => readLogin(files, context)).toThrow(message);
  });
});

it.each([
  ['10.0.0.1', '443', 'https://10.0.0.1:443'],
  ['fd00::1', '6443', 'https://[fd00::1]:6443'],
  ['kubernetes', '80', 'https://kubernetes:80'],
])('in a Pod, at %s', (host, port, url) => {
  const env = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port };
  expect(inCluster(env, '/no/such/folder')).toMatchObject({
    server: { url, authority: undefined },
    user: { tokenFile: '/no/such/folder/token' },
  });
});
