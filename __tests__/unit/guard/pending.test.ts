import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tenure } from '../../../src/guard/lease.js';
import { findDoubt, isDoneBy, makeRepairCommand } from '../../../src/guard/pending.js';
import { isPending, type RecordStore, type ReleaseStatus } from '../../../src/helm/release.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';

const at = (time: string) => `2026-11-25T${time}Z`;
const ms = (time: string) => Date.parse(at(time));
const left: Tenure = {
  id: '',
  name: 'https://ci/runs/7',
  timeoutSeconds: 300,
  acquired: at('12:00:00.000000'),
  renewed: at('12:02:00.000000'),
};
const release = makeRelease({
  status: 'pending-upgrade',
  lastDeployed: at('12:00:01'),
  hooks: [makeHook({ started: '', completed: '' })],
});
const place = { store: 'secrets', namespace: 'shop' } as const;

it.each<readonly [ReleaseStatus, boolean]>([
  ['pending-install', true],
  ['pending-upgrade', true],
  ['pending-rollback', true],
  ['deployed', false],
  ['failed', false],
  ['superseded', false],
  ['uninstalling', false],
  ['uninstalled', false],
  ['unknown', false],
])('%s is pending: %j', (status, expected) => {
  expect(isPending({ status })).toBe(expected);
});

describe('a pending release may be repaired', () => {
  // Its timeout of 5 min, and a minute.
  it('when its run had the time for any wait, and not before', () => {
    expect(
      findDoubt(release, { left, isLeftOver: false, place }, ms('12:06:01.001')),
    ).toBeUndefined();
    expect(findDoubt(release, { left, isLeftOver: false, place }, ms('12:06:01'))).toEqual({
      why: 'the run that left it may still be active until 2026-11-25 12:06:01 UTC',
      until: ms('12:06:01'),
    });
  });

  it.each([
    ['began', { started: at('12:04:00'), completed: '' }, '12:10:00'],
    ['ended', { started: at('12:01:00'), completed: at('12:05:00') }, '12:11:00'],
    ['was of a revision before', { started: '2025-01-01T00:00:00Z', completed: '' }, '12:06:01'],
  ])('so long after a hook of it %s', (_title, times, until) => {
    const hooks = [makeHook({ started: '', completed: '' }), makeHook(times)];
    expect(
      findDoubt({ ...release, hooks }, { left, isLeftOver: false, place }, ms('12:05:30'))?.until,
    ).toBe(ms(until));
  });

  it.each<readonly [string, Tenure | undefined, RecordStore, string]>([
    ['nobody knows who left it', undefined, 'secrets', 'no Lease shows which run left it'],
    [
      'another run held the Lease last',
      { ...left, acquired: at('12:30:00'), renewed: at('12:31:00') },
      'secrets',
      'the run that held the Lease last (https://ci/runs/7) did not begin this revision',
    ],
    [
      'the run had let go long before',
      { ...left, acquired: at('11:00:00'), renewed: at('11:30:00') },
      'configmaps',
      'the run that held the Lease last (https://ci/runs/7) did not begin this revision',
    ],
    [
      'the Lease has no times',
      { ...left, acquired: '', renewed: '' },
      'secrets',
      'the run that held the Lease last (https://ci/runs/7) did not begin this revision',
    ],
    [
      'no kubectl reaches it',
      left,
      'sql',
      'its records are in a database that the action cannot change',
    ],
  ])('never where %s', (_title, tenure, store, why) => {
    const facts = { isLeftOver: false, left: tenure, place: { ...place, store } };
    expect(findDoubt(release, facts, ms('23:00:00'))).toEqual({ why, until: undefined });
  });

  it('never where the record does not say when it was begun', () => {
    const timeless = { ...release, lastDeployed: '' };
    expect(
      findDoubt(timeless, { left, isLeftOver: false, place }, ms('23:00:00'))?.until,
    ).toBeUndefined();
  });
});

it.each([
  ['at its beginning', '12:00:01', true],
  ['before it, by a clock that is behind', '11:59:01', true],
  ['long before it', '11:58:59', false],
  ['after its last renewal', '12:02:30', true],
  ['long after it', '12:03:01', false],
])('a revision that was begun %s: %s', (_title, time, expected) => {
  expect(isDoneBy({ ...release, lastDeployed: at(time) }, left)).toBe(expected);
});

