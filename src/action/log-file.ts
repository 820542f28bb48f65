import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
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
// Whoever may write to the folder could have put a link to a file of ours there, or a pipe that nobody reads.
const { O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
const ELSEWHERE = 'Remove it, or set "log-file" to another path.';
const ADVICE: Readonly<Record<string, string>> = {
  ELOOP: `it is a link. ${ELSEWHERE}`,
  EISDIR: `it is a folder. ${ELSEWHERE}`,
  ENXIO: `it is not a regular file. ${ELSEWHERE}`,
  ENOENT: 'its folder does not exist. Create it in an earlier step.',
  ENOTDIR: 'its folder is a file. Set "log-file" to another path.',
  EACCES: 'the runner may not write there. Set "log-file" to another path.',
  EROFS: 'the disk is read-only. Set "log-file" to another path.',
  ENOSPC: "the disk is full. The step's log is complete.",
  EDQUOT: "the disk quota is used up. The step's log is complete.",
};

/**
 * Opens the log file, empty and readable by us alone. What is in its place and is not a plain file of ours is refused
 * and stays as it is. Never throws: what goes wrong is told once, with what to do, and nothing is written from then on.
 * It writes at once, so that no line waits in memory, however long it is.
 */
export function openLogFile(path: string, onError: (message: string) => void): LogFile {
  let file: number | undefined;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      onError(describe(error));
      const broken = file;
      file = undefined;
      if (broken !== undefined) closeQuietly(broken);
    }
  };
  attempt(() => {
    file = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, ONLY_US);
    claim(file);
  });
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

/** Makes the open file ours alone, and empty. Throws, and changes nothing, where it is another's. */
function claim(file: number): void {
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new Error(ADVICE['ENXIO']);
  if (stat.nlink !== 1) throw new Error(`it has a second hard link. ${ELSEWHERE}`);
  if (stat.uid !== process.geteuid?.()) throw new Error(`it belongs to another user. ${ELSEWHERE}`);
  fchmodSync(file, ONLY_US);
  ftruncateSync(file);
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
