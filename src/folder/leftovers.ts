import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDER_NAME, isAbandoned, type Owner, OWNER_FILE, readOwner } from './owner.js';
import type { Environment } from '../inputs/host.js';
import { findProcess, identifySelf } from './processes.js';
import { removeTree } from './tree.js';

/**
 * Removes the folders that killed runs of this user have left directly below `$RUNNER_TEMP`, and returns how many.
 * Never throws. The system's folder for temporary files is let be, since others' runs may be there, and so is all where
 * `/proc` does not tell who lives.
 */
export async function removeLeftovers(env: Environment): Promise<number> {
  const self = identifySelf(env);
  const runnerTemp = env['RUNNER_TEMP'] ?? '';
  if (self === undefined || runnerTemp === '') return 0;
  let removed = 0;
  try {
    const parent = await realpath(runnerTemp);
    for (const name of await readdir(parent)) {
      if (FOLDER_NAME.test(name) && (await removeAbandoned(join(parent, name), self))) removed += 1;
    }
  } catch {
    // The folder of this run could be made there, or that was told: here nothing is left to say.
  }
  return removed;
}

async function removeAbandoned(folder: string, self: Owner): Promise<boolean> {
  try {
    const stat = await lstat(folder);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return false;
    const text = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => '');
    const owner = readOwner(text);
    const living = owner && findProcess(owner.pid);
    if (!isAbandoned({ owner, living, ageMs: Date.now() - stat.mtimeMs }, self)) return false;
    await removeTree(folder);
    return true;
  } catch {
    // Another run may be removing it; what stays is tried again by the next one.
    return false;
  }
}
