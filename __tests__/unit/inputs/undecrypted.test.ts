import { describe, expect, it } from '@jest/globals';
import {
  findUndecrypted,
  findUndecryptedIn,
  readValuesText,
} from '../../../src/inputs/undecrypted.js';
import { fakeHost } from '../../fakes/host.js';
import { FILES, parse, refuse } from '../../fakes/inputs.js';

const ENC = 'ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]';
const SOPS = `sops:\n  age: [{recipient: age1a}]\n  mac: ${ENC}\n`;
const REF = 'ref+vault://secret/data/db#/password';

const find = (text: string, opener: string) => findUndecrypted(readValuesText(text), opener);

describe('in a text of values', () => {
  it.each([
    ['plain text', 'a: 1\nb: text', 'sops', [], []],
    ['a value of sops', `a: {b: ${ENC.replaceAll(',', '\\,')}}`, 'sops', [], []],
    ['a value of sops', `a:\n  b: ${ENC}`, 'sops', ['a.b'], []],
    ['one in a list', `a: [x, {"b.c": '${ENC}'}]`, 'none', ['a[1].b\\.c'], []],
    ['one within a text', `dsn: postgres://me:${ENC}@db/x`, 'vals', ['dsn'], []],
    ['one in a second document', `a: 1\n---\nb: ${ENC}`, 'sops', ['b'], []],
    ['one behind an alias', `a: &x ['${ENC}']\nb: *x`, 'sops', ['a[0]'], []],
    ['one in a comment', `a: 1 # ${ENC}`, 'sops', [], []],
    ['another word in brackets', 'a: ENC[x]', 'sops', [], []],
    ['a file of sops', `a: ${ENC}\n${SOPS}`, 'sops', [], []],
    ['what sops left', `a_unencrypted: ${ENC}\n${SOPS}`, 'sops', ['a_unencrypted'], []],
    [
      'a file of sops in a text',
      `a: |\n  b: ${ENC}\n  ${SOPS.replace(/\n/g, '\n  ')}`,
      'none',
      [],
      [],
    ],
    ['a reference', `a: ${REF}`, 'sops', [], ['a']],
    ['a reference', `a: ${REF}`, 'none', [], ['a']],
    ['a reference', `a: ${REF}`, 'vals', [], []],
    ['a secret reference', `a: secretref+awsssm://x/y`, 'noop', [], ['a']],
    ['one within a text', `a: "user:${REF}"`, 'sops', [], ['a']],
    [
      'one in a file of sops',
      `a: ${ENC}\nb_unencrypted: ${REF}\n${SOPS}`,
      'sops',
      [],
      ['b_unencrypted'],
    ],
    ['the word alone', 'a: ref+x\nb: see ref+ below\nc: xref+1', 'sops', [], []],
    [
      'a tag that we do not know',
      `# ${ENC}\na: !x ${ENC}\nb: !x ${REF}`,
      'none',
      ['line 2'],
      ['line 3'],
    ],
    ['such tags, resolved', `a: !x ${REF}`, 'vals', [], []],
    ['such tags in a file of sops', `a: !x ${ENC}\n${SOPS}`, 'sops', [], []],
    ['such tags in a file of sops', `a: !x ${ENC}\n${SOPS}`, 'none', ['line 1', 'line 4'], []],
    ['lists deeper than we read', `a: ${'['.repeat(200)}'${ENC}'`, 'sops', ['line 1'], []],
    ['a sops part that helm-secrets does not see', `a: ${ENC}\nsops: {mac: x}`, 'sops', ['a'], []],
    [
      'escaped signs',
      `{"a": "ref\\u002bx://y/z", "b": "ENC\\u005bAES256_GCM,data:x"}`,
      'vals',
      ['b'],
      ['a'],
    ],
  ])('%s: %j, by %s', (_, text, opener, encrypted, references) => {
    expect(find(text, opener)).toEqual({ encrypted, references });
  });

  it('ends with a text that repeats itself without end', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
    const text = `a0: &a0 ['${ENC}']\n${levels.join('\n')}\nb: &b [*b]`;
    expect(find(text, 'sops').encrypted).toEqual(['a0[0]']);
  });

  it('takes lists of any length', () => {
    const items = Array.from({ length: 200_000 }, () => '0').join(',');
    expect(find(`a: [${items}, '${ENC}']`, 'sops').encrypted).toEqual(['a[200000]']);
  });
});

