import { describe, expect, it } from '@jest/globals';
import type { Plugin, Server } from '../../../../src/kube/auth/login.js';
import { buildPluginRequest, readPluginAnswer } from '../../../../src/kube/auth/plugin-protocol.js';

const V1 = 'client.authentication.k8s.io/v1';
const V1BETA1 = 'client.authentication.k8s.io/v1beta1';
const plugin: Plugin = {
  apiVersion: V1,
  command: 'aws',
  args: [],
  env: {},
  provideClusterInfo: false,
  interactiveMode: 'Never',
  installHint: undefined,
};
const server: Server = {
  url: 'https://api.example',
  authority: undefined,
  serverName: undefined,
  insecure: false,
  proxyUrl: undefined,
  disableCompression: false,
  pluginConfig: undefined,
};

describe('what a plugin is asked', () => {
  it('tells nothing of the cluster where it did not ask for that', () => {
    expect(JSON.parse(buildPluginRequest(plugin, server, 'PEM'))).toEqual({
      kind: 'ExecCredential',
      apiVersion: V1,
      spec: { interactive: false },
    });
  });

  it('tells of the cluster, with its authority from a file too', () => {
    const informed = { ...plugin, apiVersion: V1BETA1, provideClusterInfo: true };
    const full: Server = {
      ...server,
      serverName: 'kubernetes',
      proxyUrl: 'http://p:1',
      pluginConfig: { audience: 'a' },
    };
    expect(JSON.parse(buildPluginRequest(informed, full, 'PEM'))).toEqual({
      kind: 'ExecCredential',
      apiVersion: V1BETA1,
      spec: {
        cluster: {
          server: 'https://api.example',
          'tls-server-name': 'kubernetes',
          'certificate-authority-data': 'UEVN',
          'proxy-url': 'http://p:1',
          config: { audience: 'a' },
        },
        interactive: false,
      },
    });
  });

  it('tells that the certificate is not checked', () => {
    const request = buildPluginRequest(
      { ...plugin, provideClusterInfo: true },
      { ...server, insecure: true, disableCompression: true },
      undefined,
    );
    expect(JSON.parse(request)).toMatchObject({
      spec: { cluster: { 'insecure-skip-tls-verify': true, 'disable-compression': true } },
    });
  });
});

const NOW = Date.parse('2026-11-23T12:00:00Z');
const answer = (status: unknown, more: object = {}) =>
  JSON.stringify({ kind: 'ExecCredential', apiVersion: V1, status, ...more });

describe('what a plugin answers', () => {
  it.each([
    [{ token: 't' }, { authorization: 'Bearer t', certificate: undefined, expiresAt: undefined }],
    [
      { token: 't', expirationTimestamp: '2026-11-23T12:15:00Z' },
      { authorization: 'Bearer t', expiresAt: NOW + 900_000 },
    ],
    [
      { clientCertificateData: 'C', clientKeyData: 'K' },
      { authorization: undefined, certificate: { cert: 'C', key: 'K' } },
    ],
    [
      { token: 't', clientCertificateData: 'C', clientKeyData: 'K' },
      { authorization: 'Bearer t', certificate: { cert: 'C', key: 'K' } },
    ],
  ])('%j', (status, credential) => {
    expect(readPluginAnswer(answer(status), V1, NOW)).toMatchObject({
      kind: 'credential',
      credential: { obtainedAt: NOW, ...credential },
    });
  });

  it.each([
    ['', 'something that is not a JSON object'],
    ['[]', 'something that is not a JSON object'],
    ['Opening a browser with secret …', 'something that is not a JSON object'],
    [answer({ token: 'secret' }, { kind: 'Secret' }), 'an object of another kind'],
    [
      answer({ token: 'secret' }, { apiVersion: V1BETA1 }),
      `an ExecCredential of another version, "${V1BETA1}"`,
    ],
    [answer(undefined), 'an ExecCredential without a status'],
    [answer({ token: '' }), 'neither a token nor a certificate'],
    [
      answer({ clientKeyData: 'secret' }),
      'a certificate without its key, or a key without its certificate',
    ],
    [
      answer({ token: 'secret', expirationTimestamp: 'soon' }),
      'an expirationTimestamp that is not a time',
    ],
  ])('%s is wrong, and not quoted', (stdout, got) => {
    expect(readPluginAnswer(stdout, V1, NOW)).toEqual({ kind: 'wrong', got });
  });
});
