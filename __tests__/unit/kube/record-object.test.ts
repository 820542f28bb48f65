import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openRecord, type RecordObject, rewriteAsFailed } from '../../../src/kube/record-object.js';
import { replay } from '../../fakes/recording.js';

const readObject = (name: string) =>
  JSON.parse(readFileSync(`__tests__/fixtures/objects/${name}.json`, 'utf8')) as RecordObject;

/** Helm's packing, done again: the JSON of a record, and the object that holds it. */
const unpack = ({ type, data }: RecordObject): string => {
  const stored = Buffer.from(data?.['release'] ?? '', 'base64');
  const inner = type === undefined ? stored : Buffer.from(stored.toString(), 'base64');
  return gunzipSync(inner).toString('utf8');
};
const pack = (json: string, isSecret: boolean, status = 'pending-upgrade'): RecordObject => {
  const inner = gzipSync(json).toString('base64');
  const release = isSecret ? Buffer.from(inner).toString('base64') : inner;
  const labels = { name: 'app', owner: 'helm', status, version: '2', mine: 'kept' };
  const metadata = { name: 'sh.helm.release.v1.app.v2', resourceVersion: '77', labels };
  return { metadata, data: { release }, ...(isSecret && { type: 'helm.sh/release.v1' }) };
};

/** A record as Go writes it, with these values. */
const write = (status: string, config: string) =>
  `{"name":"app","info":{"first_deployed":"2026-11-25T11:00:00Z","last_deployed":"2026-11-25T12:00:00Z","deleted":"","description":"x","status":"${status}"},"chart":{},"config":${config},"manifest":"","version":2,"namespace":"shop"}`;

const STATUSES = ['pending-install', 'pending-upgrade', 'pending-rollback'] as const;
const KINDS = [
  ['a Secret', true],
  ['a ConfigMap', false],
] as const;

describe.each(KINDS)('in %s', (_kind, isSecret) => {
  it.each(STATUSES)('%s becomes failed, in the record and in the label', (status) => {
    const json = write(status, '{"a":1}');
    const object = pack(json, isSecret, status);
    const written = rewriteAsFailed(object);
    expect(written).toEqual({
      ...object,
      metadata: { ...object.metadata, labels: { ...object.metadata?.labels, status: 'failed' } },
      data: { release: expect.any(String) },
    });
    expect(unpack(written ?? {})).toBe(write('failed', '{"a":1}'));
    expect(openRecord(written ?? {}).release).toMatchObject({ status: 'failed', revision: 2 });
  });

  it.each(['deployed', 'failed', 'superseded', 'uninstalling', 'unknown'])(
    '%s is not touched',
    (status) => {
      const json = write(
        status,
        '{"status":"pending-upgrade","info":{"status":"pending-upgrade"}}',
      );
      expect(rewriteAsFailed(pack(json, isSecret, status))).toBeUndefined();
    },
  );

  it('not a byte else is changed, whatever the values hold', () => {
    const words = fc.constantFrom(
      '"status":"pending-upgrade"',
      '"status": "pending-install"',
      'ü\u2028',
      '"',
    );
    const text = fc.oneof(fc.string(), words).map((value) => JSON.stringify(value));
    const number = fc.constantFrom(
      '12345678901234567890',
      '9007199254740993',
      '1.0',
      '-0.0',
      '1e400',
      '0.1000',
    );
    const status = fc.constantFrom(
      '{"status":"pending-upgrade"}',
      '{"status": "pending-rollback"}',
    );
    const value = fc.oneof(text, number, status);
    const values = fc
      .array(fc.tuple(text, value))
      .map((all) => `{${all.map(([key, it]) => `${key}:${it}`).join(',')}}`);
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), values, (pending, config) => {
        const written = rewriteAsFailed(pack(write(pending, config), isSecret));
        expect(unpack(written ?? {})).toBe(write('failed', config));
      }),
    );
  });
});

it.each([
  'record-helm3-first',
  'record-helm3-running',
  'record-helm4-first',
  'record-helm4-running',
])('%s, as helm wrote it, differs in nothing but its status', (name) => {
  const object = readObject(name);
  const written = rewriteAsFailed(object) ?? {};
  const before = unpack(object);
  expect(before).toContain('"status":"pending-install"');
  expect(unpack(written)).toBe(before.replace('"status":"pending-install"', '"status":"failed"'));
  expect(written.metadata).toEqual({
    ...object.metadata,
    labels: { ...object.metadata?.labels, status: 'failed' },
  });
});

it('a ConfigMap of the cluster is known by having no type', () => {
  const pending = replay('configmap-driver', 'records').find(
    ({ metadata }) => metadata?.labels?.['status'] === 'pending-install',
  );
  const written = rewriteAsFailed(pending ?? {});
  expect(openRecord(written ?? {}).release.status).toBe('failed');
});

it('a record whose values come first is found all the same', () => {
  const json =
    '{"config":{"status":"pending-upgrade"},"info":{"status":"pending-upgrade"},"name":"app","version":2,"namespace":"shop"}';
  expect(unpack(rewriteAsFailed(pack(json, true)) ?? {})).toBe(
    json.replace('"info":{"status":"pending-upgrade"', '"info":{"status":"failed"'),
  );
});

it('what is no record is an error that quotes nothing of it', () => {
  const broken = pack('not JSON, and secret', true);
  expect(() => openRecord(broken)).toThrow(
    /^Helm's record sh\.helm\.release\.v1\.app\.v2 cannot be read/,
  );
});
