import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { EXIT_CODES, USAGE_ERROR } from '../../../src/cli/exit-codes.js';

const page = readFileSync('docs/guides/command-line.md', 'utf8');

it('has every exit code, and no other', () => {
  const rows = [...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)];
  const told = rows.map(([, code = '', outcome = '']) => [
    outcome.replaceAll('`', ''),
    Number(code),
  ]);
  const wrong = told.find(([, code]) => code === USAGE_ERROR);
  expect(told.filter((row) => row !== wrong)).toEqual(
    Object.entries(EXIT_CODES).toSorted(([, a], [, b]) => a - b),
  );
  expect(wrong?.[0]).toContain('a flag or an input is wrong');
});
