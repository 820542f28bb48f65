import { checkUse, type Command } from './command.js';
import { type Get, readLines } from './fields.js';
import { complainOfForm } from './line-form.js';
import { type Complaint, quote, type Report } from './problems.js';

const NAME = 'migrations-path';

/**
 * Reads `migrations-path`: folders and files as GitHub names them, from the root of the repository (`db/migrations`, or
 * `.` for the root). Each is there once.
 */
export function readMigrationsPaths(get: Get, command: Command, report: Report): readonly string[] {
  if (!checkUse(get, NAME, { command, report })) return [];
  const lines = readLines(get, NAME);
  for (const line of lines) {
    const complaint = complainOf(line);
    if (complaint !== undefined) report({ input: NAME, ...complaint });
  }
  return [...new Set(lines.map(normalizePath))];
}

function complainOf(line: string): Complaint | undefined {
  const expected = 'paths in the repository, one per line, such as "db/migrations"';
  const form = complainOfForm(line, { input: NAME, example: 'db/migrations' });
  if (form !== undefined) return form;
  const hint = findHint(line);
  return hint === undefined ? undefined : { expected, got: quote(line), hint };
}

function findHint(line: string): string | undefined {
  if (line.startsWith('/'))
    return 'Remove the first "/": paths start at the root of the repository.';
  if (line.split('/').includes('..'))
    return 'Remove "..": paths start at the root of the repository, not at "working-directory".';
  // Git allows it in a file's name, but here it is far more likely a pattern.
  if (line.includes('*'))
    return 'Patterns are not supported. Give the folder: it includes all files below it.';
  return undefined;
}

function normalizePath(line: string): string {
  const names = line.split('/').filter((name) => name !== '' && name !== '.');
  return names.join('/') || '.';
}
