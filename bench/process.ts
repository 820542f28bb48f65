import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const KEPT_CHARACTERS = 4_000;

/** Reads a stream and returns a function that gives its last part, for the message of a failure. */
export function keepTail(...streams: readonly Readable[]): () => string {
  let tail = '';
  for (const stream of streams)
    stream.on('data', (piece: Buffer) => {
      tail = (tail + piece.subarray(-KEPT_CHARACTERS).toString()).slice(-KEPT_CHARACTERS);
    });
  return () => tail;
}

/** Waits for the end of a process and of its output. Throws when it fails. */
export async function succeed(
  child: ChildProcess,
  what: string,
  tail: () => string,
): Promise<void> {
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${what}: expected exit code 0, got ${String(code)}. It said last:\n${tail()}`);
}

/** Ends a process group of our own, and waits for it. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGTERM');
  await closed;
}
