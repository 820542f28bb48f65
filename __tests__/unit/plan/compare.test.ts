import { describe, expect, it } from '@jest/globals';
import { compareObjects } from '../../../src/plan/compare.js';
import { readPlanObjects } from '../../../src/plan/objects.js';
import { isSecret } from '../../../src/secrets/variables.js';

const VEIL = { redact: (text: string) => text.replaceAll('hush-hush', '***'), isSecret };
const read = (yaml: string) => readPlanObjects([yaml], 'shop');
const compare = (deployed: string, rendered: string, again = rendered) =>
  compareObjects({ deployed: read(deployed), rendered: read(rendered), again: read(again) }, VEIL);
const brief = (...asked: Parameters<typeof compare>) =>
  compare(...asked).map(({ change, kind, name }) => `${change} ${kind} ${name}`);
const diffOf = (...asked: Parameters<typeof compare>) =>
  compare(...asked)
    .flatMap(({ diff }) => diff)
    .filter((line) => /^[+-]/.test(line));

const config = (data: string, metadata = '') =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n${metadata}data:\n  ${data}\n`;
const secret = (data: string, field = 'data') =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n${field}: ${data}\n`;
const checksum = (text: string) => `  annotations: {checksum/config: ${text}, note: same}\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('which objects', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    ['nothing', config('a: b'), config('a: b'), []],
    [
      'another order of keys',
      'kind: A\nmetadata: {name: x}\na: {b: 1, c: 2}',
      'metadata: {name: x}\nkind: A\na: {c: 2, b: 1}',
      [],
    ],
    ['an install', '', config('a: b'), ['added ConfigMap app']],
    ['another value', config('a: b'), config('a: c'), ['changed ConfigMap app']],
    ['an object that is gone', config('a: b'), '', ['removed ConfigMap app']],
    [
      'another version of the API',
      'apiVersion: x/v1\nkind: A\nmetadata: {name: x}',
      'apiVersion: x/v2\nkind: A\nmetadata: {name: x}',
      ['changed A x'],
    ],
    [
      'another group',
      'apiVersion: x/v1\nkind: A\nmetadata: {name: x}',
      'apiVersion: y/v1\nkind: A\nmetadata: {name: x}',
      ['added A x', 'removed A x'],
    ],
    [
      'another namespace',
      config('a: b'),
      config('a: b', '  namespace: other\n'),
      ['added ConfigMap app', 'removed ConfigMap app'],
    ],
    [
      'the namespace of the release',
      config('a: b'),
      config('a: b', '  namespace: shop\n'),
      ['changed ConfigMap app'],
    ],
    [
      'objects in a List',
      'kind: List\nitems: [{kind: A, metadata: {name: x}}]',
      'kind: A\nmetadata: {name: x}',
      [],
    ],
    ['two of one name', config('a: b'), config('a: b') + config('a: c'), ['added ConfigMap app']],
  ])('%s', (_title, deployed, rendered, expected) => {
    expect(brief(deployed, rendered)).toEqual(expected);
  });

  it('an object that is kept', () => {
    const keep = '  annotations: {helm.sh/resource-policy: keep}\n';
    expect(compare(config('a: b', keep), '')[0]).toMatchObject({ change: 'removed', kept: true });
    expect(compare(config('a: b'), '')[0]).toMatchObject({ change: 'removed', kept: false });
  });
});

describe('what changes by itself', () => {
  it.each<readonly [string, Parameters<typeof compare>, readonly string[]]>([
    [
      'a checksum',
      [config('a: b', checksum('1')), config('a: b', checksum('2'))],
      ['noise ConfigMap app'],
    ],
    [
      'a checksum beside a change',
      [config('a: b', checksum('1')), config('a: c', checksum('2'))],
      ['changed ConfigMap app'],
    ],
    [
      'a new value in each rendering',
      [config('a: one'), config('a: two'), config('a: three')],
      ['noise ConfigMap app'],
    ],
    [
      'such a value beside a change',
      [config('a: one\n  b: x'), config('a: two\n  b: y'), config('a: three\n  b: y')],
      ['changed ConfigMap app'],
    ],
    [
      'a password of a Secret',
      [secret('{p: b25l}'), secret('{p: dHdv}'), secret('{p: dGhyZWU=}')],
      ['noise Secret db'],
    ],
  ])('%s', (_title, asked, expected) => {
    expect(brief(...asked)).toEqual(expected);
  });

  it('is not in a diff', () => {
    const asked = [
      config('a: one\n  b: old', checksum('1')),
      config('a: two\n  b: new', checksum('2')),
      config('a: three\n  b: new', checksum('2')),
    ] as const;
    expect(diffOf(...asked)).toEqual(['-  b: old', '+  b: new']);
  });
});

describe('what is not shown', () => {
  it.each<readonly [string, Parameters<typeof compare>, readonly string[]]>([
    [
      'the values of a Secret',
      [
        secret(`{a: ${base64('one')}, b: ${base64('same')}, c: ${base64('gone')}}`),
        secret(`{a: ${base64('two')}, b: ${base64('same')}, d: ${base64('new')}}`),
      ],
      ['-  a: (hidden)', '+  a: (hidden, another value)', '-  c: (hidden)', '+  d: (hidden)'],
    ],
    [
      'a value of a secret key',
      [config('password: abc'), config('password: abd')],
      ['-  password: (hidden)', '+  password: (hidden, another value)'],
    ],
    [
      'what is known to be secret',
      [config('a: x hush-hush'), config('a: y hush-hush')],
      ['-  a: x ***', '+  a: y *** (hidden, another value)'],
    ],
    [
      'a variable',
      [
        'kind: A\nmetadata: {name: x}\nenv: [{name: DB_PASSWORD, value: abc}]',
        'kind: A\nmetadata: {name: x}\nenv: [{name: DB_PASSWORD, value: abd}]',
      ],
      ['-    value: (hidden)', '+    value: (hidden, another value)'],
    ],
  ])('%s', (_title, asked, expected) => {
    expect(diffOf(...asked)).toEqual(expected);
  });

  it('of a new Secret', () => {
    expect(diffOf('', secret('{a: openly}', 'stringData')).join('\n')).toContain('+  a: (hidden)');
    expect(diffOf('', secret('{a: openly}', 'stringData')).join('\n')).not.toContain('openly');
  });

  it('a Secret whose values move from data to stringData, since nothing changes', () => {
    const moved = compare(secret(`{a: ${base64('one')}}`), secret('{a: one}', 'stringData'));
    expect(moved).toEqual([]);
  });

  it('a Secret within a List', () => {
    const list = (value: string) =>
      `kind: SecretList\napiVersion: v1\nitems: [{metadata: {name: db}, stringData: {a: ${value}}}]`;
    expect(diffOf(list('first-value'), list('second-value')).join('\n')).not.toMatch(/-value/);
  });
});
