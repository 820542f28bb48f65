import { describe, expect, it } from '@jest/globals';
import { explainRollout } from '../../../src/diagnosis/explain-rollout.js';
import type { DeploySeen, FollowedWorkload, Rollout } from '../../../src/rollout/seen.js';
import {
  HELM_GOOD,
  helmFailed,
  makeFacts,
  makeHook,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';
import { readMigrations } from '../../fakes/migrations.js';
import { makeExit, makeFollowed, makeProbe, makeWorkload, ofPods } from '../../fakes/workloads.js';

const TIMED_OUT = helmFailed('Error: UPGRADE FAILED: context deadline exceeded');

const makeRollout = (
  workloads: readonly FollowedWorkload[],
  endedEarly?: Rollout['endedEarly'],
): DeploySeen => ({ ...makeSeen({ hooks: [] }), rollout: { workloads, endedEarly } });

const explain = (seen: DeploySeen, helm = TIMED_OUT) => explainRollout(makeFacts({ helm, seen }));

const CRASH = makeFollowed({
  troubles: [ofPods(makeExit())],
  log: [{ time: '', text: 'cannot read config /etc/app.yaml' }],
});
const SLOW = makeFollowed({
  workload: makeWorkload({ name: 'web' }),
  troubles: [ofPods(makeProbe('readiness'))],
});
const PAUSED = makeFollowed({
  workload: makeWorkload({ name: 'worker' }),
  troubles: [{ trouble: { kind: 'paused' }, pods: 0 }],
});
const UNREADY = makeFollowed({
  troubles: [ofPods({ kind: 'not-ready', container: 'api', isInit: false })],
});
const CLAIM = makeFollowed({
  workload: makeWorkload({ kind: 'PersistentVolumeClaim', name: 'data' }),
  troubles: [{ trouble: { kind: 'waits', on: 'ProvisioningFailed: no class' }, pods: 0 }],
});
const UNBOUND = makeFollowed({
  troubles: [ofPods({ kind: 'waits', on: 'Unschedulable: unbound claims' })],
});
const READY = makeFollowed({ state: 'ready', ready: 2 });
const CRASHES =
  'Deployment shop/api is not ready (0 of 2): container "api" exits with code 3: cannot read config /etc/app.yaml (1 restart)';

describe('the reason', () => {
  it.each<readonly [string, readonly FollowedWorkload[], string]>([
    ['one workload', [READY, CRASH], CRASHES],
    [
      'two, the one that says most leads',
      [SLOW, CRASH],
      `${CRASHES}; 1 other workload is not ready`,
    ],
    ['three', [SLOW, CLAIM, CRASH], `${CRASHES}; 2 other workloads are not ready`],
    [
      'a claim comes before what waits for it',
      [UNBOUND, CLAIM],
      'PersistentVolumeClaim shop/data is not bound: ProvisioningFailed: no class; 1 other workload is not ready',
    ],
    [
      'helm does not wait for one that is paused',
      [PAUSED, UNREADY],
      'Deployment shop/api is not ready (0 of 2): container "api" is running but not ready',
    ],
    [
      'where nothing says why, helm does',
      [makeFollowed()],
      'Deployment shop/api is not ready (0 of 2): UPGRADE FAILED: context deadline exceeded',
    ],
    [
      'an init container that migrates, in the words of its tool',
      [
        makeFollowed({
          troubles: [ofPods(makeExit({ container: 'migrate' }, { isInit: true, restarts: 0 }))],
          migrated: { reports: [], error: 'deadlock detected', pods: 1, isRepeated: false },
        }),
      ],
      'Deployment shop/api is not ready (0 of 2): init container "migrate" exits with code 3: deadlock detected',
    ],
  ])('%s', (_title, workloads, reason) => {
    const answer = explain(makeRollout(workloads));
    expect(answer).toMatchObject({ outcome: 'rollout-failed', cause: 'not-ready', reason });
  });

  it.each([
    [0, '; helm was stopped at once'],
    [61_000, '; helm was stopped after 1 min 1 s'],
  ])('says that helm was stopped after %d ms, for what', (ms, told) => {
    const trouble = { kind: 'waits', on: 'ErrImagePull: not found' } as const;
    const stuck = makeFollowed({
      workload: makeWorkload({ name: 'web' }),
      troubles: [ofPods(trouble)],
    });
    const end = { name: 'Deployment shop/web', trouble, ms };
    const answer = explain(makeRollout([CRASH, stuck], end), helmFailed('Error: interrupted'));
    expect(answer?.reason).toBe(
      `Deployment shop/web is not ready (0 of 2): ErrImagePull: not found; 1 other workload is not ready${told}`,
    );
  });
});

it.each<readonly [string, DeploySeen, Parameters<typeof explain>[1]]>([
  ['helm succeeded', makeRollout([CRASH]), HELM_GOOD],
  [
    'helm failed before',
    makeRollout([CRASH]),
    helmFailed('Error: UPGRADE FAILED: chart not found'),
  ],
  ['all is ready', makeRollout([READY]), TIMED_OUT],
  ['what is not ready is paused', makeRollout([READY, PAUSED]), TIMED_OUT],
  ['it was not seen', makeRollout([makeFollowed({ state: 'not-seen' })]), TIMED_OUT],
  ['nothing was followed', makeSeen(), TIMED_OUT],
  ['helm has made no revision', { ...makeRollout([CRASH]), release: undefined }, TIMED_OUT],
])('the rollout explains nothing where %s', (_title, seen, helm) => {
  expect(explain(seen, helm)).toBeUndefined();
});

describe('the advice', () => {
  const FIX = 'Fix the error that the container logged, then redeploy.';
  const NOTHING = 'No Pod of Deployment shop/api is ready: nothing serves.';
  const migrated = (text: string) => {
    const reports = readMigrations([{ time: '2026-11-28T16:00:00Z', text }], 'succeeded');
    return makeResult({ migrated: { reports, error: '' } });
  };
  const later = makeResult({
    ...{ key: 'post-upgrade 1 Job shop/seed', event: 'post-upgrade' },
    ...{ hook: makeHook({ name: 'seed', phase: '' }), verdict: { kind: 'not-seen' } },
  });
  const old = (oldReady: number) => makeFollowed({ ...CRASH, oldReady });

  it.each<readonly [string, FollowedWorkload, Partial<DeploySeen>, string]>([
    ['says that nothing serves', CRASH, {}, NOTHING],
    ['says what still serves', old(1), {}, '1 older Pod still serves.'],
    ['says what still serves, of many', old(3), {}, '3 older Pods still serve.'],
    [
      'names no revision, as the last one may never have been ready',
      old(2),
      { deployedBefore: 26 },
      '2 older Pods still serve.',
    ],
    ['says nothing of that where new Pods serve', { ...CRASH, ready: 1 }, {}, ''],
    [
      'says what is true of the database',
      CRASH,
      { hooks: [migrated('Applied 5 migrations')] },
      `5 migrations are applied; the old version must work with them. ${NOTHING}`,
    ],
    [
      'says what is true of the database after one migration',
      CRASH,
      { hooks: [migrated('Applied 1 migration')] },
      `1 migration is applied; the old version must work with it. ${NOTHING}`,
    ],
    [
      'says what hooks did whose log says nothing',
      CRASH,
      { hooks: [makeResult()] },
      `What the hooks changed is not undone: the running version must work with it. ${NOTHING}`,
    ],
    [
      'says that later hooks did not run',
      CRASH,
      { hooks: [later] },
      `helm runs post-upgrade hooks only after everything is ready, so Job shop/seed did not run. If the workloads wait for what it does, such as a migration, make it a hook of pre-install,pre-upgrade. ${NOTHING}`,
    ],
  ])('%s', (_title, workload, more, rest) => {
    const answer = explain({ ...makeRollout([workload]), ...more });
    expect(answer?.advice).toBe([FIX, rest].filter(Boolean).join(' '));
  });

  it.each(['Pod', 'PersistentVolumeClaim'] as const)('says of no %s what serves', (kind) => {
    const answer = explain(makeRollout([{ ...CRASH, workload: makeWorkload({ kind }) }]));
    expect(answer?.advice).not.toContain('serves');
  });
});
