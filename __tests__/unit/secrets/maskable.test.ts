import { describe, expect, it } from '@jest/globals';
import { isMaskable } from '../../../src/secrets/maskable.js';

const WORDS = new Set(['Shop-Backend', 'shop-backend-migrate']);

describe('what can be hidden', () => {
  it.each([
    ['a password', 's3cret'],
    ['one of letters alone, if long', 'correcthorse'],
    ['one of mixed case', 'pAsswt'],
    ['8 digits', '12345678'],
    ['a setting with a secret', 'password: Tr0ub4dor'],
    ['one that ends as base64 does', 'YWJjZGVm=='],
    ['characters beyond ASCII', 'пароль'],
    ['an address that is not ours', 'db-0.example:5432'],
    ['a name that holds one of the words', 'shop-backend-db'],
  ])('%s', (_title, text) => {
    expect(isMaskable(text, WORDS)).toBe(true);
  });

  it.each([
    ['fewer than 6 characters', 'a1!b2'],
    ['5 characters in 10 units', '🐘🐘🐘🐘🐘'],
    ['white space', '          '],
    ['white space around too little', '  a1!b2  '],
    ['a key of YAML', 'database:'],
    ['a statement of SQL', 'COMMIT;'],
    ['a setting that says nothing', 'enabled: true'],
    ['a date', '2026-10-03'],
    ['a time', '2026-10-03T12:00:00.5Z'],
    ['a word of ours', 'deployed'],
    ['7 digits', '1234567'],
    ['7 digits with signs', '-1,234.567'],
    ['a common word', 'postgres'],
    ['one in capitals', 'LOCALHOST'],
    ['one with a hyphen', 'verify-full'],
    ['a word or a name of up to 7 letters', 'orders'],
    ['one in capitals', 'Orders'],
    ['a header of PEM', '-----BEGIN RSA PRIVATE KEY-----'],
    ['this host', '127.0.0.1:5432'],
    ['any address', '0.0.0.0'],
    ['one of the words', 'shop-backend'],
    ['a part of one', 'end-migrate'],
  ])('not: %s', (_title, text) => {
    expect(isMaskable(text, WORDS)).toBe(false);
  });
});
