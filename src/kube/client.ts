import type { Environment } from '../inputs/host.js';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ActionError } from '../errors.js';
import { readPemText } from './auth/certificate.js';
import { type Credential, listSecrets } from './auth/credential.js';
import { openCredentials } from './auth/credential-source.js';
import { inCluster } from './auth/in-cluster.js';
import type { KubeconfigFile } from '../kubeconfig/entries.js';
import { type Login, readLogin } from './auth/login.js';
import {
  errorFromCause,
  errorFromStatus,
  errorFromText,
  isStatus,
  withRetryAfter,
} from './errors.js';
import { Refusals } from './refusals.js';
import { type ApiRequest, type ApiWrite, readClock, readContent, urlOf } from './request.js';
import { openTransport } from './transport/transport.js';

/** Talks to one cluster, logged in as the kubeconfig says. */
export interface ApiClient {
  /** The API server's URL, as the kubeconfig gives it. */
  readonly server: string;
  /** Sends a GET and returns its body as a stream. Throws ActionError for all but 2xx. */
  open(request: ApiRequest, signal: AbortSignal): Promise<IncomingMessage>;
  /** Sends a GET and returns its JSON. Throws ActionError. */
  get<T>(request: ApiRequest, signal: AbortSignal): Promise<T>;
  /**
   * Sends a request that changes something, and returns the JSON of the answer. One that was broken off before an
   * answer may be sent twice: give it a precondition, or a name. Throws ActionError, `conflict` where the precondition
   * does not hold.
   */
  send<T>(request: ApiWrite, signal: AbortSignal): Promise<T>;
  /**
   * The API server's clock in ms since the epoch, to the second, as its newest answer told it; ours before the first.
   */
  serverTime(): number;
  /** What was refused because a permission is missing and not granted since, each right once. */
  refusals(): readonly ActionError[];
}

/** Who we are to the cluster: what kubeconfigs say, as in `$KUBECONFIG`, or a Pod's own service account. */
export type ClientSource =
  | { readonly kind: 'files'; readonly files: readonly KubeconfigFile[] }
  | { readonly kind: 'in-cluster' };

/** What a client needs beside the kubeconfig. */
export interface ClientOptions {
  /** Helm's environment: proxies and credential plugins are the same for us as for helm. */
  readonly env: Environment;
  /** Is told each secret that is sent to log in with, before it is sent. */
  readonly onSecret?: (secret: string) => void;
}

/**
 * Makes a client; sends nothing yet. Throws ActionError when the kubeconfig cannot be used.
 *
 * client-node reads neither half of what helm reads of a kubeconfig, and in 2.0.1 its `Log` and `Watch` end the
 * process on a reset, or the stream after 30 idle seconds: its types are all that we use.
 */
export function createClient(
  source: ClientSource,
  context: string | undefined,
  { env, onSecret }: ClientOptions,
): ApiClient {
  const login = loadLogin(source, context, env);
  const send = openSender(login, env, watchSecrets(onSecret));
  const refusals = new Refusals();
  const server = login.server.url;
  let clockAhead = 0;

  const open = async (request: ApiRequest | ApiWrite, signal: AbortSignal) => {
    try {
      const response = await send(request, signal);
      const status = response.statusCode ?? 0;
      clockAhead = readClock(response.headers.date) ?? clockAhead;
      if (status >= 200 && status < 300) {
        refusals.forget(request);
        return response;
      }
      const body = await text(response);
      const asked = response.headers['retry-after'];
      const error = withRetryAfter(errorFromStatus(status, body, server), asked);
      // A proxy or gateway forbids too, and no Role changes that.
      throw isStatus(body) ? refusals.note(request, error) : error;
    } catch (error) {
      throw errorFromCause(error, server);
    }
  };
  return {
    server,
    open,
    get: async <T>(request: ApiRequest, signal: AbortSignal) =>
      parse<T>(await open(request, signal), server),
    send: async <T>(request: ApiWrite, signal: AbortSignal) =>
      parse<T>(await open(request, signal), server),
    serverTime: () => Date.now() + clockAhead,
    refusals: () => refusals.all,
  };
}

function loadLogin(source: ClientSource, context: string | undefined, env: Environment): Login {
  if (source.kind === 'in-cluster') return inCluster(env);
  return readLogin(source.files, context);
}

type Send = (request: ApiRequest | ApiWrite, signal: AbortSignal) => Promise<IncomingMessage>;

/** Sends with the newest credential. One that is refused is renewed, and the request sent once more. */
function openSender(
  { server, user }: Login,
  env: Environment,
  see: (credential: Credential) => void,
): Send {
  const authority = server.authority && readPemText(server.authority, 'certificate-authority');
  const transport = openTransport(server, authority, env);
  const credentials = openCredentials({ server, user }, { authority, env, now: Date.now });
  const attempt = (request: ApiRequest | ApiWrite, credential: Credential, signal: AbortSignal) => {
    see(credential);
    const { authorization, certificate } = credential;
    const content = readContent(request);
    const headers = {
      ...content?.headers,
      ...user.impersonation,
      ...(authorization !== undefined && { Authorization: authorization }),
      Accept: request.accept ?? 'application/json',
      'User-Agent': 'helm-migrate',
    };
    const url = urlOf(server.url, request);
    return transport.send({ ...content, url, headers, certificate }, signal);
  };
  return async (request, signal) => {
    const credential = await credentials.get(signal);
    const response = await attempt(request, credential, signal);
    if (response.statusCode !== 401) return response;
    const renewed = await credentials.renew(credential, signal);
    if (renewed === undefined) return response;
    response.resume();
    return attempt(request, renewed, signal);
  };
}

/** Tells the secrets of each new credential: equal ones are the same object. */
function watchSecrets(
  onSecret: ((secret: string) => void) | undefined,
): (credential: Credential) => void {
  let last: Credential | undefined;
  return (credential) => {
    if (onSecret === undefined || credential === last) return;
    last = credential;
    for (const secret of listSecrets(credential)) onSecret(secret);
  };
}

async function parse<T>(response: IncomingMessage, server: string): Promise<T> {
  const body = await text(response).catch((error: unknown) => {
    throw errorFromCause(error, server);
  });
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw errorFromText(body, server, cause);
  }
}
