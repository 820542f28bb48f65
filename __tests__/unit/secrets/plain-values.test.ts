import { expect, it } from '@jest/globals';
import type { SecretValue } from '../../../src/objects/secret-object.js';
import { PlainValues } from '../../../src/secrets/plain-values.js';

const ENCRYPTED = `
db:
    user: orders
    password: ENC[AES256_GCM,data:Zm9v,iv:x,tag:y,type:str]
hosts:
    - ENC[AES256_GCM,data:Zm9v,iv:x,tag:y,type:str]
sops:
    mac: ENC[AES256_GCM,data:Zm9v,iv:x,tag:y,type:str]
`;

function makeValues(...texts: readonly string[]) {
  const told: SecretValue[] = [];
  const values = new PlainValues(
    () => texts,
    (found) => void told.push(...found),
  );
  return { told, values };
}

it('what stands where a file has encrypted values is secret, and what a key calls so', () => {
  const { told, values } = makeValues(ENCRYPTED, 'no: [yaml');
  expect(values.isKnown).toBe(false);
  values.addDecrypted('db: {user: orders, password: x1}\nimage: {tag: "1.2"}\napi: {token: t0}');
  expect(values.isKnown).toBe(false);
  values.addDecrypted('hosts: [db-0]');
  expect(values.isKnown).toBe(true);
  expect(told.map(({ name, value }) => [name, value])).toEqual([
    ['password', 'x1'],
    ['token', 't0'],
    ['hosts', 'db-0'],
  ]);
});

it('a text that is no data is secret as a whole', () => {
  const { told, values } = makeValues();
  values.addDecrypted('-----BEGIN KEY-----');
  expect(told).toMatchObject([{ value: '-----BEGIN KEY-----' }]);
  expect(values.isKnown).toBe(true);
});

it('of files with the same keys each counts, and values given in plain do not', () => {
  const { told, values } = makeValues(ENCRYPTED, ENCRYPTED.replace('orders', 'shop'));
  values.addGiven('db: {user: orders, password: given-1}\nhosts: [db-0]');
  expect(values.isKnown).toBe(false);
  values.addDecrypted('db: {user: orders, password: first-1}\nhosts: [db-0]');
  values.addDecrypted('db: {user: orders, password: first-1}\nhosts: [db-0]');
  expect(values.isKnown).toBe(false);
  values.addDecrypted('db: {user: shop, password: second-1}\nhosts: [db-0]');
  expect(values.isKnown).toBe(true);
  expect(told.map(({ value }) => value)).toEqual(
    expect.arrayContaining(['given-1', 'first-1', 'second-1']),
  );
});

it.each([
  ['a name', 'a: {password: x1}', true],
  ['a DSN', 'a: "orders:pw1@tcp(db)/shop"', true],
  [
    'a private key',
    'a: |\n  -----BEGIN PRIVATE KEY-----\n  MIIEvQ\n  -----END PRIVATE KEY-----',
    true,
  ],
  [
    'a certificate',
    'a: |\n  -----BEGIN CERTIFICATE-----\n  MIIEvQ\n  -----END CERTIFICATE-----',
    false,
  ],
  ['JSON', 'a: \'{"client_secret": "hunter22x"}\'', true],
  ['a file of variables', 'a: |\n  X=1\n  DB_PASSWORD=hunter22x', true],
  [
    'a script that reads a variable',
    'a: |\n  export PGPASSWORD=$DB_PASSWORD\n  psql "password=$X"',
    false,
  ],
  ['a template', 'a: "password: {{ .Values.password }}"', false],
  [
    'the name of a Secret',
    'a: {existingSecret: shop-db, tag: 9f86d081884c7d659a2feaa0c55ad015}',
    false,
  ],
])('of values given in plain, %s tells whether one is secret', (_by, text, isTold) => {
  const { told, values } = makeValues();
  values.addGiven(text);
  expect(told.length > 0).toBe(isTold);
});
