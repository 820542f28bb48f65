import { describe, expect, it } from '@jest/globals';
import {
  holdLease,
  isEarlierAttempt,
  isHeld,
  type Lease,
  nameLease,
  readTenure,
  renewLease,
  type Run,
  vacateLease,
  withVersionOf,
} from '../../../src/guard/lease.js';

const NOW = Date.parse('2026-11-25T12:00:00.250Z');
const RUN: Run = { id: 'https://ci/runs/7 abc', name: 'https://ci/runs/7', timeoutSeconds: 1_800 };
const held = holdLease({ release: 'app' }, RUN, NOW);
const versioned: Lease = {
  ...held,
  metadata: { ...held.metadata, uid: 'u1', resourceVersion: '5' },
};

describe('a Lease that is held', () => {
  it('is named by the release, and has times of six digits', () => {
    expect(held).toEqual({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'helm-migrate.app',
        labels: { 'app.kubernetes.io/managed-by': 'helm-migrate' },
        annotations: {
          'helm-migrate/run': 'https://ci/runs/7',
          'helm-migrate/timeout-seconds': '1800',
        },
      },
      spec: {
        holderIdentity: 'https://ci/runs/7 abc',
        leaseDurationSeconds: 60,
        acquireTime: '2026-11-25T12:00:00.250000Z',
        renewTime: '2026-11-25T12:00:00.250000Z',
      },
    });
  });

  it('is named as an object can be, whatever release Helm takes', () => {
    expect(nameLease('x'.repeat(53)).length).toBeLessThanOrEqual(253);
  });

  it('takes the place of another only as that was read', () => {
    const other = { id: 'other', name: 'other', timeoutSeconds: 60 };
    const { metadata, spec } = holdLease({ release: 'app', current: versioned }, other, NOW + 1);
    expect(metadata).toMatchObject({ uid: 'u1', resourceVersion: '5' });
    expect(metadata?.annotations).toMatchObject({ 'helm-migrate/run': 'other' });
    expect(spec?.holderIdentity).toBe('other');
  });

  it('changes nothing but its time when it is renewed, and nothing but its holder when it is left', () => {
    const { spec } = versioned;
    expect(renewLease(versioned, NOW + 10_000)).toEqual({
      ...versioned,
      spec: { ...spec, renewTime: '2026-11-25T12:00:10.250000Z' },
    });
    expect(vacateLease(versioned)).toEqual({ ...versioned, spec: { ...spec, holderIdentity: '' } });
  });

  it('is written over one that was read, not over any', () => {
    expect(withVersionOf(held, versioned)).toEqual(versioned);
    expect(withVersionOf(held, held)).toEqual(held);
  });
});

describe('the tenure', () => {
  it('is told by whoever holds it, and by who left it', () => {
    const tenure = {
      ...RUN,
      acquired: '2026-11-25T12:00:00.250000Z',
      renewed: '2026-11-25T12:00:00.250000Z',
    };
    expect(readTenure(held)).toEqual(tenure);
    expect(readTenure(vacateLease(held))).toEqual({ ...tenure, id: '' });
  });

  it.each<readonly [string, Record<string, string> | undefined]>([
    ['no annotations', undefined],
    ['no timeout', { 'helm-migrate/run': 'x' }],
    ['no run', { 'helm-migrate/timeout-seconds': '60' }],
    [
      'a timeout that is no number',
      { 'helm-migrate/run': 'x', 'helm-migrate/timeout-seconds': '1m' },
    ],
    ['a timeout that is nothing', { 'helm-migrate/run': 'x', 'helm-migrate/timeout-seconds': '' }],
  ])('is not told by a Lease with %s', (_title, annotations) => {
    const metadata = annotations === undefined ? {} : { annotations };
    expect(readTenure({ metadata, spec: held.spec } as Lease)).toBeUndefined();
  });
});

describe('a Lease belongs to somebody', () => {
  const spec = { holderIdentity: 'x', leaseDurationSeconds: 60, renewTime: '2026-11-25T12:00:00Z' };
  const at = Date.parse('2026-11-25T12:00:00Z');
  it.each<readonly [string, Lease['spec'], number, boolean]>([
    ['that was just renewed', spec, 0, true],
    ['in its last second', spec, 60_000, true],
    ['whose end clocks may not agree on', spec, 62_000, true],
    ['that was not renewed in time', spec, 62_001, false],
    ['of a clock that is ahead of ours', spec, -600_000, true],
    ['that nobody holds', { ...spec, holderIdentity: '' }, 0, false],
    ['without a holder', { leaseDurationSeconds: 60, renewTime: spec.renewTime }, 0, false],
    ['without a time', { holderIdentity: 'x', leaseDurationSeconds: 60 }, 1e12, true],
    ['with a time that is none', { ...spec, renewTime: 'soon' }, 1e12, true],
    ['that says no duration', { holderIdentity: 'x', renewTime: spec.renewTime }, 63_000, false],
    ['that lasts longer', { ...spec, leaseDurationSeconds: 600 }, 600_000, true],
    ['that is empty', undefined, 0, false],
  ])('%s: %#', (_title, leaseSpec, after, expected) => {
    const lease: Lease = leaseSpec === undefined ? {} : { spec: leaseSpec };
    expect(isHeld(lease, at + after)).toBe(expected);
  });
});

describe('a Lease whose time is still to come', () => {
  const ahead = renewLease(held, NOW + 3_600_000);
  it.each([
    ['is held when it is first seen', undefined, true],
    ['is held while it was not unchanged for long', NOW - 61_000, true],
    ["is nobody's when it was unchanged for its duration", NOW - 63_000, false],
  ])('%s', (_title, unchangedSince, isSo) => {
    expect(isHeld(ahead, NOW, unchangedSince)).toBe(isSo);
  });

  it('is judged by its time again once that has come', () => {
    expect(isHeld(ahead, NOW + 3_600_000 + 61_000, NOW)).toBe(true);
    expect(isHeld(ahead, NOW + 3_600_000 + 63_000, NOW)).toBe(false);
  });
});

describe('an earlier attempt', () => {
  const attempt = (number: number | undefined, name = RUN.name): Run => ({
    ...{ ...RUN, name },
    attempt: number,
  });
  it.each([
    [attempt(1), attempt(2), true],
    [attempt(2), attempt(2), false],
    [attempt(3), attempt(2), false],
    [attempt(1, 'https://ci/runs/8'), attempt(2), false],
    [attempt(undefined), attempt(2), false],
    [attempt(1), attempt(undefined), false],
  ])('%#: %j, %j: %s', (other, own, isEarlier) => {
    expect(isEarlierAttempt(other, own)).toBe(isEarlier);
  });

  it('is written into the Lease', () => {
    const lease = holdLease({ release: 'app' }, attempt(3), NOW);
    expect(readTenure(lease)?.attempt).toBe(3);
    expect(readTenure(held)?.attempt).toBeUndefined();
  });
});
