import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { explainArchive, explainFiles, type Place } from './failure.js';
import { SIZE_FILE, type Sums } from './set-up.js';
import type { Package } from './source.js';
import { ArchiveError, readArchive, type UnpackedFile, unpackProgram } from './unpack.js';
import { findWrongFiles, pathInRepository } from './verify.js';

/** A download, what it is and how it is known to be right. */
export interface Arrived {
  readonly place: Place;
  readonly holds: Package;
  readonly sums: Sums;
}

const EXECUTABLE = 0o755;

/**
 * Makes an entry of the cache in `folder` from the download at `path`, which is gone then. Throws ActionError
 * `untrusted-tool`, or what the disk says.
 */
export async function putInPlace(
  path: string,
  folder: string,
  { place, holds, sums }: Arrived,
): Promise<void> {
  const program = join(folder, place.wanted.tool);
  try {
    if (holds.kind === 'program') await rename(path, program);
    else if (holds.kind === 'archive')
      await write(program, (file) => unpackProgram(createReadStream(path), holds.member, file));
    else await putPlugin(path, folder, { place, sums });
  } catch (error) {
    throw error instanceof ArchiveError ? explainArchive(place, error.message) : error;
  }
  await rm(path, { force: true });
  if (holds.kind !== 'plugin') await finish(program, join(folder, SIZE_FILE));
}

/** The size is written last, and tells that the program is whole. */
async function finish(program: string, sizeFile: string): Promise<void> {
  const file = await open(program, 'r');
  try {
    await file.chmod(EXECUTABLE);
    await file.sync();
  } finally {
    await file.close();
  }
  const { size } = await stat(program);
  await write(sizeFile, (made) => made.writeFile(String(size)));
}

async function putPlugin(
  path: string,
  folder: string,
  { place, sums }: Pick<Arrived, 'place' | 'sums'>,
): Promise<void> {
  if (sums.kind !== 'files') return;
  const archived = await readArchive(createReadStream(path));
  const files = archived.map((file) => ({ ...file, path: pathInRepository(file.path) }));
  const wrong = findWrongFiles(files, sums.files);
  if (wrong.length > 0) throw explainFiles(place, wrong);
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const [target, from] of sums.layout) await putFile(join(folder, target), byPath.get(from));
}

async function putFile(target: string, file: UnpackedFile | undefined): Promise<void> {
  const { bytes } = file ?? {};
  if (bytes === undefined) return;
  await mkdir(dirname(target), { recursive: true, mode: EXECUTABLE });
  await writeFile(target, bytes, { mode: EXECUTABLE, flag: 'wx', flush: true });
}

async function write(path: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await fill(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
