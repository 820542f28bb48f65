import { expect, it } from '@jest/globals';
import { describeSopsKeys, isSopsEncrypted } from '../../../src/inputs/sops.js';

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
  expect(describeSopsKeys(ALL)).toEqual([
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
  expect(describeSopsKeys(yaml)).toEqual(['age: age1a', 'PGP: AB']);
});

it.each([
  [ALL, true],
  [JSON.stringify({ a: 1, sops: { age: null, mac: 'ENC[x]' } }), true],
  ['a: 1\n', false],
  ['sops: enabled\n', false],
  ['sops:\n  enabled: true\n', false],
  ['app:\n  sops:\n    mac: x\n', false],
  ['sops: [', false],
])('%j is encrypted: %j', (yaml, encrypted) => {
  expect(isSopsEncrypted(yaml)).toBe(encrypted);
});
