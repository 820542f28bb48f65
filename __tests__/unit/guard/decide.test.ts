import { describe, expect, it } from '@jest/globals';
import {
  decide,
  type Decision,
  type Moment,
  type Rules,
  type Sight,
} from '../../../src/guard/decide.js';
import type { Tenure } from '../../../src/guard/lease.js';
import type { ActiveHook } from '../../../src/guard/active.js';
import type { Release } from '../../../src/helm/release.js';
import type { Policy } from '../../../src/inputs/policy.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const iso = (msAgo: number) => new Date(NOW - msAgo).toISOString();

const by: Tenure = {
  id: 'x',
  name: 'https://ci/runs/7',
  timeoutSeconds: 300,
  acquired: iso(3_600_000),
  renewed: iso(3_500_000),
};
const policy: Rules = {
  command: 'deploy',
  ...{ activeHook: 'wait', waitMs: 600_000, pendingRelease: 'fail' },
  requireHook: false,
};
const first: Moment = { now: NOW, waited: 0, sinceActive: undefined, maySuspend: true };
const later: Moment = { ...first, waited: 600_000 };

const deployed = makeRelease({ revision: 1 });
const pending = (msAgo = 3_550_000): Release =>
  makeRelease({
    revision: 2,
    status: 'pending-upgrade',
    lastDeployed: iso(msAgo),
    hooks: [makeHook({ started: '', completed: '' })],
  });
const active: ActiveHook = {
  release: makeRelease({ status: 'failed' }),
  hook: makeHook(),
  job: undefined,
  pods: [],
  because: 'Pod x on node n1',
  since: iso(60_000),
  attempts: { begun: 1, failed: 0, exitCodes: [], lastFailed: undefined, ended: [] },
  isRetrying: false,
};
const see = (more: Partial<Extract<Sight, { kind: 'released' }>> = {}): Sight => ({
  kind: 'released',
  active: [],
  revisions: [deployed],
  kept: [],
  taken: [],
  left: undefined,
  isLeftOver: false,
  place: { store: 'secrets', namespace: 'shop' },
  ...more,
});

type Row = readonly [string, Sight, Partial<Policy>, Moment, Decision['kind']];

it.each<Row>([
  ['nothing is there', see({ revisions: [] }), {}, first, 'go'],
  ['all is deployed', see(), {}, first, 'go'],
  [
    'the last deploy failed',
    see({ revisions: [deployed, { ...pending(), status: 'failed' }] }),
    {},
    first,
    'go',
  ],
  [
    'an older one is pending, which helm does not mind',
    see({ revisions: [pending(), { ...deployed, revision: 3 }] }),
    {},
    first,
    'go',
  ],
  ['long after the time is over, and all is well', see(), {}, later, 'go'],
])('%s', (_title, sight, more, moment, kind) => {
  expect(decide(sight, { ...policy, ...more }, moment).kind).toBe(kind);
});

describe('another deploy of ours', () => {
  it.each<readonly [Tenure | undefined, Partial<Policy>, Partial<Moment>, Decision['kind']]>([
    [by, {}, {}, 'wait'],
    [by, { activeHook: 'replace' }, {}, 'wait'],
    [by, { activeHook: 'fail' }, {}, 'blocked'],
    [by, {}, { waited: 599_999 }, 'wait'],
    [by, {}, { waited: 600_000 }, 'blocked'],
    [by, { activeHook: 'replace' }, { waited: 600_000 }, 'blocked'],
    [undefined, {}, {}, 'wait'],
    [undefined, { activeHook: 'fail' }, {}, 'wait'],
    [undefined, { activeHook: 'fail' }, { waited: 5_000 }, 'blocked'],
    [undefined, {}, { waited: 600_000 }, 'blocked'],
    [undefined, { waitMs: 0 }, {}, 'wait'],
    [undefined, { waitMs: 0 }, { waited: 5_000 }, 'blocked'],
  ])('%#: %j, %j, %j: %s', (tenure, more, moment, kind) => {
    const sight: Sight = { kind: 'deploy-running', by: tenure };
    expect(decide(sight, { ...policy, ...more }, { ...first, ...moment }).kind).toBe(kind);
  });
});

