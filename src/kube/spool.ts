import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READ_BYTES = 64 * 1024;

/** Bytes that are too many for the memory, in a file that has no name: it goes when it is closed, or we are. */
export class Spool {
  bytes = 0;
  private readonly file: number;
  private isOpen = true;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'helm-migrate-line-'));
    try {
      this.file = openSync(join(folder, 'line'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Adds a piece. Throws when the disk is full. */
  write(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;)
      at += writeSync(this.file, piece, at, piece.length - at, this.bytes + at);
    this.bytes += piece.length;
  }

  /** All bytes from `start` on, in pieces; each is valid until the next one is asked for. */
  *read(start: number): Generator<Uint8Array> {
    const piece = Buffer.allocUnsafe(READ_BYTES);
    for (let at = start; this.isOpen && at < this.bytes;) {
      const got = readSync(this.file, piece, 0, READ_BYTES, at);
      if (got === 0) return;
      at += got;
      yield piece.subarray(0, got);
    }
  }

  close(): void {
    if (this.isOpen) closeSync(this.file);
    this.isOpen = false;
  }
}