describe('the command that repairs', () => {
  it('is helm for records in a database, and none where nothing was ever deployed', () => {
    const sql = { store: 'sql', namespace: 'shop' } as const;
    expect(makeRepairCommand(release, sql, 1)).toBe(
      'helm rollback app 1 --no-hooks --namespace shop',
    );
    expect(makeRepairCommand(release, sql, undefined)).toBeUndefined();
  });

  it('is one line for a person to copy', () => {
    expect(makeRepairCommand(release, { ...place, store: 'configmaps' }, 1)).toBe(
      String.raw`printf %s "{\"metadata\":{\"labels\":{\"status\":\"failed\"}},\"data\":{\"release\":\"$(kubectl get configmap sh.helm.release.v1.app.v2 --namespace shop -o 'jsonpath={.data.release}' | base64 -d | gunzip | sed 's/"status":"pending-upgrade"/"status":"failed"/' | gzip | base64 | tr -d '\n')\"}}" | kubectl patch configmap sh.helm.release.v1.app.v2 --namespace shop --type merge --patch-file /dev/stdin`,
    );
  });

  // The real one runs on the cluster, in the end-to-end tests.
  it.each<readonly [Exclude<RecordStore, 'sql'>, ReleaseStatus]>([
    ['secrets', 'pending-upgrade'],
    ['secrets', 'pending-install'],
    ['configmaps', 'pending-rollback'],
  ])('rewrites a large record in %s that is %s, and nothing else of it', (store, status) => {
    const words = `"status":"${status}"`;
    const info = `"info":{"first_deployed":"x","description":${JSON.stringify(words)},${words}}`;
    const filler = Array.from({ length: 60_000 }, (_, i) => (i * 7_919) % 65_521).join('');
    const json = `{"name":"app",${info},"config":{${words},"n":12345678901234567890,"f":1.0,"filler":"${filler}"}}`;
    const packed = gzipSync(json).toString('base64');
    const stored = store === 'secrets' ? Buffer.from(packed).toString('base64') : packed;
    expect(stored.length).toBeGreaterThan(1 << 17);
    const patch = JSON.parse(runByFakeKubectl(stored, store, status)) as {
      readonly data: { readonly release: string };
      readonly metadata: unknown;
    };
    expect(patch.metadata).toEqual({ labels: { status: 'failed' } });
    const once = Buffer.from(patch.data.release, 'base64');
    const inner = store === 'secrets' ? Buffer.from(once.toString(), 'base64') : once;
    expect(gunzipSync(inner).toString()).toBe(json.replace(words, '"status":"failed"'));
  });
});

/**
 * Runs the command through bash with a stand-in for kubectl, which gives the record and keeps the patch; returns the
 * patch.
 */
function runByFakeKubectl(
  stored: string,
  store: Exclude<RecordStore, 'sql'>,
  status: ReleaseStatus,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'fake-kubectl-'));
  try {
    const path = (name: string) => join(folder, name);
    writeFileSync(path('stored'), stored);
    writeFileSync(
      path('kubectl'),
      `#!/bin/bash\nif [[ $1 == get ]]; then cat ${path('stored')}; else cat "\${@: -1}" >${path('patch')}; fi\n`,
    );
    chmodSync(path('kubectl'), 0o755);
    const command = makeRepairCommand({ ...release, status }, { ...place, store }, undefined);
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    execFileSync('bash', ['-c', command ?? ''], { env, stdio: 'ignore' });
    return readFileSync(path('patch'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('a run that is known to be over may be repaired at once, but for one whose Lease was dated ahead', () => {
  const at = Date.parse('2026-11-25T12:10:00Z');
  const iso = (time: number) => new Date(time).toISOString();
  const release = makeRelease({ status: 'pending-upgrade', lastDeployed: iso(at - 30_000) });
  const judge = (renewed: number) => {
    const times = { acquired: iso(at - 60_000), renewed: iso(renewed) };
    const left = { ...{ id: '', name: 'https://ci/runs/7', timeoutSeconds: 1_800 }, ...times };
    const place = { store: 'secrets', namespace: 'shop' } as const;
    return findDoubt(release, { left, isLeftOver: true, place }, at);
  };
  expect(judge(at - 10_000)).toBeUndefined();
  expect(judge(at + 3_600_000)?.until).toBeGreaterThan(at);
});