describe('an active hook', () => {
  it.each<readonly [Partial<Policy>, Partial<Moment>, Decision['kind']]>([
    [{}, {}, 'wait'],
    [{ activeHook: 'fail' }, {}, 'blocked'],
    [{ activeHook: 'replace' }, {}, 'replace'],
    [{}, { waited: 599_999 }, 'wait'],
    [{}, { waited: 600_000 }, 'blocked'],
    [{ activeHook: 'replace' }, { waited: 600_000 }, 'blocked'],
    [{ waitMs: 0 }, {}, 'blocked'],
  ])('%j, %j: %s', (more, moment, kind) => {
    const sight = see({ active: [active] });
    const decision = decide(sight, { ...policy, ...more }, { ...first, ...moment });
    expect(decision.kind).toBe(kind);
    if (decision.kind === 'wait' || decision.kind === 'replace')
      expect(decision.active).toEqual([active]);
  });

  it('comes before a pending release, whatever is to be done about that', () => {
    const sight = see({ active: [active], revisions: [deployed, pending()], left: by });
    for (const pendingRelease of ['fail', 'wait', 'recover'] as const)
      expect(decide(sight, { ...policy, pendingRelease }, first)).toMatchObject({
        kind: 'wait',
        active: [active],
      });
  });
});

describe('an active hook that only fails', () => {
  const retrying = { ...active, isRetrying: true };
  it.each<
    readonly [string, Partial<Policy>, Partial<Moment>, readonly Release[], Decision['kind']]
  >([
    ['is suspended', {}, {}, [deployed], 'suspend'],
    ['also after a long wait', {}, { waited: 600_000 }, [deployed], 'suspend'],
    ['is deleted where that is asked for', { activeHook: 'replace' }, {}, [deployed], 'replace'],
    ['blocks where it is not waited for', { activeHook: 'fail' }, {}, [deployed], 'blocked'],
    ['is left to a helm that may wait for it', {}, {}, [deployed, pending()], 'wait'],
    [
      'is waited for without the right to suspend it',
      {},
      { maySuspend: false },
      [deployed],
      'wait',
    ],
  ])('%s', (_title, more, moment, revisions, kind) => {
    const sight = see({ active: [retrying], revisions });
    expect(decide(sight, { ...policy, ...more }, { ...first, ...moment }).kind).toBe(kind);
  });

  it('is suspended alone, beside one that runs', () => {
    expect(decide(see({ active: [active, retrying] }), policy, first)).toMatchObject({
      kind: 'suspend',
      active: [retrying],
    });
  });
});

describe('a hook that was deleted', () => {
  const until = (msAhead: number): ActiveHook => ({
    ...active,
    pods: [{ metadata: { deletionTimestamp: iso(-msAhead) } }],
  });
  it.each<readonly [string, number, Decision['kind']]>([
    ['within its grace period', 20_000, 'replace'],
    ['a moment after it', -4_000, 'replace'],
    ['long after it', -6_000, 'blocked'],
  ])('%s, however short the wait is', (_title, msAhead, kind) => {
    const replace: Rules = { ...policy, activeHook: 'replace', waitMs: 5_000 };
    const moment = { ...first, waited: 6_000 };
    expect(decide(see({ active: [until(msAhead)] }), replace, moment).kind).toBe(kind);
  });
});

describe('a hook of the first install alone', () => {
  const install = (event: string): Release =>
    makeRelease({
      ...{ revision: 1, status: 'failed', operation: 'install' },
      hooks: [makeHook({ events: [event], phase: 'Failed' })],
    });
  it.each<readonly [string, boolean, Decision['kind'], number | undefined]>([
    ['pre-install', false, 'blocked', undefined],
    ['post-install', false, 'go', 1],
    ['post-install', true, 'blocked', undefined],
    ['pre-upgrade', true, 'go', 0],
  ])('%s, require-hook %s: %s', (event, requireHook, kind, warnings) => {
    const decision = decide(
      see({ revisions: [install(event)] }),
      { ...policy, requireHook },
      first,
    );
    expect(decision.kind).toBe(kind);
    expect(decision.kind === 'go' ? decision.warnings.length : undefined).toBe(warnings);
  });
});

