import { expect, it } from '@jest/globals';
import { readYaml } from '../../../src/text/yaml.js';

it.each([
  ['a: 1\nb: n\nc: yes', { a: 1, b: 'n', c: 'yes' }],
  ['a: 1\na: 2', { a: 2 }],
  ['a: &x {b: 1}\nc: {<<: *x}', { a: { b: 1 }, c: { b: 1 } }],
  ['---\n# note\n{"a": null}', { a: null }],
  ['a: 2020-01-01', { a: '2020-01-01' }],
])('%j is a mapping', (text, mapping) => {
  expect(readYaml(text)).toEqual({ kind: 'mapping', mapping });
});

it.each(['', '\n \n', '# note', '---\n', '---\n# note\r\n...', 'null', '~'])(
  '%j is empty',
  (text) => {
    expect(readYaml(text)).toEqual({ kind: 'empty' });
  },
);

it.each([
  ['word', 'a single value'],
  ['- a', 'a YAML list'],
  ['a: 1\nb: "open', 'text that is not YAML in line 2'],
  ['a: *secret', 'text that is not YAML in line 1'],
  ['a: 1\n---\nb: 2', 'text that is not YAML'],
])('%j is wrong: %s', (text, got) => {
  expect(readYaml(text)).toEqual({ kind: 'wrong', got });
});

it('takes long blank text in no time', () => {
  expect(readYaml(`${'  \n'.repeat(10_000)}a: 1`).kind).toBe('mapping');
});
