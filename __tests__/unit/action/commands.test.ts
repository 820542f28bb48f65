import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeValue } from '../../../src/action/commands.js';
import { readCommandFile } from '../../fakes/runner-commands.js';

const LOADER = fileURLToPath(new URL('../../fakes/typescript-loader.mjs', import.meta.url));
const COMMANDS = fileURLToPath(new URL('../../../src/action/commands.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a process prints that calls these functions, with `@actions/core` beside them as `core`. */
function say(script: string, env: Readonly<Record<string, string>> = {}): string {
  const code = `import * as core from '@actions/core'; import * as our from '${COMMANDS}'; ${script}`;
  const args = ['--import', LOADER, '--input-type=module', '--eval', code];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env });
}

it.each([
  ["maskSecret('50 % of\\r\\nit: a,b')", "setSecret('50 % of\\r\\nit: a,b')"],
  ["startGroup('Hook Job a:b, 100 %')", "startGroup('Hook Job a:b, 100 %')"],
  ['endGroup()', 'endGroup()'],
  ["debug('one\\ntwo')", "debug('one\\ntwo')"],
])('%s says what @actions/core says', (ours, theirs) => {
  expect(say(`our.${ours}`)).toBe(say(`core.${theirs}`));
});

it('reads an input as it was given', () => {
  const script =
    "process.stdout.write(JSON.stringify([our.readInput('a b-c'), our.readInput('d')]))";
  expect(say(script, { 'INPUT_A_B-C': ' x ' })).toBe('[" x ",""]');
});

it('saves a value for the post step', () => {
  const file = join(folder, 'state');
  writeFileSync(file, '');
  expect(say("our.saveState('folder', '/a b')", { GITHUB_STATE: file })).toBe('');
  expect(readFileSync(file, 'utf8')).toBe('folder<<END_OF_VALUE\n/a b\nEND_OF_VALUE\n');
});

it.each([
  ['nothing', ''],
  ['several lines', 'a\n\nb\n'],
  ['the end of a value, and another', 'a\nEND_OF_VALUE\nfolder=/\nb<<END_OF_VALUE_'],
])('saves %s as one value', (_title, value) => {
  expect(readCommandFile(describeValue('folder', value))).toEqual([['folder', value]]);
});
