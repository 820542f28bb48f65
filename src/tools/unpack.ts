import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';

/** An archive that cannot be unpacked: broken, too large, or without what is looked for. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** A file of an archive, whole; a link has no bytes. */
export interface UnpackedFile {
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  readonly sha256: string | undefined;
}

/** The largest program has some 250 MB; gzip can make a thousand times as much of what it gets. */
const PROGRAM_LIMIT_BYTES = 1_000_000_000;
const FILES_LIMIT_BYTES = 20_000_000;

/** Writes one file of a .tar.gz to `target`. Throws ArchiveError, or what the disk says. */
export async function unpackProgram(
  archive: Readable,
  member: string,
  target: FileHandle,
): Promise<void> {
  let found = 0;
  await eachEntry(archive, PROGRAM_LIMIT_BYTES, async ({ header, body }) => {
    const isMember = header.name.replace(/^\.\//, '') === member && isFile(header.type);
    if (isMember) found += 1;
    if (!isMember || found > 1) await drain(body);
    else for await (const piece of body) await target.write(piece, 0, piece.length);
  });
  if (found === 0) throw new ArchiveError(`there is no ${member} in it`);
}

/** Reads all files and links of a .tar.gz. Nothing of it is written. Throws ArchiveError. */
export async function readArchive(archive: Readable): Promise<readonly UnpackedFile[]> {
  const files: UnpackedFile[] = [];
  await eachEntry(archive, FILES_LIMIT_BYTES, async ({ header, body }) => {
    const { name: path, type } = header;
    if (!isFile(type)) {
      await drain(body);
      if (type !== 'directory') files.push({ path, bytes: undefined, sha256: undefined });
      return;
    }
    const bytes = new Uint8Array(await new Response(body).arrayBuffer());
    files.push({ path, bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
  });
  return files;
}

async function eachEntry(
  archive: Readable,
  limit: number,
  take: (entry: ParsedTarEntry) => Promise<void>,
): Promise<void> {
  const decoder = createTarDecoder({ strict: true });
  const reading = (async () => {
    for await (const entry of decoder.readable) await take(entry);
  })();
  const writing = pipeline(
    archive,
    createGunzip(),
    limitTo(limit),
    Writable.fromWeb(decoder.writable),
  );
  const [written, read] = await Promise.allSettled([writing, reading]);
  for (const end of [read, written])
    if (end.status === 'rejected') throw asArchiveError(end.reason);
}

/** The decoder goes on only where a body was read to its end; one that is cancelled stops it. */
async function drain(body: ParsedTarEntry['body']): Promise<void> {
  await body.pipeTo(new WritableStream());
}

function limitTo(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      bytes += piece.length;
      if (bytes > limit) done(new ArchiveError(`it unpacks to more than ${String(limit)} bytes`));
      else done(null, piece);
    },
  });
}

function isFile(type: string | undefined): boolean {
  return type === undefined || type === 'file';
}

/** What the disk says stays as it is. */
function asArchiveError(error: unknown): unknown {
  if (error instanceof ArchiveError) return error;
  const { code = '', message, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return error;
  return new ArchiveError(code.startsWith('Z_') || message !== '' ? message : String(error));
}
