import { expect, it } from '@jest/globals';
import { listManifestSecrets } from '../../../src/secrets/manifest-secrets.js';

it.each([
  ['nothing', 'kind: A\nmetadata: {name: x}', []],
  ['a key', 'kind: A\ndata: {password: s3cret-one, color: blue}', ['s3cret-one']],
  [
    'a variable',
    'kind: A\nenv: [{name: DB_PASSWORD, value: s3cret-two}, {name: MODE, value: x}]',
    ['s3cret-two'],
  ],
  ['a flag', 'kind: A\nargs: [--token=s3cret-three, --mode=x]', ['s3cret-three']],
  ['each document', 'kind: A\npassword: a1\n---\nkind: B\npassword: b2', ['a1', 'b2']],
  ['no YAML', 'a: b: c', []],
] as const)('%s', (_title, manifest, expected) => {
  expect(listManifestSecrets(manifest).map(({ value }) => value)).toEqual(expected);
});
