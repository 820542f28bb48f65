import { expect, it } from '@jest/globals';
import { INPUTS_PROPERTIES } from '../../properties/inputs.js';

it.each(INPUTS_PROPERTIES)('$subject $name', ({ check }) => {
  expect(() => {
    check(3_000);
  }).not.toThrow();
});
