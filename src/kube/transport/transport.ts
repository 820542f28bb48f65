import {
  type Agent,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, createSecureContext, getCACertificates } from 'node:tls';
import { ActionError } from '../../errors.js';
import type { ClientCertificate } from '../auth/credential.js';
import type { Server } from '../auth/login.js';
import { makeAgent } from './agents.js';
import { findProxy, targetOf } from './proxy.js';
import { proxyHeaders, type TlsOptions } from './tunnel.js';

/** One request as it goes over the wire; a GET where it has no method. */
export interface WireRequest {
  readonly method?: string;
  readonly body?: Uint8Array;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly certificate: ClientCertificate | undefined;
}

/** The way to one API server. */
export interface Transport {
  /** Sends a request and resolves when the answer's head is there. Throws what `node:https` throws, or ActionError. */
  send(request: WireRequest, signal: AbortSignal): Promise<IncomingMessage>;
}

/**
 * Opens the way to an API server; connects to nothing yet. `authority` is the PEM that its certificate is checked by;
 * without it the system's authorities count, as for helm. Throws ActionError for a wrong `proxy-url`.
 */
export function openTransport(
  server: Server,
  authority: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Transport {
  const url = new URL(server.url);
  const proxy = findProxy(url, server.proxyUrl, env);
  // Plain HTTP goes through an HTTP proxy without a tunnel: the proxy is asked for the whole URL.
  const forwarder =
    url.protocol === 'http:' && proxy?.protocol.startsWith('http') ? proxy : undefined;
  const newAgent = (certificate: ClientCertificate | undefined): Agent => {
    const tls = makeTls(server, authority, certificate);
    return forwarder === undefined
      ? makeAgent(url, proxy, tls)
      : makeAgent(forwarder, undefined, tls);
  };
  let current: { readonly of: ClientCertificate | undefined; readonly agent: Agent } | undefined;
  return {
    send: ({ url: target, headers, certificate, method, body }, signal) => {
      // What still streams by an older certificate goes on: it was let in.
      if (current?.of !== certificate || current === undefined)
        current = { of: certificate, agent: newAgent(certificate) };
      const options = { headers, signal, agent: current.agent, ...(method && { method }) };
      const way = forwarder === undefined ? {} : askFor(target, forwarder, headers);
      return start(target, { ...options, ...way }, body);
    },
  };
}

function askFor(url: URL, proxy: URL, headers: WireRequest['headers']): RequestOptions {
  const all = { ...headers, ...proxyHeaders(proxy), Host: url.host };
  return { ...targetOf(proxy), protocol: proxy.protocol, path: url.href, headers: all };
}

/**
 * A kept connection may have been closed by the other side while nobody used it: what it breaks before an answer is
 * sent again, as Go does. A connection that is new says the truth.
 */
function start(
  url: URL,
  options: RequestOptions,
  body: Uint8Array | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const begin = (options.protocol ?? url.protocol) === 'http:' ? httpRequest : httpsRequest;
    let isAnswered = false;
    const request = begin(url, options, (response) => {
      isAnswered = true;
      resolve(response);
    });
    request.on('error', (error) => {
      if (request.reusedSocket && !isAnswered && isReset(error)) resolve(start(url, options, body));
      else reject(error);
    });
    request.end(body);
  });
}

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function makeTls(
  { insecure, serverName, url }: Server,
  authority: string | undefined,
  certificate: ClientCertificate | undefined,
): TlsOptions {
  const ca = authority ?? (url.startsWith('https:') && !insecure ? systemAuthorities() : undefined);
  try {
    return {
      secureContext: createSecureContext({ ...(ca && { ca: [...[ca].flat()] }), ...certificate }),
      rejectUnauthorized: !insecure,
      ...(serverName !== undefined && nameServer(serverName)),
    };
  } catch (cause) {
    throw new ActionError(
      'bad-input',
      `Input "kubeconfig": a certificate or key in it cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Compare it with what kubectl config view --raw prints. A credential plugin may also have supplied it.',
      { cause },
    );
  }
}

/** An address is never sent as the name of a server (RFC 6066), only compared with the certificate. */
function nameServer(name: string): Pick<TlsOptions, 'servername' | 'checkServerIdentity'> {
  return {
    servername: isIP(name) > 0 ? '' : name,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  };
}

/** Go knows the system's authorities alone, Node its own alone: what either trusts is trusted. */
function systemAuthorities(): readonly string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
}
