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
import type { LogLine } from '../text/log-line.js';

/** The log of all hooks, whole: every line with its time, and bytes as they were. */
export interface LogFile {
  /** Writes lines of one container; `prefix` says which. They are on their way to the disk when it returns. */
  write(prefix: string, lines: readonly LogLine[]): void;
  close(): void;
}

const ONLY_US = 0o600;
/** The first line of each log file: by it we know one that we may replace. */
const HEADER =
  '# Log of Helm hooks, written by Helm Migrate. The next run with this path replaces it.\n';
// Whoever may write to the folder could have put a link to a file of ours there, or a pipe that nobody reads.
const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
const PLAIN = O_RDWR | O_NOFOLLOW | O_NONBLOCK;
const ELSEWHERE = 'Remove it, or set "log-file" to another path.';
const ADVICE: Readonly<Record<string, string>> = {
  ELOOP: `it is a link. ${ELSEWHERE}`,
  EISDIR: `it is a folder. ${ELSEWHERE}`,
  ENXIO: `it is not a regular file. ${ELSEWHERE}`,
  ENOENT: 'its folder does not exist. Create it in an earlier step.',
  ENOTDIR: 'its folder is a file. Set "log-file" to another path.',
  EACCES: 'the runner does not have permission to write there. Set "log-file" to another path.',
  EROFS: 'the disk is read-only. Set "log-file" to another path.',
  ENOSPC: 'the disk is full. The log in the workflow run is not affected.',
  EDQUOT: 'the disk quota is used up. The log in the workflow run is not affected.',
};

/** What is told of a file that cannot be written. */
export interface LogFileErrors {
  /** It cannot be opened, or is not ours: what and what to do. It stays as it is. May throw. */
  readonly onRefused: (message: string) => void;
  /** It cannot be written any more. */
  readonly onBroken: (message: string) => void;
}

/**
 * Opens the log file, empty and readable by us alone. What is in its place and was not made by this action is refused
 * and stays as it is. What goes wrong is told once, with what to do, and nothing is written from then on. It writes at
 * once, so that no line waits in memory, however long it is.
 */
export function openLogFile(path: string, { onRefused, onBroken }: LogFileErrors): LogFile {
  let file = openOurs(path, onRefused);
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      onBroken(describe(error));
      const broken = file;
      file = undefined;
      if (broken !== undefined) closeQuietly(broken);
    }
  };
  return {
    write: (prefix, lines) => {
      attempt(() => {
        if (file !== undefined) writeLines(file, prefix, lines);
      });
    },
    close: () => {
      const open = file;
      file = undefined;
      attempt(() => {
        if (open !== undefined) closeSync(open);
      });
    },
  };
}

function openOurs(path: string, onRefused: (message: string) => void): number | undefined {
  let file: number | undefined;
  try {
    file = makeNew(path);
    if (file === undefined) {
      file = openSync(path, PLAIN);
      claim(file);
    }
    fchmodSync(file, ONLY_US);
    writeAll(file, Buffer.from(HEADER));
    return file;
  } catch (error) {
    if (file !== undefined) closeQuietly(file);
    onRefused(describe(error));
    return undefined;
  }
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
function claim(file: number): void {
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new Error(ADVICE['ENXIO']);
  if (stat.nlink !== 1) throw new Error(`it has a second hard link. ${ELSEWHERE}`);
  if (stat.uid !== process.geteuid?.()) throw new Error(`it belongs to another user. ${ELSEWHERE}`);
  if (!hasHeader(file)) throw new Error(`it was not made by this action. ${ELSEWHERE}`);
  ftruncateSync(file);
}

function hasHeader(file: number): boolean {
  const bytes = Buffer.alloc(HEADER.length);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return bytes.toString('latin1', 0, length) === HEADER;
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // What went wrong first is told.
  }
}

function describe(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return ADVICE[code] ?? message;
}

function writeLines(file: number, prefix: string, lines: readonly LogLine[]): void {
  let text = '';
  for (const { time, text: shown, whole } of lines) {
    if (whole === undefined) {
      text += `${time} ${prefix} ${shown}\n`;
      continue;
    }
    writeAll(file, Buffer.from(`${text}${time} ${prefix} `));
    for (const piece of whole.pieces()) writeAll(file, piece);
    text = '\n';
  }
  writeAll(file, Buffer.from(text));
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
