import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import fc from 'fast-check';
import { describeValue } from '../../src/action/commands.js';
import { readCommandFile } from '../fakes/runner-commands.js';
import { hostileText } from './hostile-text.js';
import { type Property, property } from './property.js';

const delimiters = fc.constantFrom(
  ...['END_OF_VALUE', '\nEND_OF_VALUE\n', '_', '\n', '\nENV<<x\n', 'a=b', '<<', '=', '\ufeff'],
  '\nghadelimiter_',
);
const value = fc
  .array(fc.oneof(delimiters, hostileText), { maxLength: 6 })
  .map((parts) => parts.join('').toWellFormed());

/** What holds of the values that go to the runner by its files. */
export const COMMAND_PROPERTIES: readonly Property[] = [
  property('action/commands.ts', 'saves any values so that the runner reads the same', [
    fc.array(value, { maxLength: 3 }),
    (values) => {
      const pairs = values.map((it, index) => [`name-${index}`, it] as const);
      const file = pairs.map(([name, it]) => describeValue(name, it)).join('');
      assert.deepEqual(readCommandFile(file), pairs);
    },
  ]),
  property('action/results.ts', 'puts out any value so that the runner reads the same', [
    value,
    (it) => {
      withOutputFile((path) => {
        core.setOutput('reason', it);
        core.setOutput('log-file', '');
        assert.deepEqual(readCommandFile(readFileSync(path, 'utf8')), [
          ['reason', it],
          ['log-file', ''],
        ]);
      });
    },
  ]),
];

function withOutputFile(use: (path: string) => void): void {
  const before = process.env['GITHUB_OUTPUT'];
  const path = join(tmpdir(), `helm-migrate-output-${String(process.pid)}`);
  writeFileSync(path, '');
  process.env['GITHUB_OUTPUT'] = path;
  try {
    use(path);
  } finally {
    if (before === undefined) delete process.env['GITHUB_OUTPUT'];
    else process.env['GITHUB_OUTPUT'] = before;
    rmSync(path);
  }
}