it.each([
  [{ a: { b: [ENC, 1, null] }, c: REF }, ['a.b[0]'], ['c']],
  [{ sops: { mac: ENC } }, ['sops.mac'], []],
  [ENC, [''], []],
  [undefined, [], []],
  [new Map([['a', ENC]]), [], []],
])('in data: %j', (data, encrypted, references) => {
  expect(findUndecryptedIn(data)).toEqual({ encrypted, references });
});

describe('the step is stopped', () => {
  const files = {
    ...FILES,
    '/work/old.yaml': `database:\n  password: ${ENC}\n`,
    '/work/ref.yaml': `token: ${REF}\n`,
    '/work/sops.yaml': `a: ${ENC}\nkey_unencrypted: ${ENC}\n${SOPS}`,
    '/work/whole.yaml': `a: ${ENC}\n${SOPS}`,
    '/work/tagged.yaml': `a: 1\nb: !x ${ENC}\n`,
    '/work/both/Chart.yaml': 'name: c\n',
    '/work/both/values.yaml': `a: ${ENC}\n${SOPS}`,
    '/work/old.txt': `password=${ENC}`,
    '/work/ref.txt': `see ${REF}`,
    '/work/enc/Chart.yaml': 'name: c\n',
    '/work/enc/values.yaml': `a: ${ENC}\nb: ${REF}\n`,
    '/work/sub/Chart.yaml': 'name: c\n',
    '/work/sub/charts/db/values.yaml': `a: ${ENC}\n`,
    '/work/sub/charts/cache-1.0.0.tgz': 'packed',
  };

  it.each([
    [
      'values',
      'old.yaml',
      'sops',
      '"old.yaml: database.password"',
      'The file has no "sops:" section',
    ],
    ['values', 'old.yaml', 'none', '"old.yaml: database.password"', '"secrets-backend" to sops'],
    ['values', 'noop!whole.yaml', 'sops', 'as "noop" does not decrypt it', ''],
    [
      'values',
      'ref.yaml',
      'sops',
      '"ref.yaml: token"',
      '"secrets-backend" to vals, or write "vals!"',
    ],
    [
      'values',
      'ref.yaml',
      'none',
      '"ref.yaml: token"',
      '"secrets-backend" to vals. Text that should',
    ],
    ['values', 'sops!ref.yaml', 'vals', '"ref.yaml: token"', '"vals!" before the path'],
    ['values', 'sops.yaml', 'sops', '"sops.yaml: key_unencrypted"', 'The rules in the file'],
    ['values', 'tagged.yaml', 'sops', '"tagged.yaml: line 2"', 'The file has no "sops:" section'],
    ['values', 'secrets://old.yaml', 'sops', '"old.yaml: database.password"', ''],
    ['values', 'secrets://?vals!old.yaml', 'none', '"old.yaml: database.password"', ''],
    ['values', 'secrets+age-import://key?ref.yaml', 'sops', '"ref.yaml: token"', ''],
    ['values', 'vals!secrets://whole.yaml', 'vals', 'as "vals" does not decrypt it', ''],
    ['chart', 'both', 'sops', 'got "values.yaml: a"', ''],
    ['values-inline', `a: {b: '${ENC}'}`, 'sops', 'got "a.b"', 'Use the secret itself'],
    ['values-inline', `a: ${REF}`, 'sops', 'got "a"', '"secrets-backend" to vals'],
    ['set', `a=${REF}`, 'none', 'one in "a"', 'Nothing resolves it here'],
    ['set-string', `a=${ENC}`, 'none', 'one in "a"', 'Nothing resolves it here'],
    ['set-json', `a="${REF}"`, 'vals', 'one in "a"', "into helm's arguments"],
    ['set-literal', `a=${REF}`, 'vals', 'one in "a"', 'Nothing resolves it here'],
    ['set-literal', `a=${ENC}`, 'sops', 'one in "a"', 'Nothing resolves it here'],
    ['set-file', 'a=old.txt', 'sops', 'got "old.txt"', 'sops decrypts only whole files'],
    ['set-file', 'a=whole.yaml', 'none', 'got "whole.yaml"', '"secrets-backend" to sops'],
    ['set-file', 'x=old.yaml,a=ref.txt', 'vals', 'got "old.yaml"', 'to sops'],
    ['set-file', 'a=ref.txt', 'sops', 'got "ref.txt"', 'Set "secrets-backend" to vals'],
    [
      'chart',
      'enc',
      'vals',
      'got "values.yaml: a"',
      'Move these values to a file that sops encrypts',
    ],
    ['chart', './sub/', 'sops', 'got "charts/db/values.yaml: a"', ''],
  ])('by %s: %s, with %s', (name, given, backend, words, way) => {
    const inputs = { [name]: given, 'secrets-backend': backend };
    const { code, message, hint } = refuse(inputs, fakeHost(files));
    expect(code).toBe('bad-input');
    expect(message).toMatch(new RegExp(`^Input "${name}": expected [^\n]*\\.$`));
    expect(message).toContain(words);
    expect(hint).toContain(way);
    expect(message).not.toContain('data:x');
    expect(message).not.toContain('vault');
  });

  it.each([
    ['values', 'whole.yaml', 'sops'],
    ['values', 'ref.yaml', 'vals'],
    ['values', 'vals!ref.yaml', 'sops'],
    ['values', 'sops!whole.yaml', 'vals'],
    ['values', 'secrets://whole.yaml', 'sops'],
    ['values', 'secrets://whole.yaml', 'none'],
    ['values', 'secrets+age-import://key?sops!whole.yaml', 'vals'],
    ['values', 'secrets://?vals!ref.yaml', 'sops'],
    ['values', 'secrets://no-such.yaml', 'sops'],
    ['values', 'secrets://https://x.example/old.yaml', 'sops'],
    ['values-inline', `a: ${ENC}\n${SOPS}`, 'sops'],
    ['values-inline', `a: ${REF}`, 'vals'],
    ['set-file', 'a=whole.yaml', 'sops'],
    ['set-file', 'a=ref.txt', 'vals'],
    ['set-literal', 'a=sops!x', 'sops'],
    ['set-literal', 'a=see ref+ and ENC[x], {b}, "c"', 'vals'],
    ['set', 'a=sops!x', 'none'],
  ])('and not by %s: %s, with %s', (name, given, backend) => {
    expect(() =>
      parse({ [name]: given, 'secrets-backend': backend }, fakeHost(files)),
    ).not.toThrow();
  });

  it('and not by encrypted values of the chart that are among the values', () => {
    const inputs = { chart: 'both', values: './both/values.yaml' };
    expect(() => parse(inputs, fakeHost(files))).not.toThrow();
  });

  it("and not by values of the chart that cannot be read, which is helm's to say", () => {
    const host = fakeHost(files);
    const readText = (path: string) => {
      if (path === '/work/enc/values.yaml') throw new Error('EACCES');
      return host.readText(path);
    };
    expect(() => parse({ chart: 'enc' }, { ...host, readText })).not.toThrow();
  });

  it('names ten keys, and counts the others', () => {
    const text = Array.from({ length: 13 }, (_, i) => `k${String(i)}: ${ENC}`).join('\n');
    const { message } = refuse({ 'values-inline': text });
    expect(message).toMatch(/got "k0", .*"k9" and 3 more\.$/);
  });
});
