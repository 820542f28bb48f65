import { closeSync } from 'node:fs';
import type { LogLine } from '../text/log-line.js';
import { closeQuietly, explainFile, openOwnFile, writeAll } from './own-file.js';

/** The log of all hooks, whole: every line with its time, and bytes as they were. */
export interface LogFile {
  /** Writes lines of one container; `prefix` says which. They are on their way to the disk when it returns. */
  write(prefix: string, lines: readonly LogLine[]): void;
  close(): void;
}

const HEADER =
  '# Log of Helm hooks, written by Helm Migrate. The next run with this path replaces it.\n';
const INPUT = '"log-file"';

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
  let file = open(path, onRefused);
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      onBroken(explainFile(error, { input: INPUT }));
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

function open(path: string, onRefused: (message: string) => void): number | undefined {
  try {
    return openOwnFile({ path, header: HEADER, input: INPUT });
  } catch (error) {
    onRefused(explainFile(error, { input: INPUT }));
    return undefined;
  }
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
