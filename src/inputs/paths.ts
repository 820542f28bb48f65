import { complainOfDeparture } from './bounds.js';
import { readText, type Get } from './fields.js';
import type { Host, Place } from './host.js';
import { quote, type Report } from './problems.js';

const FOLDER = 'working-directory';

/** The absolute `working-directory`, and the bounds that it gives to other paths; the workspace where it is wrong. */
export function readFolder(get: Get, host: Host, report: Report): Pick<Place, 'folder' | 'bounds'> {
  const given = readText(get, FOLDER) ?? '.';
  const workspace = { folder: host.workspace, bounds: host.bounds };
  const folder = host.resolve(host.workspace, given);
  const departure = complainOfDeparture(given, { host, ...workspace });
  if (departure !== undefined) {
    report({ input: FOLDER, ...departure });
    return workspace;
  }
  const kind = host.kindOf(folder);
  if (kind === 'folder')
    return { folder, bounds: given.startsWith('/') && host.bounds !== '/' ? folder : host.bounds };
  report({
    input: FOLDER,
    expected: 'a folder that exists',
    got: kind === 'file' ? `${quote(given)}, which is a file` : quote(given),
    hint: 'Check that an earlier step checks out the repository.',
  });
  return workspace;
}

/** The absolute path of `log-file`, or undefined where none is given. */
export function readLogFile(get: Get, place: Place): string | undefined {
  const given = readText(get, 'log-file');
  if (given === undefined) return undefined;
  const { host, folder, report } = place;
  const departure = complainOfDeparture(given, place);
  if (departure !== undefined) report({ input: 'log-file', ...departure });
  const path = host.resolve(folder, given);
  if (given.endsWith('/') || host.kindOf(path) === 'folder') {
    const got = `${quote(given)}, which is a folder`;
    report({
      input: 'log-file',
      expected: 'the path of a file',
      got,
      hint: 'Give the path of the file in it.',
    });
  }
  return path;
}
