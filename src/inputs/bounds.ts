import type { Host, Place } from './host.js';
import { type Complaint, quote } from './problems.js';

type Where = Pick<Place, 'host' | 'folder' | 'bounds'>;

/**
 * What is wrong with a relative path that leads out of the bounds, by `..` or by a link; undefined of one that does
 * not, and of every absolute path. Where nothing is yet, its nearest folder that exists counts.
 */
export function complainOfDeparture(given: string, where: Where): Complaint | undefined {
  if (given.startsWith('/')) return undefined;
  const end = departureOf(given, where);
  if (end === undefined) return undefined;
  return {
    expected: `a path within ${quote(where.bounds)}, or an absolute path`,
    got: `${quote(given)}, which leads to ${quote(end)}`,
    hint: 'To use a path outside, make it absolute, for example with ${{ runner.temp }}.',
  };
}

function departureOf(given: string, { host, folder, bounds }: Where): string | undefined {
  const path = host.resolve(folder, given);
  if (!isWithin(path, bounds)) return path;
  // Not `path`: the system follows `link/..` to the parent of what the link names.
  const end = nearest(`${folder}/${given}`, host);
  return isWithin(end, host.realPath(bounds) ?? bounds) ? undefined : end;
}

function nearest(path: string, host: Host): string {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const end = host.realPath(at);
    if (end !== undefined) return end;
  }
  return '/';
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
