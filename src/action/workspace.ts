import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { baseName, matchPath } from '../report/source.js';

/** A workspace that has more is not searched to its end. */
const MOST_ENTRIES = 50_000;
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * The one file of a folder that a path of a container means, as a path within the folder, with `/`; undefined where
 * there is none, or more than one. Links are not followed, and other checkouts are left out: their paths are of another
 * repository.
 */
export function findFile(root: string, told: string): string | undefined {
  const name = baseName(told);
  const found: string[] = [];
  const folders = [''];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of listEntries(join(root, folder))) {
      if ((entries += 1) > MOST_ENTRIES) return undefined;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && entry.name === name) found.push(path);
      if (entry.isDirectory() && mayHold(root, path, entry.name)) folders.push(path);
    }
  }
  return matchPath(found, told);
}

function mayHold(root: string, path: string, name: string): boolean {
  return !SKIPPED.has(name) && !existsSync(join(root, path, '.git'));
}

function listEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
