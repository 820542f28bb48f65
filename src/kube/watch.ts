import type { WatchEvent } from '../objects/watch-event.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './client.js';
import { errorFromCause } from './errors.js';
import {
  readEvent,
  type AnyObject,
  type ListAnswer,
  openWatch,
  readWatch,
  type WatchLine,
} from './watch-stream.js';

/** What is watched. `listQuery` narrows the list alone. */
export interface WatchTarget<T = never> {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly listQuery?: Readonly<Record<string, string | undefined>>;
  /** Aborts when it is time to list once more, at once: somebody has reason to think that the watch is half-open. */
  readonly again?: AbortSignal;
  /** Lists so often instead of watching. */
  readonly pollMs?: number | undefined;
  /** A list that was made a moment ago: it stands for the first one. */
  readonly listed?: ListAnswer<T> | undefined;
}

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2_000;
/** A watch that ends sooner than this is asked for again more and more slowly. */
const SHORT_MS = 1_000;
/** How often we list where the right to watch is missing. */
const POLL_MS = 1_000;
/**
 * The server ends a watch after this, and we go on from where it ended. A watch that outlives its own
 * end is half-open: what happened meanwhile comes late by so much, and does not get lost.
 */
const WATCH_SECONDS = 20;
const HALF_OPEN_MS = (WATCH_SECONDS + 5) * 1_000;
/** A list that takes longer is asked on a connection that is half-open. */
const LIST_MS = 15_000;
/** The slow poll that stands behind every watch, should a server ever leave out an event. */
const LIST_EVERY_MS = 60_000;

/**
 * Lists and watches until `signal` aborts, through every cut: a watch that ends goes on from its last
 * event, so that what came and went meanwhile is told, too; only where the server does not know that
 * place any more (410), or after any other trouble, all is listed again. A list that may never succeed
 * (no right, no valid login) is told as `trouble` and tried again slowly: it never throws.
 * Rules: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes (v1.35)
 */
export async function* watch<T extends AnyObject>(
  client: ApiClient,
  target: WatchTarget<T>,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const watcher = new Watcher<T>(client, target, signal);
  let delay = RETRY_FIRST_MS;
  while (!signal.aborted) {
    const began = performance.now();
    let wait = 0;
    try {
      yield* watcher.listAndWatch();
    } catch (error) {
      const trouble = errorFromCause(error, client.server);
      if (isStopped(signal)) return;
      if (trouble.code !== 'gone') yield { kind: 'trouble', error: trouble };
      wait = trouble.code === 'forbidden' ? POLL_MS : (trouble.retryAfterMs ?? 0);
    }
    const isShort = performance.now() - began < SHORT_MS;
    await pause(Math.max(delay, wait), signal);
    delay = isShort ? Math.min(delay * 2, RETRY_MAX_MS) : RETRY_FIRST_MS;
  }
}

/** One watch, and the place from which it goes on. */
class Watcher<T extends AnyObject> {
  /** Undefined where all is to be listed. */
  private version: string | undefined;
  private listedAt = 0;
  private readonly client: ApiClient;
  private readonly target: WatchTarget<T>;
  private readonly signal: AbortSignal;
  private again: AbortSignal | undefined;
  private listed: ListAnswer<T> | undefined;

  constructor(client: ApiClient, target: WatchTarget<T>, signal: AbortSignal) {
    this.client = client;
    this.target = target;
    this.signal = signal;
    this.listed = target.listed;
    this.again = target.again?.aborted ? undefined : target.again;
  }

  /** Lists where it must, and watches to the end of one stream. Throws ActionError; then all is listed again. */
  async *listAndWatch(): AsyncGenerator<WatchEvent<T>> {
    const { version } = this;
    const { pollMs } = this.target;
    this.version = undefined;
    if (version === undefined || performance.now() - this.listedAt > LIST_EVERY_MS)
      yield await this.list();
    else this.version = version;
    if (pollMs !== undefined) {
      await this.rest(pollMs);
      return;
    }
    try {
      yield* this.watch();
    } catch (error) {
      this.version = undefined;
      if (!this.again?.aborted) throw error;
    }
    if (!this.again?.aborted) return;
    this.again = undefined;
    this.version = undefined;
  }

  /** What comes next is another list. */
  private async rest(ms: number): Promise<void> {
    this.version = undefined;
    await pause(ms, this.signal);
  }

  private async list(): Promise<WatchEvent<T>> {
    const list = this.listed ?? (await this.ask());
    this.listed = undefined;
    this.version = list.metadata?.resourceVersion ?? '';
    this.listedAt = performance.now();
    return { kind: 'listed', items: list.items ?? [] };
  }

  private async ask(): Promise<ListAnswer<T>> {
    const { path, query, listQuery } = this.target;
    const bounded = AbortSignal.any([this.signal, AbortSignal.timeout(LIST_MS)]);
    return await this.client.get({ path, query: { ...query, ...listQuery } }, bounded);
  }

  private async *watch(): AsyncGenerator<WatchEvent<T>> {
    const { path, query } = this.target;
    const watching = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.version,
      timeoutSeconds: String(WATCH_SECONDS),
    };
    const ends = [this.signal, AbortSignal.timeout(HALF_OPEN_MS), this.again];
    const bounded = AbortSignal.any(ends.filter((end) => end !== undefined));
    const stream = await openWatch(
      this.client,
      { path, query: { ...query, ...watching } },
      bounded,
    );
    if (stream === undefined) {
      await this.rest(POLL_MS);
      return;
    }
    try {
      for await (const line of readWatch(stream, this.client.server)) yield* this.take(line);
    } finally {
      stream.destroy();
    }
  }

  private *take({ type, object }: WatchLine): Generator<WatchEvent<T>> {
    const event = readEvent<T>(type, object, this.client.server);
    if (event !== undefined) yield event;
    this.version = object.metadata?.resourceVersion ?? this.version;
  }
}

// A function, since the compiler thinks that a signal which was checked once stays as it is.
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
