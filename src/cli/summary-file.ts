import { closeSync } from 'node:fs';
import { explainFile, openOwnFile, writeAll } from '../run/own-file.js';

const HEADER =
  '<!-- Written by Helm Migrate. The next run with this path replaces this file. -->\n';
const INPUT = '"--summary"';

/**
 * Writes the report to a file that only we can read. What is in its place and is not an earlier report stays as it is.
 * Throws an Error that says what to do.
 */
export function writeSummaryFile(path: string, markdown: string): void {
  try {
    const file = openOwnFile({ path, header: HEADER, input: INPUT });
    try {
      writeAll(file, Buffer.from(`${markdown}\n`));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new Error(`${path}: ${explainFile(cause, { input: INPUT })}`, { cause });
  }
}
