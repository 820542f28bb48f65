import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stand-in refuses an image, by the first part of its name. */
export type Refusal = 'missing' | 'private' | 'denied' | 'limited' | 'down';

/** A stand-in for a registry: it has no image, and says so in each way in which real ones do. */
export interface FakeRegistry {
  /** `127.0.0.1:<port>`: containerd speaks plain HTTP to a registry on the machine itself. */
  readonly address: string;
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** Starts the stand-in on a free port. */
export async function startFakeRegistry(): Promise<FakeRegistry> {
  const server = createServer((request, response) => {
    send(response, answer(request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address, close };
}

function answer({ url = '', headers }: IncomingMessage): Answer {
  // Whoever asks gets a token, and the token allows nothing: so does Docker Hub for a repository that is not public.
  if (url.startsWith('/token')) return { status: 200, body: { token: 'for-nobody' } };
  const [, name = ''] = /^\/v2\/([^/]+)\//.exec(url) ?? [];
  switch (name as Refusal) {
    case 'missing':
      return refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    case 'private':
      return askForLogin(headers.host ?? '');
    case 'denied':
      return refuse(403, 'DENIED', 'requested access to the resource is denied');
    case 'down':
      return refuse(503, 'UNAVAILABLE', 'come back later');
    case 'limited':
      return refuse(429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit.');
    default:
      return { status: 200, body: {} };
  }
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
function askForLogin(host: string): Answer {
  const challenge = `Bearer realm="http://${host}/token",service="fake",error="insufficient_scope"`;
  const body = refuse(401, 'UNAUTHORIZED', 'authentication required').body;
  return { status: 401, headers: { 'WWW-Authenticate': challenge }, body };
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
function refuse(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message, detail: null }] } };
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
