import { expect, it } from '@jest/globals';
import { readSops } from '../../../src/inputs/sops.js';
import { readDocuments } from '../../../src/text/yaml.js';

const read = (yaml: string) => readSops(readDocuments(yaml) ?? []);

const MAC = 'mac: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';

const ALL = `sops:
    kms: [{arn: arn:aws:kms:eu-west-1:1:key/a}]
    gcp_kms: [{resource_id: projects/p/locations/l/keyRings/r/cryptoKeys/k}]
    azure_kv: [{vault_url: https://v.vault.azure.net, name: n, version: v}]
    hc_vault: [{vault_address: https://vault, engine_path: sops, key_name: k}]
    age: [{recipient: age1a}, {recipient: age1b}]
    pgp: [{fp: ABCDEF}]
    ${MAC}
`;

it('names the keys of every kind', () => {
  expect(read(ALL)?.keys).toEqual([
    'age: age1a',
    'age: age1b',
    'PGP: ABCDEF',
    'AWS KMS: arn:aws:kms:eu-west-1:1:key/a',
    'GCP KMS: projects/p/locations/l/keyRings/r/cryptoKeys/k',
    'Azure Key Vault: https://v.vault.azure.net/keys/n',
    'Vault: https://vault sops/keys/k',
  ]);
});

it('looks into key groups', () => {
  const yaml = `sops:\n  key_groups: [{age: [{recipient: age1a}]}, {pgp: [{fp: AB}]}]\n  ${MAC}\n`;
  expect(read(yaml)?.keys).toEqual(['age: age1a', 'PGP: AB']);
});

it.each([
  [ALL, true],
  [JSON.stringify({ a: 1, sops: { age: null, mac: 'ENC[x]' } }), true],
  ['a: 1\n', false],
  ['sops: enabled\n', false],
  ['sops:\n  enabled: true\n', false],
  ['app:\n  sops:\n    mac: x\n', false],
  ['sops: [', false],
  [`a: 1\n---\nb: 2\nsops:\n  ${MAC}`, true],
])('%j is encrypted: %j', (yaml, encrypted) => {
  expect(read(yaml) !== undefined).toBe(encrypted);
});

it.each([
  ['', 'a.b', false],
  ['', 'a_unencrypted.b', true],
  ['unencrypted_suffix: _clear', 'a_unencrypted', false],
  ['unencrypted_suffix: _clear', 'a_clear.b', true],
  ['encrypted_suffix: _secret', 'a.b', true],
  ['encrypted_suffix: _secret', 'a_secret.b', false],
  ['unencrypted_regex: ^(host|port)$', 'a.port', true],
  ['unencrypted_regex: ^(host|port)$', 'a.ports', false],
  ['encrypted_regex: ^(password|token)$', 'a', true],
  ['encrypted_regex: ^(password|token)$', 'password.b', false],
  ['encrypted_regex: (?i)PASS', 'a_password', false],
  // What cannot be told counts as encrypted: it is no reason to refuse.
  ['encrypted_regex: (a+)+$', 'b', false],
  ['unencrypted_regex: (?P<x>a)', 'a', false],
  ['encrypted_comment_regex: secret', 'a', false],
])('with the rule %j, %s is in clear: %j', (rule, path, clear) => {
  const sops = read(`sops:\n  ${MAC}\n  ${rule}\n`);
  expect(sops?.leavesClear(path.split('.'))).toBe(clear);
});
