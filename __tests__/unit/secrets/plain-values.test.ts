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
  values.add('db: {user: orders, password: x1}\nimage: {tag: "1.2"}\napi: {token: t0}');
  expect(values.isKnown).toBe(false);
  values.add('hosts: [db-0]');
  expect(values.isKnown).toBe(true);
  expect(told.map(({ name, value }) => [name, value])).toEqual([
    ['password', 'x1'],
    ['token', 't0'],
    ['hosts', 'db-0'],
  ]);
});

it('a text that is no data is secret as a whole', () => {
  const { told, values } = makeValues();
  values.add('-----BEGIN KEY-----');
  expect(told).toMatchObject([{ value: '-----BEGIN KEY-----' }]);
  expect(values.isKnown).toBe(true);
});
