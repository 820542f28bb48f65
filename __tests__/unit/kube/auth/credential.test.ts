import { describe, expect, it } from '@jest/globals';
import { isFresh } from '../../../../src/kube/auth/credential.js';
import { readIdToken } from '../../../../src/kube/auth/oidc-token.js';

const jwt = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

describe('a credential', () => {
  it.each([
    ['that never expires', undefined, 1e12, true],
    ['in its middle', 900_000, 500_000, true],
    ['11 s before its end', 900_000, 889_000, true],
    ['9 s before its end', 900_000, 891_000, false],
    ['after its end', 900_000, 900_001, false],
    ['that lives for 5 s, after 4 s', 5_000, 4_000, true],
    ['that lives for 5 s, after 4.6 s', 5_000, 4_600, false],
    ['that had expired when it came', -1_000, 0, false],
  ])('%s', (_title, expiresAt, now, expected) => {
    const credential = {
      authorization: 'Bearer t',
      certificate: undefined,
      obtainedAt: 0,
      expiresAt,
    };
    expect(isFresh(credential, now)).toBe(expected);
  });
});

describe('an ID token', () => {
  it.each([
    ['tells when it ends', jwt({ exp: 1_000 }), 1_000_000],
    ['tells it with a fraction', jwt({ exp: 1_000.5 }), 1_000_500],
    ['tells it as text', jwt({ exp: '1000' }), 1_000_000],
  ])('%s', (_title, token, expiresAt) => {
    expect(readIdToken(token, 7)).toEqual({
      authorization: `Bearer ${token}`,
      certificate: undefined,
      obtainedAt: 7,
      expiresAt,
    });
  });

  it.each([
    ['without an end', jwt({})],
    ['whose end is no time', jwt({ exp: 'soon' })],
    ['that is no JSON', 'a.bm8.c'],
    ['of two parts', 'a.b'],
    ['of four parts', `${jwt({ exp: 1 })}.d`],
    ['that is empty', ''],
  ])('%s is none', (_title, token) => {
    expect(readIdToken(token, 0)).toBeUndefined();
  });
});
