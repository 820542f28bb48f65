import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readReleaseSecrets } from '../../../src/helm/release-secrets.js';

const secret = (name: string, more = '') =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}${more}\nstringData:\n  password: of ${name}\n`;
const record = (manifest: unknown, hooks: unknown = null) =>
  JSON.stringify({ name: 'app', namespace: 'shop', version: 1, manifest, hooks });
const namesIn = (json: string) =>
  readReleaseSecrets(json).map(
    ({ namespace, name, values }) =>
      `${namespace}/${name}: ${values.map(({ value }) => value).join()}`,
  );

describe('the Secrets of a release', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'in its manifest',
      record(`---\n# Source: a\n${secret('a')}---\nkind: ConfigMap\n`),
      ['shop/a: of a'],
    ],
    [
      'whose kind is the first line of its document',
      record('---\nkind: Secret\nmetadata: {name: a}\nstringData: {k: v}\n--- # next\nkind: Job\n'),
      ['shop/a: v'],
    ],
    [
      'in a hook',
      record('', [{ manifest: secret('a') }, { manifest: 'kind: Job\n' }]),
      ['shop/a: of a'],
    ],
    ['in another namespace', record(secret('a', '\n  namespace: other')), ['other/a: of a']],
    ['several', record(`${secret('a')}---\n${secret('b')}`), ['shop/a: of a', 'shop/b: of b']],
    [
      'in a list',
      record('kind: List\nitems:\n  - {kind: Secret, metadata: {name: a}, stringData: {k: v}}\n'),
      ['shop/a: v'],
    ],
    [
      'in a list of Secrets',
      record('kind: SecretList\nitems:\n  - {metadata: {name: a}, stringData: {k: v}}\n'),
      ['shop/a: v'],
    ],
    [
      'as JSON',
      record('{"kind":"Secret","metadata":{"name":"a"},"stringData":{"k":"v"}}'),
      ['shop/a: v'],
    ],
    ['none', record('kind: Job\n'), []],
    ['of a record without a manifest', record(null), []],
    ['of a record of another shape', '{"hooks":5,"manifest":["kind: Secret"]}', []],
    ['of a manifest that is no YAML', record('kind: Secret\n\t: ['), []],
    ['of what is no record', 'no JSON', []],
  ])('%s', (_where, json, names) => {
    expect(namesIn(json)).toEqual(names);
  });
});

it.each([3, 4])('are found in a record that Helm %i wrote', (helm) => {
  const json = readFileSync(`__tests__/fixtures/objects/release-secrets-helm${helm}.json`, 'utf8');
  const found = readReleaseSecrets(json).map(({ name, values }) => [name, values]);
  expect(Object.fromEntries(found)).toMatchObject({
    plain: [
      { name: 'password', value: 'of the release' },
      { name: 'port', value: '3306' },
    ],
    hooked: [{ name: 'password', value: 'of the hook' }],
  });
  expect(found).toHaveLength(2);
});
