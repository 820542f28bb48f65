import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fillTables } from '../../script/lib/readme-tables.js';
import { ACTION, DEFAULTS } from '../fakes/inputs.js';

it('README.md lists inputs and outputs as action.yml describes them: npm run tables', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(Object.keys(DEFAULTS).length).toBeGreaterThan(20);
  expect(readme).toBe(fillTables(readme, readFileSync('action.yml', 'utf8')));
  for (const name of [...Object.keys(DEFAULTS), ...Object.keys(ACTION['outputs'] ?? {})])
    expect(readme).toContain(`| \`${name}\` |`);
});
