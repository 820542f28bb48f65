/** One GET: a path below the server, with its query. `accept` defaults to JSON. */
export interface ApiRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
}

/** One request that changes something. `body` is sent as JSON; `contentType` defaults to that. */
export interface ApiWrite extends ApiRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly contentType?: string;
}

/** How far the server's clock is ahead of ours, in ms; undefined where it does not tell. */
export function readClock(date: string | undefined): number | undefined {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? undefined : told - Date.now();
}

/** What a writing request has beside a reading one. */
export function readContent(request: ApiRequest | ApiWrite) {
  if (!('method' in request)) return undefined;
  const { method, body, contentType = 'application/json' } = request;
  if (body === undefined) return { method, headers: {} };
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'Content-Type': contentType, 'Content-Length': String(bytes.length) };
  return { method, body: bytes, headers };
}

/** The URL of a request to the server at `server`. */
export function urlOf(server: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(server + path);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, value);
  }
  return url;
}
