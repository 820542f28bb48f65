import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogLine } from '../logs/cursor.js';

/** The log of all hooks, whole: every line with its time, and bytes as they were. */
export interface LogFile {
  /** Writes lines of one container; `prefix` says which. They are on their way to the disk when it returns. */
  write(prefix: string, lines: readonly LogLine[]): void;
  close(): void;
}

/**
 * Opens the log file, readable by us alone. Never throws: what goes wrong is told once, and nothing is
 * written from then on. It writes at once, so that no line waits in memory, however long it is.
 */
export function openLogFile(path: string, onError: (message: string) => void): LogFile {
  let file: number | undefined;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      onError(error instanceof Error ? error.message : String(error));
      file = undefined;
    }
  };
  attempt(() => {
    file = openSync(path, 'w', 0o600);
  });
  return {
    write: (prefix, lines) => {
      attempt(() => {
        if (file !== undefined) writeLines(file, prefix, lines);
      });
    },
    close: () => {
      attempt(() => {
        if (file !== undefined) closeSync(file);
        file = undefined;
      });
    },
  };
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
