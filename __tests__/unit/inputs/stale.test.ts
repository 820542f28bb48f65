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
    `"one.yaml.dec" was not used: values are decrypted anew into a folder of the action's own. Delete it and have Git ignore *.dec, as it holds secrets in clear.`,
  ],
  [
    ['one.yaml.dec', 'a\nb.dec'],
    `"one.yaml.dec", "a b.dec" were not used: values are decrypted anew into a folder of the action's own. Delete them and have Git ignore *.dec, as they hold secrets in clear.`,
  ],
])('warns of %j', (paths, warning) => {
  expect(warnOfStale(paths)).toBe(warning);
});
