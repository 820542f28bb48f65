import { errorFromStatus, errorFromText } from './errors.js';
import type { WatchEvent } from '../objects/watch-event.js';
import type { IncomingMessage } from 'node:http';
import { ActionError } from '../errors.js';
import type { ApiClient } from './client.js';
import type { ApiRequest } from './request.js';
import { splitLines } from './lines.js';

/** What every Kubernetes object has, and all that watching needs of it. */
export interface AnyObject {
  readonly metadata?: { readonly resourceVersion?: string };
}

/** A list as the API answers it. */
export interface ListAnswer<T> {
  readonly metadata?: { readonly resourceVersion?: string };
  /** `null` where the server has none: Go writes an empty list so. */
  readonly items: readonly T[] | null;
}

/** One event as the API sends it. */
export interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: AnyObject & { readonly code?: number };
}

/** Opens a watch; undefined without the right to it: then lists in turns have to do. Throws ActionError. */
export async function openWatch(
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

/**
 * A reset of a running watch is everyday life: the next one tells all that was missed. Throws ActionError where it is
 * no JSON.
 */
export async function* readWatch(
  stream: AsyncIterable<Uint8Array>,
  server: string,
): AsyncGenerator<WatchLine> {
  const batches = splitLines(stream)[Symbol.asyncIterator]();
  for (;;) {
    const next = await batches.next().catch(() => ({ done: true as const, value: undefined }));
    if (next.done === true || next.value.unfinished) return;
    for (const line of next.value.lines) if (line !== '') yield parseLine(line, server);
  }
}

function parseLine(line: string, server: string): WatchLine {
  try {
    return JSON.parse(line) as WatchLine;
  } catch (cause) {
    throw errorFromText(line, server, cause);
  }
}

/**
 * What one line of a watch tells; undefined where it tells of no object. Throws ActionError where the server ends the
 * watch by it.
 */
export function readEvent<T>(
  type: WatchLine['type'],
  object: WatchLine['object'],
  server: string,
): WatchEvent<T> | undefined {
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
