import { expect, it } from '@jest/globals';
import { warnOfStale } from '../../../src/inputs/stale.js';
import { fakeHost } from '../../fakes/host.js';
import { FILES, parse } from '../../fakes/inputs.js';

const ENCRYPTED = 'a: ENC[AES256_GCM,data:x]\nsops: {mac: "ENC[AES256_GCM,data:x,type:str]"}\n';

it('finds decrypted copies beside encrypted files, and no others', () => {
  const host = fakeHost({
    ...FILES,
    '/work/app/one.yaml': ENCRYPTED,
    '/work/app/one.yaml.dec': 'a: old\n',
    '/work/app/two.yaml': ENCRYPTED,
    '/work/app/plain.yaml': 'a: 1\n',
    '/work/app/plain.yaml.dec': 'a: old\n',
  });
  const values = '?one.yaml\nsops!one.yaml\ntwo.yaml\nplain.yaml';
  const inputs = { 'working-directory': 'app', chart: '../chart', values };
  expect(parse(inputs, host).staleDecrypted).toEqual(['one.yaml.dec']);
});

it('is silent of a copy that is among the values: it is used', () => {
  const host = fakeHost({
    ...FILES,
    '/work/one.yaml': ENCRYPTED,
    '/work/one.yaml.dec': 'a: old\n',
  });
  expect(parse({ values: 'one.yaml\n./one.yaml.dec' }, host).staleDecrypted).toEqual([]);
});

it.each([
  [[], undefined],
  [
    ['one.yaml.dec'],
    `"one.yaml.dec" was not used: the action decrypts values into its own folder. It holds secrets in clear text. Delete it, and add *.dec to .gitignore.`,
  ],
  [
    ['one.yaml.dec', 'a\nb.dec'],
    `"one.yaml.dec", "a b.dec" were not used: the action decrypts values into its own folder. They hold secrets in clear text. Delete them, and add *.dec to .gitignore.`,
  ],
])('warns of %j', (paths, warning) => {
  expect(warnOfStale(paths)).toBe(warning);
});
