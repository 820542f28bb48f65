import { describe, expect, it } from '@jest/globals';
import { isHandedOn } from '../../../src/inputs/passed-to-helm.js';
import { parse, refuse } from '../../fakes/inputs.js';

// Each was given to helm-secrets 4.7.7, and the arguments compared that helm got.
it.each([
  ['a=1', true],
  ['a=1,b=2', true],
  ['a=1,', true],
  ['a=', true],
  ['a={x,y},c=1', true],
  ['a={x,,y}', true],
  ['a=x\\,y', true],
  ['a=x\\\\,b=c', true],
  ['a=\\{x', true],
  ['a="x"', true],
  ['a={"x":1,"y":[1,2]}', true],
  ['a=[1,2]', false],
  ['{"a":1}', false],
  ['{"a":1,"b":2}', false],
  ['a=1,b', false],
  ['a=x\\', false],
  ['a={x,y\\', false],
  ['a={x},b', true],
])('%s is handed on as it is: %j', (item, handedOn) => {
  expect(isHandedOn(item)).toBe(handedOn);
});

describe('what helm-secrets would change', () => {
  it.each([
    ['set-json', 'a=[1,2]'],
    ['set-json', '{"a":1}'],
    ['set', 'a=1,b'],
    ['set-string', 'a=x\\'],
  ])('is refused: %s: %s', (name, given) => {
    const { message, hint } = refuse({ [name]: given });
    expect(message).toContain('which it would change');
    expect(hint).toContain('"values-inline"');
    expect(() => parse({ [name]: given, 'secrets-backend': 'none' })).not.toThrow();
  });

  it('is fine as a literal, which it does not look at', () => {
    expect(parse({ 'set-literal': 'a=1,b\\' }).set.setLiteral).toEqual(['a=1,b\\']);
  });
});

it.each([
  ['a= x  ', ['a= x  ']],
  ['  a=x\t\r\n\r\n   \nb=y\r\n', ['a=x\t', 'b=y']],
  [`a={"b": 'c, d'}, = "e" \\,\\`, [`a={"b": 'c, d'}, = "e" \\,\\`]],
])('set-literal takes the value as it is: %j', (given, items) => {
  expect(parse({ 'set-literal': given }).set.setLiteral).toEqual(items);
});
