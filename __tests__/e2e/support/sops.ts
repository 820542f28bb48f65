import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setting } from './lab.js';

const run = promisify(execFile);

/** Makes an age key in a new file. */
export async function makeAgeKey(path: string): Promise<void> {
  await run(join(setting('HM_TOOLS'), 'age-keygen'), ['-o', path]);
}

/** Encrypts a file with sops, in its place, for the key in another one. */
export async function encryptFor(key: string, file: string): Promise<void> {
  const [recipient = ''] = /age1\w+/.exec(readFileSync(key, 'utf8')) ?? [];
  const args = ['encrypt', '--age', recipient, '--in-place', file];
  await run(join(setting('HM_TOOLS'), 'sops'), args);
}
