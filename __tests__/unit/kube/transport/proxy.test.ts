import { describe, expect, it } from '@jest/globals';
import { findProxy, nameProxy, targetOf } from '../../../../src/kube/transport/proxy.js';

const https = new URL('https://api.example:6443');
const http = new URL('http://api.example');

describe('the proxy on the way to a server', () => {
  it.each([
    ['none', https, undefined, {}, undefined],
    ['for HTTPS', https, undefined, { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['in small letters', https, undefined, { https_proxy: 'http://p:3128' }, 'http://p:3128/'],
    [
      'of both, the one in capitals',
      https,
      undefined,
      { HTTPS_PROXY: 'http://a', https_proxy: 'http://b' },
      'http://a/',
    ],
    [
      'for HTTP, which HTTPS does not take',
      https,
      undefined,
      { HTTP_PROXY: 'http://p' },
      undefined,
    ],
    ['for HTTP', http, undefined, { HTTP_PROXY: 'http://p', HTTPS_PROXY: 'http://q' }, 'http://p/'],
    ['for all, which Go does not read', https, undefined, { ALL_PROXY: 'http://p' }, undefined],
    [
      'without a scheme',
      https,
      undefined,
      { HTTPS_PROXY: 'p.example:3128' },
      'http://p.example:3128/',
    ],
    [
      'by address alone',
      https,
      undefined,
      { HTTPS_PROXY: '10.0.0.1:3128' },
      'http://10.0.0.1:3128/',
    ],
    [
      'with a login, no scheme',
      https,
      undefined,
      { HTTPS_PROXY: 'me:pw@p:1' },
      'http://me:pw@p:1/',
    ],
    ['that is SOCKS', https, undefined, { HTTPS_PROXY: 'socks5://p' }, 'socks5://p'],
    ['that is empty', https, undefined, { HTTPS_PROXY: '' }, undefined],
    ['kept away', https, undefined, { HTTPS_PROXY: 'http://p', NO_PROXY: '.example' }, undefined],
    [
      'of the kubeconfig, which wins',
      https,
      'http://k:1',
      { HTTPS_PROXY: 'http://p', NO_PROXY: '*' },
      'http://k:1/',
    ],
    ['of the kubeconfig, SOCKS', https, 'socks5://k:1', {}, 'socks5://k:1'],
  ] as const)('%s', (_title, server, proxyUrl, env, expected) => {
    expect(findProxy(server, proxyUrl, env)?.href).toBe(expected);
  });

  it.each([
    ['ftp://me:secret@p', 'one with the scheme "ftp"'],
    ['socks4://p', 'one with the scheme "socks4"'],
    ['secret of mine', 'something else'],
  ])('"%s" in a kubeconfig is refused, as by helm', (proxyUrl, got) => {
    const error = expect(() => findProxy(https, proxyUrl, {}));
    error.toThrow(`got ${got}.`);
    error.not.toThrow('secret');
  });
});

it.each([
  ['https://api.example', 'api.example', '443'],
  ['http://api.example/path', 'api.example', '80'],
  ['https://[fd00::1]:6443', 'fd00::1', '6443'],
  ['socks5://p', 'p', '1080'],
])('%s leads to host and port', (url, host, port) => {
  expect(targetOf(new URL(url))).toEqual({ host, port });
});

it('a proxy is named without its login', () => {
  expect(nameProxy(new URL('http://me:secret@p:3128'))).toBe('http://p:3128');
});
