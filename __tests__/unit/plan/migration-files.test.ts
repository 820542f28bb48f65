import { expect, it } from '@jest/globals';
import {
  type ChangedFile,
  type ChangedFiles,
  describeFound,
  findMigrationFiles,
} from '../../../src/plan/migration-files.js';

const known = (...files: readonly ChangedFile[]): ChangedFiles => ({
  ...{ kind: 'known', pull: 12, isCut: false },
  files,
});
const added = (path: string): ChangedFile => ({ path, change: 'added' });
const renamed = (path: string, from: string): ChangedFile => ({ path, change: 'renamed', from });

it.each<readonly [string, readonly string[], ChangedFile, boolean]>([
  ['a file in the folder', ['db'], added('db/1.sql'), true],
  ['a file deep below it', ['db'], added('db/a/b/1.sql'), true],
  ['a file whose folder begins with the same letters', ['db'], added('db2/1.sql'), false],
  ['a folder of the same name elsewhere', ['db'], added('src/db/1.sql'), false],
  ['a file by its own path', ['db/schema.sql'], added('db/schema.sql'), true],
  ['a file beside it', ['db/schema.sql'], added('db/schema.sql.bak'), false],
  ['another case', ['db'], added('DB/1.sql'), false],
  ['the second path', ['db', 'sql'], added('sql/1.sql'), true],
  ["the repository's root", ['.'], added('1.sql'), true],
  ['letters that mean something elsewhere', ['d.b+'], added('dxbb/1.sql'), false],
  ['what was moved within it', ['db'], renamed('db/2.sql', 'db/1.sql'), true],
  ['what was moved into it', ['db'], renamed('db/2.sql', 'old/1.sql'), true],
  ['what was moved out of it', ['db'], renamed('old/1.sql', 'db/1.sql'), true],
  ['what was moved elsewhere', ['db'], renamed('b', 'a'), false],
])('%s', (_title, paths, file, isFound) => {
  const found = findMigrationFiles(paths, known(file));
  expect(found).toEqual({ ...known(...(isFound ? [file] : [])), paths });
});

it('leaves open what is not known', () => {
  const unknown: ChangedFiles = { kind: 'unknown', why: 'No.' };
  expect(findMigrationFiles(['db'], unknown)).toEqual({ ...unknown, paths: ['db'] });
});

it.each([
  [0, 'Found no migration files in pull request #12.'],
  [1, 'Found 1 migration file in pull request #12.'],
  [2, 'Found 2 migration files in pull request #12.'],
])('is told in one line: %d', (count, line) => {
  const files = Array.from({ length: count }, () => added('db/1.sql'));
  expect(describeFound({ kind: 'known', pull: 12, isCut: false, files, paths: ['db'] })).toBe(line);
});
