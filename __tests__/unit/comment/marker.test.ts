import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isSameSubject,
  type Marker,
  readMarker,
  writeMarker,
} from '../../../src/comment/marker.js';

const MARKER: Marker = { release: 'backend', namespace: 'shop', environment: 'prod', run: '42/1' };

it('is an HTML comment with JSON', () => {
  expect(writeMarker(MARKER)).toBe(
    '<!-- helm-migrate' +
      ' {"release":"backend","namespace":"shop","environment":"prod","run":"42/1"} -->',
  );
});

it.each(['a-->b', '--', '->', '@team', '<b>', 'a\nb', 'é\u2028"\\'])(
  'nothing in a name ends it or acts: %j',
  (environment) => {
    const marker = { ...MARKER, environment };
    const text = writeMarker(marker);
    expect(text.slice(4, -3)).not.toMatch(/-->?|[<>@\n]|[^\x20-\x7e]/);
    expect(readMarker(`${text}\nthe rest`)).toEqual(marker);
  },
);

it('every name comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (release) => {
      expect(readMarker(writeMarker({ ...MARKER, release }))?.release).toBe(release);
    }),
  );
});

it('a plan has one of its own, and one without a kind is of a deploy', () => {
  const plan = { ...MARKER, kind: 'plan' } as const;
  expect(readMarker(writeMarker(plan))).toEqual(plan);
  expect(isSameSubject(plan, MARKER)).toBe(false);
  expect(
    isSameSubject(plan, {
      release: 'backend',
      namespace: 'shop',
      environment: 'prod',
      kind: 'plan',
    }),
  ).toBe(true);
  expect(readMarker(writeMarker(plan).replace('"plan"', '"other"'))).toBeUndefined();
});

describe('no marker', () => {
  it.each([
    ['an empty text', ''],
    ['a marker behind other text, as a log may hold it', `> log\n${writeMarker(MARKER)}`],
    ['a marker behind a blank', ` ${writeMarker(MARKER)}`],
    ['no JSON', '<!-- helm-migrate {x} -->'],
    ['a list', '<!-- helm-migrate {"a":[]} -->'],
    ['a name that is a number', writeMarker(MARKER).replace('"shop"', '7')],
    ["another action's", writeMarker(MARKER).replace('helm-migrate', 'helm-other')],
  ])('is in %s', (_title, body) => {
    expect(readMarker(body)).toBeUndefined();
  });
});

it.each([
  [{}, true],
  [{ run: '43/1' }, true],
  [{ release: 'frontend' }, false],
  [{ namespace: 'shop-2' }, false],
  [{ environment: 'staging' }, false],
])('with %j it is of the same: %s', (other, isSame) => {
  expect(isSameSubject(MARKER, { ...MARKER, ...other })).toBe(isSame);
});
