import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionError } from '../errors.js';
import type { ApiClient, ApiRequest } from './client.js';
import { errorFromCause, errorFromStatus, errorFromText } from './errors.js';
import { splitLines } from './lines.js';

/** What a watch tells. After `listed`, an object that is not in it is gone. */
export type WatchEvent<T> =
  | { readonly kind: 'listed'; readonly items: readonly T[] }
  | { readonly kind: 'changed'; readonly object: T }
  | { readonly kind: 'deleted'; readonly object: T }
  | { readonly kind: 'trouble'; readonly error: ActionError };

/** What is watched. `listQuery` and `watchQuery` narrow the list or the watch alone. */
export interface WatchTarget {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly listQuery?: Readonly<Record<string, string | undefined>>;
}

/** What every Kubernetes object has, and all that watching needs of it. */
interface AnyObject {
  readonly metadata?: { readonly resourceVersion?: string };
}

interface ListAnswer<T> {
  readonly metadata?: { readonly resourceVersion?: string };
  /** `null` where the server has none: Go writes an empty list so. */
  readonly items: readonly T[] | null;
}

interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: AnyObject & { readonly code?: number };
}

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;
/** A watch that ends sooner than this is asked for again more and more slowly. */
const SHORT_MS = 1_000;
/** How often we list where the right to watch is missing. */
const POLL_MS = 1_000;
/** The server ends a watch after this; then we list again, which stands behind every watch. */
const WATCH_SECONDS = 50;
/** A list that takes longer is asked on a connection that is half-open. */
const LIST_MS = 30_000;
/** A watch that outlives its own end by this is half-open: it is cut, and we list again. */
const HALF_OPEN_MS = (WATCH_SECONDS + 10) * 1_000;

/**
 * Lists and watches until `signal` aborts, through every cut. A list that may never succeed (no
 * right, no valid login) is told as `trouble` and tried again slowly: it never throws.
 * Rules: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes (v1.35)
 */
export async function* watch<T extends AnyObject>(
  client: ApiClient,
  target: WatchTarget,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  let delay = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      yield* listAndWatch<T>(client, target, signal);
    } catch (error) {
      const trouble = errorFromCause(error, client.server);
      if (isStopped(signal)) return;
      if (trouble.code !== 'gone') yield { kind: 'trouble', error: trouble };
      if (trouble.code === 'forbidden') await pause(POLL_MS, signal);
    }
    const isShort = performance.now() - began < SHORT_MS;
    await pause(delay, signal);
    delay = isShort ? Math.min(delay * 2, RETRY_MAX_MS) : RETRY_FIRST_MS;
  }
}

/** One list and the watch that goes on from it, to the server's end of it. Throws ActionError. */
async function* listAndWatch<T extends AnyObject>(
  client: ApiClient,
  { path, query, listQuery }: WatchTarget,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const list = await client.get<ListAnswer<T>>(
    { path, query: { ...query, ...listQuery } },
    AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]),
  );
  yield { kind: 'listed', items: list.items ?? [] };
  const resourceVersion = list.metadata?.resourceVersion ?? '';
  const watching = { watch: 'true', resourceVersion, timeoutSeconds: String(WATCH_SECONDS) };
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(HALF_OPEN_MS)]);
  const stream = await openWatch(client, { path, query: { ...query, ...watching } }, bounded);
  if (stream === undefined) {
    await pause(POLL_MS, signal);
    return;
  }
  try {
    for await (const line of readWatchLines(stream)) {
      const event = readEvent<T>(line, client.server);
      if (event !== undefined) yield event;
    }
  } finally {
    stream.destroy();
  }
}

/** Undefined without the right to watch: then lists in turns have to do. */
async function openWatch(
  client: ApiClient,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  try {
    return await client.open(request, signal);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'forbidden') return undefined;
    throw error;
  }
}

/** A reset of a running watch is everyday life: the next list tells all that was missed. */
async function* readWatchLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const batches = splitLines(stream)[Symbol.asyncIterator]();
  for (;;) {
    const next = await batches.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done === true || next.value.unfinished) return;
    yield* next.value.lines;
  }
}

// A function, since the compiler thinks that a signal which was checked once stays as it is.
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

function readEvent<T>(line: string, server: string): WatchEvent<T> | undefined {
  if (line === '') return undefined;
  const { type, object } = parseLine(line, server);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', object: object as T };
    case 'DELETED':
      return { kind: 'deleted', object: object as T };
    case 'BOOKMARK':
      return undefined;
    case 'ERROR':
      throw errorFromStatus(object.code ?? 500, JSON.stringify(object), server);
    default:
      return undefined;
  }
}

function parseLine(line: string, server: string): WatchLine {
  try {
    return JSON.parse(line) as WatchLine;
  } catch (cause) {
    throw errorFromText(line, server, cause);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
