import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { checkServerIdentity, SecureContext } from 'node:tls';
import { SocksClient } from 'socks';
import { ActionError } from '../../errors.js';
import { nameProxy, targetOf } from './proxy.js';
import type { Target } from './no-proxy.js';

/** How TLS is spoken, with the API server and, as in Go, with an https:// proxy. */
export interface TlsOptions {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
  readonly checkServerIdentity?: typeof checkServerIdentity;
}

const CONNECT_MS = 30_000;

/** Opens a connection to the target through a proxy: SOCKS 5, or CONNECT over HTTP or HTTPS. Throws ActionError. */
export async function openTunnel(proxy: URL, target: Target, tls: TlsOptions): Promise<Duplex> {
  return proxy.protocol.startsWith('socks')
    ? openSocks(proxy, target)
    : connect(proxy, target, tls);
}

/** The header by which a proxy is logged in to; {} where its URL has no user. */
export function proxyHeaders({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** The proxy looks the name up, as for Go, and not we. */
async function openSocks(proxy: URL, target: Target): Promise<Duplex> {
  const { host, port } = targetOf(proxy);
  const login = {
    userId: decodeURIComponent(proxy.username),
    password: decodeURIComponent(proxy.password),
  };
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: { host, port: Number(port), type: 5, ...(proxy.username === '' ? {} : login) },
      command: 'connect',
      destination: { host: target.host, port: Number(target.port) },
      timeout: CONNECT_MS,
    });
    return socket;
  } catch (error) {
    throw proxyError(proxy, error instanceof Error ? error.message : String(error), error);
  }
}

function connect(proxy: URL, target: Target, tls: TlsOptions): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const request = startConnect(proxy, target, tls);
  request.once('connect', ({ statusCode, statusMessage }: IncomingMessage, socket, head) => {
    if (statusCode === 200) {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
      return;
    }
    socket.destroy();
    reject(proxyError(proxy, `it answered ${String(statusCode)} ${statusMessage ?? ''}`.trim()));
  });
  request.once('response', ({ statusCode }: IncomingMessage) => {
    request.destroy();
    reject(proxyError(proxy, `it answered ${String(statusCode)}`));
  });
  request.once('timeout', () => {
    request.destroy(new Error(`no answer within ${String(CONNECT_MS / 1_000)} s`));
  });
  request.once('error', (error) => {
    reject(proxyError(proxy, error.message, error));
  });
  request.end();
  return promise;
}

function startConnect(proxy: URL, target: Target, tls: TlsOptions): ClientRequest {
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const options = {
    ...targetOf(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { ...proxyHeaders(proxy), Host: authority },
    agent: false,
    timeout: CONNECT_MS,
  };
  return proxy.protocol === 'https:' ? httpsRequest({ ...options, ...tls }) : httpRequest(options);
}

function proxyError(proxy: URL, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'cluster-unreachable',
    `The cluster cannot be reached through the proxy ${nameProxy(proxy)}: ${what}`,
    'Check "proxy-url" in the kubeconfig, or $HTTPS_PROXY and $NO_PROXY.',
    { cause: cause ?? new Error(what) },
  );
}