describe('a pending release', () => {
  const waited = (ms: number, sinceActive?: number): Moment => ({
    now: NOW,
    waited: ms,
    sinceActive,
    maySuspend: true,
  });
  it.each<
    readonly [
      string,
      Policy['pendingRelease'],
      Moment,
      Partial<Extract<Sight, { kind: 'released' }>>,
      Decision['kind'],
    ]
  >([
    ['is not touched', 'fail', first, { left: by }, 'blocked'],
    ['is waited for', 'wait', first, {}, 'wait'],
    ['is waited for no longer than may be', 'wait', later, {}, 'blocked'],
    ['whose hook has just ended gets a moment', 'fail', waited(0, 14_999), {}, 'wait'],
    [
      'whose hook has just ended gets a moment beyond the time',
      'fail',
      waited(600_000, 0),
      {},
      'wait',
    ],
    ['whose hook has ended for long is not touched', 'fail', waited(0, 15_000), {}, 'blocked'],
    [
      'whose hook has just ended is not repaired',
      'recover',
      waited(0, 14_999),
      { left: by },
      'wait',
    ],
    ['is repaired', 'recover', first, { left: by }, 'recover'],
    ['is repaired though time is over', 'recover', later, { left: by }, 'recover'],
    ['of nobody knows whom is not repaired', 'recover', first, {}, 'blocked'],
    [
      'in a database is not repaired',
      'recover',
      first,
      { left: by, place: { store: 'sql', namespace: 'shop' } },
      'blocked',
    ],
  ])('%s (%s)', (_title, pendingRelease, moment, more, kind) => {
    const sight = see({ revisions: [deployed, pending()], ...more });
    expect(decide(sight, { ...policy, pendingRelease }, moment).kind).toBe(kind);
  });

  it.each<readonly [string, number, number, Decision['kind']]>([
    // Five minutes of timeout, and one more.
    ['of a run that may be at work for a minute', 300_000, 0, 'wait'],
    ['of a run that may be at work for as long as we may wait', 300_000, 540_000, 'wait'],
    ['of a run that may be at work for longer than we may wait', 300_000, 540_001, 'blocked'],
    ['of a run that may not be at work any more', 360_001, 540_001, 'recover'],
  ])('%s: %#', (_title, msAgo, ms, kind) => {
    const left = { ...by, acquired: iso(msAgo), renewed: iso(msAgo) };
    const sight = see({ revisions: [deployed, pending(msAgo)], left });
    const decision = decide(sight, { ...policy, pendingRelease: 'recover' }, waited(ms));
    expect(decision.kind).toBe(kind);
  });

  it('that cannot be waited for in time is not waited for at all', () => {
    const left = { ...by, timeoutSeconds: 1_800, acquired: iso(1_000), renewed: iso(1_000) };
    const sight = see({ revisions: [deployed, pending(1_000)], left });
    expect(decide(sight, { ...policy, pendingRelease: 'recover' }, first)).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining(
        'the run that left it may still be active until 2026-11-25 12:30:59 UTC',
      ),
    });
  });
});

describe('a first install that failed in a hook of its own', () => {
  const failed = makeRelease({
    revision: 1,
    status: 'failed',
    operation: 'install',
    hooks: [makeHook({ events: ['pre-install'], phase: 'Failed' })],
  });

  it('blocks, whatever is allowed: helm would be green without it', () => {
    for (const activeHook of ['wait', 'fail', 'replace'] as const)
      expect(decide(see({ revisions: [failed] }), { ...policy, activeHook }, first).kind).toBe(
        'blocked',
      );
  });

  it('whose hook still runs is waited for first', () => {
    expect(decide(see({ revisions: [failed], active: [active] }), policy, first).kind).toBe('wait');
  });
});
