import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Host } from '../inputs/host.js';

/** The machine that we run on, as a front end sees it. */
export function thisHost({ workspace, bounds }: Pick<Host, 'workspace' | 'bounds'>): Host {
  return {
    platform: process.platform,
    arch: process.arch,
    env: process.env,
    ...{ workspace, bounds },
    home: homedir(),
    kindOf,
    readText: (path) => readFileSync(path, 'utf8'),
    resolve,
    realPath,
    list,
  };
}

function kindOf(path: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

/** The native one asks the system, the other would take `..` away before it follows links. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
