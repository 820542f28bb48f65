import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { listCommands } from '../../fakes/runner-commands.js';

const LOADER = fileURLToPath(new URL('../../fakes/typescript-loader.mjs', import.meta.url));
const OURS = fileURLToPath(new URL('../../../src/action/annotations.ts', import.meta.url));

/** What a process prints that calls these functions, with `@actions/core` beside them as `core`. */
function say(script: string): string {
  const code = `import * as core from '@actions/core'; import * as our from '${OURS}'; ${script}; process.exitCode = 0;`;
  const args = ['--import', LOADER, '--input-type=module', '--eval', code];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}

it.each([
  [
    "fail('one\\ntwo 100 %', { title: 'Failed: a, b', file: 'db/1 a.sql', line: 3 })",
    "error('one\\ntwo 100 %', { title: 'Failed: a, b', file: 'db/1 a.sql', startLine: 3 })",
  ],
  ["fail('one', { title: 'Failed' })", "error('one', { title: 'Failed' })"],
  ["warn('one\\r\\ntwo')", "warning('one\\r\\ntwo', { title: 'Helm Migrate' })"],
  ["notice('one')", "notice('one', { title: 'Helm Migrate' })"],
])('%s says what @actions/core says', (ours, theirs) => {
  expect(say(`our.${ours}`)).toBe(say(`core.${theirs}`));
});

it.each([
  [9, 9, 0, undefined],
  [10, 10, 1, '1 more warning is in the log of this step, where lines begin with "Warning:".'],
  [25, 10, 16, '16 more warnings are in the log of this step, where lines begin with "Warning:".'],
])('of %i warnings there are %i annotations and %i lines', (count, shown, lines, last) => {
  const told = say(
    `for (let at = 1; at <= ${String(count)}; at += 1) our.warn('no. ' + at); our.countWarnings()`,
  );
  const commands = listCommands(told);
  expect(commands).toHaveLength(shown);
  expect(told.match(/^Warning: no\. \d+$/gm) ?? []).toHaveLength(lines);
  if (last !== undefined) expect(commands.at(-1)?.data).toBe(last);
});

it('has no line that is a command among the plain ones', () => {
  const told = say("for (let at = 0; at < 11; at += 1) our.warn('a\\n::error::b\\r::error::c')");
  expect(listCommands(told).map(({ name }) => name)).toEqual(Array(9).fill('warning'));
});
