import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

const LOADER = fileURLToPath(new URL('../../fakes/typescript-loader.mjs', import.meta.url));
const POST = fileURLToPath(new URL('../../../src/action/post-step.ts', import.meta.url));

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'runner-temp-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true });
});

/** Runs the post step as the runner does, in a process of its own; fails when that fails. */
function post(state: Readonly<Record<string, string>>): string {
  const env = { PATH: process.env['PATH'], RUNNER_TEMP: temp, ...state };
  return execFileSync(process.execPath, ['--import', LOADER, POST], { env, encoding: 'utf8' });
}

it('removes the folder that the main step saved', () => {
  const folder = join(temp, 'helm-migrate-abcdef');
  rmSync(folder, { recursive: true, force: true });
  writeFolder(folder);
  expect(post({ STATE_folder: folder })).toBe('');
  expect(existsSync(folder)).toBe(false);
});

it('does nothing where the main step came to nothing', () => {
  expect(post({})).toBe('');
});

it('warns, and passes, where the path is not ours', () => {
  const folder = join(temp, 'other');
  writeFolder(folder);
  expect(post({ STATE_folder: folder })).toMatch(
    /^::warning title=Helm Migrate::Decrypted values may remain on the runner\./,
  );
  expect(existsSync(folder)).toBe(true);
});

function writeFolder(folder: string): void {
  execFileSync('mkdir', ['-p', folder]);
  writeFileSync(join(folder, 'kubeconfig'), 'secret');
}
