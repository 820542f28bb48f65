import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALLOWED,
  formatLicenses,
  listPackageFolders,
  readLicense,
} from '../../script/lib/licenses.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'licenses-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function makePackage(name: string, license: unknown, file = 'LICENSE'): string {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
  writeFileSync(join(place, file), `Text of ${name}\r\n`);
  return place;
}

it('the packages of a bundle are found, those of concatenated modules too', () => {
  const modules = [
    { resource: '/w/src/action/index.ts' },
    { resource: '/w/node_modules/a/lib/x.js' },
    {
      modules: [{ resource: '/w/node_modules/@s/b/y.js' }, { resource: '/w/node_modules/a/z.js' }],
    },
    { resource: '/w/node_modules/a/node_modules/c/x.js' },
    {},
  ];
  expect(listPackageFolders(modules).toSorted()).toEqual([
    '/w/node_modules/@s/b',
    '/w/node_modules/a',
    '/w/node_modules/a/node_modules/c',
  ]);
});

describe('a package', () => {
  it.each([
    ['mit', 'MIT', 'LICENSE'],
    ['old', { type: 'ISC' }, 'LICENCE.md'],
  ])('%s has a licence', async (name, license, file) => {
    const found = await readLicense(makePackage(name, license, file));
    expect(found).toMatchObject({ name, version: '1.0.0', text: `Text of ${name}` });
    expect(ALLOWED.has(found.id)).toBe(true);
  });

  it.each([
    ['gpl', 'GPL-3.0', 'LICENSE', /gpl 1\.0\.0.* is under "GPL-3\.0": expected one of MIT/],
    ['none', undefined, 'LICENSE', /none 1\.0\.0.* is under "undefined"/],
    ['silent', 'MIT', 'README.md', /silent 1\.0\.0 says "MIT", but has no text of it/],
  ])('%s stops the build', async (name, license, file, message) => {
    await expect(readLicense(makePackage(name, license, file))).rejects.toThrow(message);
  });
});

it('the list names each once, in order, with its text', () => {
  const one = { name: 'b', version: '1', id: 'MIT', text: 'B' };
  const text = formatLicenses([one, { name: 'a', version: '2', id: 'ISC', text: 'A' }, one]);
  expect(text).toContain('\na 2 (ISC)\nb 1 (MIT)\n\n---');
  expect(text.match(/^B$/gm)).toHaveLength(1);
});

it('dist names every package that package.json has it made from and that it loads', () => {
  const list = readFileSync('dist/licenses.txt', 'utf8').split('\n\n')[1] ?? '';
  const names = list.split('\n').map((line) => line.split(' ')[0]);
  for (const name of ['@actions/core', '@actions/exec', 'js-yaml', 'socks'])
    expect(names).toContain(name);
});
