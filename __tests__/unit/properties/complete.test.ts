import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { ALL_PROPERTIES } from '../../properties/all.js';

const FOLDER = '__tests__/properties';

it('the benchmark tries the properties of every file', () => {
  const files = readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));
  const defined = files.join('').match(/^ {2}property\(/gm) ?? [];
  expect(ALL_PROPERTIES).toHaveLength(defined.length);
});
