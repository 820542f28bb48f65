import { posix } from 'node:path';
import type { Host } from '../../src/inputs/host.js';

/** A machine in memory: its files by absolute path, `undefined` for a folder. */
export function fakeHost(
  files: Readonly<Record<string, string | undefined>> = {},
  facts: Partial<Host> = {},
): Host {
  const paths = Object.keys(files);
  const folders = new Set([
    '/work',
    ...paths.filter((path) => files[path] === undefined),
    ...paths.map((path) => posix.dirname(path)),
  ]);
  return {
    platform: 'linux',
    arch: 'x64',
    env: {},
    workspace: '/work',
    home: '/home/me',
    kindOf: (path) => {
      if (files[path] !== undefined) return 'file';
      return folders.has(path) ? 'folder' : 'missing';
    },
    readText: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
    resolve: (...path) => posix.resolve(...path),
    ...facts,
  };
}
