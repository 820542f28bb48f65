import { posix } from 'node:path';
import type { Host } from '../../src/inputs/host.js';

/** A symbolic link to a path, among the files of a `fakeHost`. */
export interface Link {
  readonly to: string;
}

/** A machine in memory: its files by absolute path, `undefined` for a folder. */
export function fakeHost(
  files: Readonly<Record<string, string | Link | undefined>> = {},
  facts: Partial<Host> = {},
): Host {
  const paths = Object.keys(files);
  const folders = new Set([
    '/',
    '/work',
    ...paths.filter((path) => files[path] === undefined),
    ...paths.flatMap(parentsOf),
  ]);
  const isThere = (path: string) => folders.has(path) || files[path] !== undefined;
  /** As the system does: link by link, `..` after the link before it. */
  const realPath = (path: string): string | undefined => {
    let at = '/';
    for (const name of path.split('/')) {
      at = posix.join(at, name).replace(/(.)\/$/, '$1');
      const file = files[at];
      if (typeof file === 'object')
        at = realPath(posix.resolve(posix.dirname(at), file.to)) ?? '/missing';
      if (!isThere(at)) return undefined;
    }
    return at;
  };
  return {
    platform: 'linux',
    arch: 'x64',
    env: {},
    workspace: '/work',
    bounds: facts.workspace ?? '/work',
    home: '/home/me',
    kindOf: (path) => {
      const real = realPath(path);
      if (real === undefined) return 'missing';
      return files[real] === undefined ? 'folder' : 'file';
    },
    readText: (path) => {
      const text = files[realPath(path) ?? ''];
      if (typeof text !== 'string') throw new Error(`no file ${path}`);
      return text;
    },
    resolve: (...path) => posix.resolve(...path),
    realPath,
    list: (folder) => {
      const real = realPath(folder);
      const inside = [...paths, ...folders].filter((path) => posix.dirname(path) === real);
      return [...new Set(inside.map((path) => posix.basename(path)))];
    },
    ...facts,
  };
}

function parentsOf(path: string): readonly string[] {
  const parent = posix.dirname(path);
  return parent === '/' ? [] : [parent, ...parentsOf(parent)];
}
