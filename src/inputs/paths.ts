import { readText, type Get } from './fields.js';
import type { Host, Place } from './host.js';
import { quote, type Report } from './problems.js';

/** The absolute `working-directory`; the workspace where it is wrong. */
export function readFolder(get: Get, host: Host, report: Report): string {
  const given = readText(get, 'working-directory') ?? '.';
  const folder = host.resolve(host.workspace, given);
  const kind = host.kindOf(folder);
  if (kind === 'folder') return folder;
  report({
    input: 'working-directory',
    expected: 'a folder that exists',
    got: kind === 'file' ? `${quote(given)}, which is a file` : quote(given),
    hint: 'Does a step before check the repository out?',
  });
  return host.workspace;
}

/** The absolute path of `log-file`, or undefined where none is given. */
export function readLogFile(get: Get, { host, folder, report }: Place): string | undefined {
  const given = readText(get, 'log-file');
  if (given === undefined) return undefined;
  const path = host.resolve(folder, given);
  if (given.endsWith('/') || host.kindOf(path) === 'folder') {
    const got = `${quote(given)}, which is a folder`;
    report({
      input: 'log-file',
      expected: 'the path of a file',
      got,
      hint: 'Name the file in it.',
    });
  }
  return path;
}
