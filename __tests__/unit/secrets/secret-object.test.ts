import { describe, expect, it } from '@jest/globals';
import { readSecretObject } from '../../../src/objects/secret-object.js';

const read = (object: Record<string, unknown>) =>
  readSecretObject({ kind: 'Secret', metadata: { name: 'db' }, ...object }, 'shop');

describe('a Secret', () => {
  it.each([
    ['base64, as the API has it', { data: { a: 'aHVudGVyMg==' } }, ['hunter2']],
    ['text, as a chart has it', { stringData: { a: 'hunter2' } }, ['hunter2']],
    ['both', { data: { a: 'YQ==' }, stringData: { b: 'b' } }, ['a', 'b']],
    ['text of another language', { data: { a: 'cMOkc3N3b3J0' } }, ['pässwort']],
    ['bytes that are no text stay base64', { data: { a: '/w==' } }, ['/w==']],
    ['what is no base64 stays as it is', { data: { a: 'hunter 2!' } }, ['hunter 2!']],
    ['a number', { stringData: { a: 12345678 } }, ['12345678']],
    ['nothing', {}, []],
    ['values of another shape', { data: ['a'], stringData: { a: null, b: {} } }, []],
  ])('with %s', (_what, object, values) => {
    expect(read(object)?.values.map(({ value }) => value)).toEqual(values);
  });

  it('has a name, the namespace of its release where it names none, and keys for messages', () => {
    expect(read({ stringData: { password: 'x' } })).toEqual({
      namespace: 'shop',
      name: 'db',
      values: [{ origin: 'key "password" of Secret shop/db', name: 'password', value: 'x' }],
    });
    expect(read({ metadata: { name: 'db', namespace: 'other' } })?.namespace).toBe('other');
  });

  it.each([
    ['another kind', { kind: 'ConfigMap' }],
    ['an object without a name', { metadata: {} }],
    ['an object whose name is no text', { metadata: { name: 5 } }],
  ])('is not %s', (_what, object) => {
    expect(read(object)).toBeUndefined();
  });
});
