import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { ActionError } from '../errors.js';
import type { Environment } from '../inputs/host.js';
import { findProxy, nameProxy } from '../kube/transport/proxy.js';
import { openTransport } from '../kube/transport/transport.js';
import { Watchdog } from '../time/pulse.js';
import type { Failure } from './failure.js';

/** What is asked for, and where it goes. */
export interface Request {
  /** May hold a login. */
  readonly url: URL;
  /** An open, empty file. */
  readonly file: FileHandle;
  /** Proxies and authorities. */
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** How long nothing may come, in s. Default is 30. */
  readonly silentSeconds?: number;
}

/** A whole download; its sum is in lower case. */
export interface Download {
  readonly kind: 'done';
  readonly bytes: number;
  readonly sha256: string;
}

const SILENT_SECONDS = 30;
const MAX_REDIRECTS = 5;
/** The largest tool has some 200 MB. */
const LIMIT_BYTES = 1_000_000_000;
const MOVED: readonly number[] = [301, 302, 303, 307, 308];
/** What the disk alone says; a connection has other codes. */
const DISK: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS'];
/** What Node says of a certificate that it does not trust. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|ALTNAME/;

/**
 * Tries once to download a file, straight or through a proxy as helm would go, and follows redirects. What goes wrong
 * on the way is a result; throws what the disk says, and what aborted `signal`.
 */
export async function tryDownload(request: Request): Promise<Download | Failure> {
  const { silentSeconds = SILENT_SECONDS, signal } = request;
  const watchdog = new Watchdog(() => silentSeconds);
  const either = AbortSignal.any([signal, watchdog.signal]);
  try {
    const response = await follow(request, either);
    if ('kind' in response) return response;
    return await save(response, request, { onBytes: () => watchdog.feed(), signal: either });
  } catch (error) {
    if (signal.aborted || isOfDisk(error)) throw error;
    if (watchdog.signal.aborted) return { kind: 'silent', seconds: silentSeconds };
    return explain(error, request);
  } finally {
    watchdog.stop();
  }
}

async function follow(
  { url, env }: Request,
  signal: AbortSignal,
): Promise<IncomingMessage | Failure> {
  let at = url;
  for (let left = MAX_REDIRECTS; ; left -= 1) {
    const response = await ask(at, {
      env,
      signal,
      login: at.origin === url.origin ? url : undefined,
    });
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return response;
    response.destroy();
    if (!MOVED.includes(status)) return { kind: 'answer', status };
    const next = nextOf(at, headers.location);
    if (next === undefined || left === 0)
      return { kind: 'redirect', to: headers.location ?? 'nowhere' };
    at = next;
  }
}

/** Undefined where a redirect would leave TLS, or leads nowhere. */
function nextOf(from: URL, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from.href);
  const isSafe =
    next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol === 'http:');
  return isSafe ? next : undefined;
}

interface Way {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Whose user and password are given, if it has any. */
  readonly login: URL | undefined;
}

/** The connection ends with its answer: nothing is kept open. */
function ask(url: URL, { env, signal, login }: Way): Promise<IncomingMessage> {
  const server = { url: url.origin, serverName: undefined, insecure: false, proxyUrl: undefined };
  const transport = openTransport(
    { ...server, authority: undefined, disableCompression: true, pluginConfig: undefined },
    undefined,
    env,
  );
  const headers = {
    'User-Agent': 'helm-migrate',
    'Accept-Encoding': 'identity',
    Connection: 'close',
    ...authorize(login),
  };
  const bare = new URL(url.pathname + url.search, url.origin);
  return transport.send({ url: bare, headers, certificate: undefined }, signal);
}

function authorize(login: URL | undefined): Readonly<Record<string, string>> {
  if (login === undefined || (login.username === '' && login.password === '')) return {};
  const pair = `${decodeURIComponent(login.username)}:${decodeURIComponent(login.password)}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

async function save(
  response: IncomingMessage,
  { file }: Request,
  { onBytes, signal }: { readonly onBytes: () => void; readonly signal: AbortSignal },
): Promise<Download | Failure> {
  const length = Number(response.headers['content-length'] ?? 'none');
  const of = Number.isNaN(length) ? undefined : length;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      onBytes();
      bytes += piece.length;
      if (bytes > LIMIT_BYTES) return { kind: 'too-large', limit: LIMIT_BYTES };
      hash.update(piece);
      await file.write(piece, 0, piece.length);
    }
  } catch (error) {
    if (isOfDisk(error) || signal.aborted) throw error;
    return { kind: 'cut', bytes, of };
  }
  if (of !== undefined && bytes !== of) return { kind: 'cut', bytes, of };
  return { kind: 'done', bytes, sha256: hash.digest('hex') };
}

function isOfDisk(error: unknown): boolean {
  return DISK.includes((error as NodeJS.ErrnoException).code ?? '');
}

function explain(error: unknown, { url, env }: Request): Failure {
  if (error instanceof ActionError) {
    const proxy = findProxy(url, undefined, env);
    const { message: why = error.message } = (error.cause ?? {}) as Partial<Error>;
    return {
      kind: 'network',
      why: `the proxy ${proxy === undefined ? '' : nameProxy(proxy)}: ${why}`,
    };
  }
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (CERTIFICATE.test(code)) return { kind: 'certificate', why: message };
  // Of a name with several addresses each has an error of its own, and none of them is in the message.
  const inner =
    error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return { kind: 'network', why: inner?.message ?? (message === '' ? code : message) };
}
