import { expect, test } from '@jest/globals';

test('tests run on the Node.js that "using: node24" gives the action', () => {
  expect(process.version).toMatch(/^v24\./);
});
