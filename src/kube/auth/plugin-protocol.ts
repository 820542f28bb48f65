import { isMapping, type Mapping } from '../../text/yaml.js';
import { bearer, type ClientCertificate, type TimedCredential } from './credential.js';
import { mappingOf, textOf } from '../../kubeconfig/entries.js';
import type { Plugin, Server } from './login.js';

/** The answer of a plugin: a credential, or what is wrong with it, in words that hold none of it. */
export type PluginAnswer =
  | { readonly kind: 'credential'; readonly credential: TimedCredential }
  | { readonly kind: 'wrong'; readonly got: string };

/**
 * The text of `$KUBERNETES_EXEC_INFO`. `authority` is the PEM that the API server's certificate is checked by.
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ (v1.35)
 */
export function buildPluginRequest(
  plugin: Plugin,
  server: Server,
  authority: string | undefined,
): string {
  const cluster = {
    server: server.url,
    'tls-server-name': server.serverName,
    'insecure-skip-tls-verify': server.insecure || undefined,
    'certificate-authority-data':
      authority === undefined ? undefined : Buffer.from(authority, 'latin1').toString('base64'),
    'proxy-url': server.proxyUrl,
    'disable-compression': server.disableCompression || undefined,
    config: server.pluginConfig ?? null,
  };
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: { ...(plugin.provideClusterInfo ? { cluster } : {}), interactive: false },
  });
}

/** Reads what a plugin wrote to its stdout. `now` is the time at which it was asked, in ms since the epoch. */
export function readPluginAnswer(stdout: string, apiVersion: string, now: number): PluginAnswer {
  const answer = parse(stdout);
  if (answer === undefined) return wrong('something that is not a JSON object');
  if (textOf(answer, 'kind') !== 'ExecCredential') return wrong('an object of another kind');
  const version = textOf(answer, 'apiVersion') ?? '';
  if (version !== apiVersion) return wrong(`an ExecCredential of another version, "${version}"`);
  const status = mappingOf(answer, 'status');
  if (status === undefined) return wrong('an ExecCredential without a status');
  const expiry = textOf(status, 'expirationTimestamp');
  const expiresAt = expiry === undefined ? undefined : Date.parse(expiry);
  if (Number.isNaN(expiresAt)) return wrong('an expirationTimestamp that is not a time');
  return readStatus(status, { obtainedAt: now, expiresAt });
}

function readStatus(
  status: Mapping,
  times: Pick<TimedCredential, 'obtainedAt' | 'expiresAt'>,
): PluginAnswer {
  const token = textOf(status, 'token');
  const cert = textOf(status, 'clientCertificateData');
  const key = textOf(status, 'clientKeyData');
  if ((cert === undefined) !== (key === undefined))
    return wrong('a certificate without its key, or a key without its certificate');
  const certificate: ClientCertificate | undefined =
    cert === undefined || key === undefined ? undefined : { cert, key };
  if (token === undefined && certificate === undefined) {
    return wrong('neither a token nor a certificate');
  }
  const authorization = token === undefined ? undefined : bearer(token);
  return { kind: 'credential', credential: { ...times, authorization, certificate } };
}

function parse(text: string): Mapping | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function wrong(got: string): PluginAnswer {
  return { kind: 'wrong', got };
}
