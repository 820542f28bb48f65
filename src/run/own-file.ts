import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';

/** A file of ours, at a path that somebody chose. */
export interface OwnFile {
  readonly path: string;
  /** The first line, by which we know one that we may replace. */
  readonly header: string;
  /** The input or flag that names it, as in a message. */
  readonly input: string;
}

const ONLY_US = 0o600;
// Whoever may write to the folder could have put a link to a file of ours there, or a pipe that nobody reads.
const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
const PLAIN = O_RDWR | O_NOFOLLOW | O_NONBLOCK;

/**
 * Opens a file that has its header alone and is readable by us alone. What is in its place and was not made by this
 * action is refused and stays as it is. Throws what `explainFile` explains.
 */
export function openOwnFile(own: OwnFile): number {
  let file: number | undefined;
  try {
    file = makeNew(own.path);
    if (file === undefined) {
      file = openSync(own.path, PLAIN);
      claim(file, own);
    }
    fchmodSync(file, ONLY_US);
    writeAll(file, Buffer.from(own.header));
    return file;
  } catch (error) {
    if (file !== undefined) closeQuietly(file);
    throw error;
  }
}

/** Writes all of the bytes. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** Closes a file after something else went wrong, which is told. */
export function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // What went wrong first is told.
  }
}

/** Why a file cannot be opened or written, and what to do. */
export function explainFile(error: unknown, { input }: Pick<OwnFile, 'input'>): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return adviseOn(input)[code] ?? message;
}

function adviseOn(input: string): Readonly<Record<string, string>> {
  const elsewhere = nameWayOut(input);
  return {
    ELOOP: `it is a link. ${elsewhere}`,
    EISDIR: `it is a folder. ${elsewhere}`,
    ENXIO: `it is not a regular file. ${elsewhere}`,
    ENOENT: 'its folder does not exist. Create it in an earlier step.',
    ENOTDIR: `its folder is a file. Set ${input} to another path.`,
    EACCES: `the runner does not have permission to write there. Set ${input} to another path.`,
    EROFS: `the disk is read-only. Set ${input} to another path.`,
    ENOSPC: 'the disk is full. The log in the workflow run is not affected.',
    EDQUOT: 'the disk quota is used up. The log in the workflow run is not affected.',
  };
}

function nameWayOut(input: string): string {
  return `Remove it, or set ${input} to another path.`;
}

/** Undefined where something is in its place. */
function makeNew(path: string): number | undefined {
  try {
    return openSync(path, PLAIN | O_CREAT | O_EXCL, ONLY_US);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/** Empties an open file that an earlier run made. Throws, and changes nothing, where it is another's. */
function claim(file: number, { header, input }: OwnFile): void {
  const elsewhere = nameWayOut(input);
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new Error(adviseOn(input)['ENXIO']);
  if (stat.nlink !== 1) throw new Error(`it has a second hard link. ${elsewhere}`);
  if (stat.uid !== process.geteuid?.()) throw new Error(`it belongs to another user. ${elsewhere}`);
  if (!hasHeader(file, header)) throw new Error(`it was not made by this action. ${elsewhere}`);
  ftruncateSync(file);
}

function hasHeader(file: number, header: string): boolean {
  const bytes = Buffer.alloc(header.length);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return bytes.toString('latin1', 0, length) === header;
}
