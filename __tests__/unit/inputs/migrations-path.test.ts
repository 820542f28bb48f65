import { expect, it } from '@jest/globals';
import { parse, refuse } from '../../fakes/inputs.js';

const PLAN = { command: 'plan' };

it.each([
  ['db/migrations', ['db/migrations']],
  ['./db/migrations/', ['db/migrations']],
  ['db//migrations/./sql', ['db/migrations/sql']],
  [' a b/c \r\n\nschema.sql\n./schema.sql', ['a b/c', 'schema.sql']],
  ['.', ['.']],
  ['./', ['.']],
  ['a..b/...', ['a..b/...']],
  ['', []],
])('reads %j', (text, paths) => {
  expect(parse({ ...PLAN, 'migrations-path': text }).migrationsPaths).toEqual(paths);
});

it.each([
  ['/db', '"/db"', `Remove the first "/": paths start at the root of the repository.`],
  [
    '../db',
    '"../db"',
    `Remove "..": paths start at the root of the repository, not at "working-directory".`,
  ],
  [
    'db/../x',
    '"db/../x"',
    `Remove "..": paths start at the root of the repository, not at "working-directory".`,
  ],
  [
    'db/*.sql',
    '"db/*.sql"',
    'Patterns are not supported. Give the folder: it includes all files below it.',
  ],
])('refuses %j', (text, got, hint) => {
  expect(refuse({ ...PLAN, 'migrations-path': text })).toMatchObject({
    message: `Input "migrations-path": expected paths in the repository, one per line, such as "db/migrations", got ${got}.`,
    hint,
  });
});

it.each([
  ['- db', 'a YAML list', 'Leave out the "- " before each item, as in db/migrations.'],
  ['["db"]', 'a list in brackets', 'Leave out brackets and quotes, as in db/migrations.'],
])('refuses the list %j', (text, got, hint) => {
  expect(refuse({ ...PLAN, 'migrations-path': text })).toMatchObject({
    message: `Input "migrations-path": expected one item per line, as plain text, got ${got}.`,
    hint,
  });
});

it('refuses a NUL', () => {
  expect(refuse({ ...PLAN, 'migrations-path': 'db\0/x' }).message).toBe(
    'Input "migrations-path": expected text without NUL characters, got text with NUL characters.',
  );
});

it.each(['deploy', 'rollback'])('is for a plan, not for a %s', (command) => {
  expect(refuse({ command, 'migrations-path': 'db\ndb2' })).toMatchObject({
    message: `Input "migrations-path": expected no value with "command: ${command}", got "db".`,
    hint: 'Set "command: plan", or leave "migrations-path" out.',
  });
});
