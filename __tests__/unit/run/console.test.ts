import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

// The console writes to stdout, so it runs in a process of its own, as the runner would start it.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function print(scenario: string, logFile: string): Promise<string> {
  const program = resolve('__tests__/fakes/console-scenario.ts');
  const loader = resolve('__tests__/fakes/typescript-loader.mjs');
  const args = ['--disable-warning=ExperimentalWarning', '--import', loader, program];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, scenario, logFile]);
  return stdout;
}

/** With HM_UPDATE_GOLDEN=true the files are written instead of compared. */
function compare(name: string, text: string): void {
  const path = `__tests__/fixtures/golden/${name}`;
  if (process.env['HM_UPDATE_GOLDEN'] === 'true') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

describe('the workflow log', () => {
  it.each(['failed-migration', 'two-hooks', 'jobs-at-once', 'waiting', 'hostile-text'])(
    '%s',
    async (scenario) => {
      const logFile = join(folder, `${scenario}.log`);
      compare(`console-${scenario}.txt`, await print(scenario, logFile));
      compare(`log-file-${scenario}.txt`, readFileSync(logFile, 'utf8'));
      expect(statSync(logFile).mode & 0o777).toBe(0o600);
    },
  );

  it.each([
    ['a folder', '.'],
    ['in a folder that is not there', 'no/such/folder/hooks.log'],
    ['on a disk that is full', '/dev/full'],
  ])('goes on when the log file is %s, and says so once', async (_title, path) => {
    mkdirSync(folder, { recursive: true });
    const logFile = path.startsWith('/') ? path : join(folder, path);
    const text = await print('failed-migration', logFile);
    expect(text).toContain('::endgroup::');
    expect(
      text.match(/::warning title=Helm Migrate::The log file .* cannot be written: /g),
    ).toHaveLength(1);
  });
});
