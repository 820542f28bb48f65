import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

const LOADER = fileURLToPath(new URL('../../fakes/typescript-loader.mjs', import.meta.url));

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'closed-output-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true });
});

/** Runs a step whose output nobody reads: all ends of its pipe are closed before it writes. */
async function runUnread(entry: string, env: Readonly<Record<string, string>>) {
  const file = fileURLToPath(new URL(`../../../src/action/${entry}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', LOADER, file], {
    env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: temp, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let errors = '';
  child.stderr.on('data', (piece) => (errors += String(piece)));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, errors };
}

it('writes outputs, summary and exit code where nobody reads its output', async () => {
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const { exitCode, errors } = await runUnread('index.ts', files);
  expect(errors).toBe('');
  expect(exitCode).toBe(1);
  expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toContain('deploy-failed');
  expect(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain('Deploy failed');
});

it('cleans up where nobody reads its output', async () => {
  const { exitCode, errors } = await runUnread('post-step.ts', { STATE_folder: temp });
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
});
