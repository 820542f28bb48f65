import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Resolves when a stream can take more. One that has failed is waited for no more. */
export async function drain(stream: Writable): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, 'drain').catch(() => undefined);
}
