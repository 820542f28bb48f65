import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import { SecretMasker } from '../../../src/secrets/secret-masker.js';
import type { SecretObject } from '../../../src/objects/secret-object.js';

const REF = { namespace: 'shop', name: 'db' };

function secretOf(value: string, key = 'password'): SecretObject {
  return { ...REF, values: [{ origin: `key "${key}" of Secret shop/db`, name: key, value }] };
}

/** A masker, and what it told; its wait is over when `late` is called. */
function makeKeeper() {
  const masks: string[] = [];
  const warnings: string[] = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const masker = new SecretMasker({
    mask: (text) => masks.push(text),
    warn: (text) => warnings.push(text),
    pause: async () => {
      await promise;
    },
  });
  return { masker, masks, warnings, late: () => resolve(undefined) };
}

describe('what is hidden', () => {
  it('is masked by the runner, and redacted by us in every form', () => {
    const { masker, masks } = makeKeeper();
    masker.add(secretOf('Tr0ub4dor&3').values);
    expect(masks).toEqual(['Tr0ub4dor&3']);
    expect(masker.redact('pass Tr0ub4dor&3 or Tr0ub4dor%263')).toBe('pass *** or ***');
  });

  it('is told to the runner once, and line by line', () => {
    const { masker, masks } = makeKeeper();
    masker.add(secretOf('f1rst-Line\ns3cond-Line').values);
    masker.add(secretOf('f1rst-Line').values);
    expect(masks.toSorted()).toEqual(['f1rst-Line', 's3cond-Line']);
  });

  it.each([
    ['a', 'password', true],
    ['production', 'token', true],
    ['3306', 'port', false],
    ['app', 'API_KEY', true],
    ['', 'password', false],
  ])('is not %j of the key %s, and a warning says so: %p', (value, key, isTold) => {
    const { masker, masks, warnings } = makeKeeper();
    masker.addWords(['app']);
    masker.add(secretOf(value, key).values);
    masker.add(secretOf(value, key).values);
    expect(masks).toEqual([]);
    expect(masker.redact(`x ${value} y`)).toBe(`x ${value} y`);
    const text = `Too short or too common to be masked in the log: key "${key}" of Secret shop/db. Use a random value of 8 characters or more.`;
    expect(warnings).toEqual(isTold ? [text] : []);
  });
});

describe('a Secret that is read', () => {
  it('is waited for, and read once for no Pod in particular', async () => {
    const { masker } = makeKeeper();
    let reads = 0;
    const read = () => Promise.resolve((reads += 1) > 0 ? secretOf('Tr0ub4dor&3') : undefined);
    masker.learn([REF], read);
    expect(masker.isReading).toBe(true);
    await masker.ready();
    masker.learn([REF], read);
    expect([reads, masker.isReading, masker.redact('Tr0ub4dor&3')]).toEqual([1, false, '***']);
  });

  it('is asked for again where it was not there yet', async () => {
    const { masker } = makeKeeper();
    const answers = [undefined, secretOf('Tr0ub4dor&3')];
    for (const answer of answers) {
      masker.learn([REF], () => Promise.resolve(answer));
      await masker.ready();
    }
    expect(masker.redact('Tr0ub4dor&3')).toBe('***');
  });

  it('is waited for no longer than the wait, and a warning says so; it is hidden when it comes', async () => {
    const { masker, warnings, late } = makeKeeper();
    const { promise, resolve } = Promise.withResolvers<SecretObject>();
    masker.learn([REF], () => promise);
    late();
    await masker.ready();
    expect(warnings).toEqual([
      'The values of Secret shop/db may appear in the log: it was not read within 2 s',
    ]);
    expect(masker.isReading).toBe(false);
    resolve(secretOf('Tr0ub4dor&3'));
    await promise;
    await Promise.resolve();
    expect(masker.redact('Tr0ub4dor&3')).toBe('***');
  });

  it.each([
    [
      'unreachable',
      'cluster-unreachable',
      ['The values of Secret shop/db may appear in the log: no answer'],
    ],
    // Told with all missing rights at the end.
    ['forbidden', 'forbidden', []],
  ] as const)('that is %s holds up nothing', async (_why, code, expected) => {
    const { masker, warnings } = makeKeeper();
    const read = () => Promise.reject(new ActionError(code, 'no answer', ''));
    for (let time = 0; time < 2; time += 1) {
      masker.learn([REF], read);
      await masker.ready();
    }
    expect(warnings).toEqual(expected);
  });

  it('is read again for each Pod, and what it was before stays hidden', async () => {
    const { masker } = makeKeeper();
    for (const [use, value] of [
      ['pod-1', 'Tr0ub4dor&3'],
      ['pod-2', 'Tr0ub4dor&4'],
    ] as const) {
      masker.learn([REF], () => Promise.resolve(secretOf(value)), use);
      masker.learn([REF], () => Promise.reject(new Error('read twice')), use);
      await masker.ready();
      expect(masker.redact('Tr0ub4dor&3')).toBe('***');
      expect(masker.redact(value)).toBe('***');
    }
  });

  const recordOf = (value: string, key?: string) => {
    const release = { name: 'app', revision: 1, hooks: [{ name: 'app-migration' }], jobs: [] };
    const record = { release, created: '', secrets: () => [secretOf(value, key)] };
    return record as unknown as Parameters<SecretMasker['addRelease']>[0];
  };

  it('is read for a Pod also where the release itself has it: somebody may have changed it', async () => {
    const { masker } = makeKeeper();
    masker.addRelease(recordOf('Tr0ub4dor&3'), false);
    masker.learn([REF], () => Promise.resolve(secretOf('Tr0ub4dor&4')), 'pod-1');
    await masker.ready();
    expect(masker.redact('Tr0ub4dor&3 Tr0ub4dor&4 app-migration')).toBe('*** *** app-migration');
  });

  it('of an earlier deploy, or seen before, is not warned of again', () => {
    const { masker, warnings } = makeKeeper();
    masker.addRelease(recordOf('short', 'password'), true);
    masker.add(secretOf('short').values);
    expect(warnings).toEqual([]);
  });
});

it('the token of a service account is hidden, which no API tells of', () => {
  const { masker } = makeKeeper();
  const encode = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64url');
  const tokenOf = (sub: string) =>
    [encode({ alg: 'RS256', kid: 'x' }), encode({ sub }), 'c2lnbmF0dXJlLW9mLWl0'].join('.');
  const token = tokenOf('system:serviceaccount:shop:default');
  expect(masker.redact(`Authorization: Bearer ${token}`)).toBe('Authorization: Bearer ***');
  const another = tokenOf('somebody-at-example');
  expect(masker.redact(another)).toBe(another);
});
