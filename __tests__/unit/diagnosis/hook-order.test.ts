import { describe, expect, it } from '@jest/globals';
import type { Hook } from '../../../src/helm/hook.js';
import type { Release } from '../../../src/helm/release.js';
import { WAITED_JOB } from '../../../src/helm/run-order.js';
import { diagnose } from '../../../src/diagnosis/diagnose.js';
import { adviseHookOrder } from '../../../src/diagnosis/hook-order.js';
import {
  helmFailed,
  makeFacts,
  makeHook,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';

const JOB = makeHook({ name: 'migrate', weight: 0 });
const account = (more: Partial<Hook> = {}) =>
  makeHook({ kind: 'ServiceAccount', name: 'zz-migrator', weight: 0, ...more });
const NO_ACCOUNT =
  'FailedCreate: error looking up service account shop/zz-migrator: serviceaccount "zz-migrator" not found';
const LOWER = "lower helm.sh/hook-weight than the Job's 0, such as -1";

/** What is advised where `hook` waits for `on`, in a chart that has these hooks. */
function advise(
  others: readonly Hook[],
  {
    on = NO_ACCOUNT,
    hook = JOB,
    event = 'pre-upgrade',
    ...more
  }: Partial<Release> & {
    readonly on?: string;
    readonly hook?: Hook;
    readonly event?: string;
  } = {},
): string | undefined {
  const release = makeRelease({ hooks: [hook, ...others], ...more });
  return adviseHookOrder(on, { key: '', event, hook }, release);
}

describe('an object that the chart has as a later hook', () => {
  it.each<readonly [string, Hook, string]>([
    [
      'by its name',
      account(),
      `ServiceAccount zz-migrator is a hook of this chart that helm creates after Job migrate (both have weight 0, and helm sorts by name). Give it a ${LOWER}.`,
    ],
    [
      'by its weight',
      account({ weight: 5 }),
      `ServiceAccount zz-migrator is a hook of this chart that helm creates after Job migrate (its weight is 5, that of the Job is 0). Give it a ${LOWER}.`,
    ],
    [
      'by its event',
      account({ events: ['post-install', 'post-upgrade'], weight: -5 }),
      'ServiceAccount zz-migrator is a hook of this chart that runs at post-install, post-upgrade, and Job migrate runs at pre-upgrade. Add pre-upgrade to its helm.sh/hook.',
    ],
    [
      'by its event, and it would be later all the same',
      account({ events: ['post-upgrade'] }),
      `ServiceAccount zz-migrator is a hook of this chart that runs at post-upgrade, and Job migrate runs at pre-upgrade. Add pre-upgrade to its helm.sh/hook, and give it a ${LOWER}.`,
    ],
    [
      'that does not run in an upgrade',
      account({ events: ['pre-install'], weight: -5 }),
      'ServiceAccount zz-migrator is a hook of this chart that runs at pre-install, and Job migrate runs at pre-upgrade. Add pre-upgrade to its helm.sh/hook.',
    ],
  ])('%s', (_title, other, advice) => {
    expect(advise([other])).toBe(advice);
  });

  it('counts from the weight of the hook that waits, a Pod as well', () => {
    const hook = makeHook({ kind: 'Pod', name: 'migrate', weight: -5 });
    expect(advise([account()], { hook })).toBe(
      "ServiceAccount zz-migrator is a hook of this chart that helm creates after Pod migrate (its weight is 0, that of the Pod is -5). Give it a lower helm.sh/hook-weight than the Pod's -5, such as -6.",
    );
  });

  it.each([
    ['Secret', 'CreateContainerConfigError: secret "zz" not found'],
    ['ConfigMap', 'CreateContainerConfigError: configmap "zz" not found'],
    ['Secret', 'FailedMount: MountVolume.SetUp failed for volume "v" : secret "zz" not found'],
    [
      'ConfigMap',
      'FailedMount: MountVolume.SetUp failed for volume "v" : configmap "zz" not found',
    ],
    [
      'PersistentVolumeClaim',
      'Unschedulable: 0/1 nodes are available: persistentvolumeclaim "zz" not found. not found',
    ],
  ])('may be a %s: %s', (kind, on) => {
    expect(advise([makeHook({ kind, name: 'zz', weight: 0 })], { on })).toBe(
      `${kind} zz is a hook of this chart that helm creates after Job migrate (both have weight 0, and helm sorts by name). Give it a ${LOWER}.`,
    );
  });

  it('may be one of the cluster, for a hook in another namespace', () => {
    const on = 'FailedCreate: no PriorityClass with name zz was found';
    const hook = makeHook({ name: 'migrate', weight: 0, namespace: 'jobs' });
    expect(
      advise([makeHook({ kind: 'PriorityClass', name: 'zz', weight: 1 })], { on, hook }),
    ).toMatch(/^PriorityClass zz is a hook of this chart that helm creates after Job migrate /);
  });
});

describe('an object that the chart has as an earlier hook', () => {
  const GONE =
    'helm created ServiceAccount zz-migrator, a hook of this chart, before Job migrate, and it does not exist anymore. Check what deletes it: its helm.sh/hook-delete-policy, or something outside the chart.';

  it.each<readonly [string, Hook, Hook, string]>([
    ['of the same event', account({ weight: -1 }), JOB, 'pre-upgrade'],
    [
      'of an event before',
      account(),
      makeHook({ name: 'migrate', weight: -9, events: ['post-upgrade'] }),
      'post-upgrade',
    ],
  ])('%s was deleted', (_title, other, hook, event) => {
    expect(advise([other], { hook, event })).toBe(GONE);
  });
});

describe('nothing is said of the order', () => {
  it.each<readonly [string, string | undefined]>([
    ['where the chart has no such hook', advise([])],
    ['of one of another kind', advise([account({ kind: 'Secret' })])],
    ['of one of another name', advise([account({ name: 'other' })])],
    ['of one in another namespace', advise([account({ namespace: 'jobs' })])],
    ['where nothing is missing', advise([account()], { on: 'its first Pod' })],
    [
      'where the record is not known',
      adviseHookOrder(NO_ACCOUNT, { key: '', event: 'pre-upgrade', hook: JOB }, undefined),
    ],
    ['to a Job that is no hook', advise([account()], { event: WAITED_JOB })],
  ])('%s', (_title, advice) => {
    expect(advice).toBeUndefined();
  });
});

describe('the diagnosis says it', () => {
  const hook = makeResult({
    hook: JOB,
    verdict: { kind: 'waiting', on: NO_ACCOUNT },
    deciding: undefined,
  });
  const release = (hooks: readonly Hook[]) => makeRelease({ status: 'failed', hooks });
  const helm = helmFailed('Error: UPGRADE FAILED: timed out');

  it('after helm was ended early', () => {
    const endedEarly = { why: 'cannot-start', hook, on: NO_ACCOUNT, ms: 60_000 } as const;
    const seen = makeSeen({ release: release([JOB, account()]), hooks: [hook], endedEarly });
    expect(diagnose(makeFacts({ helm, seen }))).toMatchObject({
      outcome: 'hook-failed',
      reason: `Job shop/migrate did not start: ${NO_ACCOUNT}; helm was stopped after 1 min 0 s`,
      advice: expect.stringMatching(/^ServiceAccount zz-migrator is a hook of this chart that /),
    });
  });

  it('after a timeout', () => {
    const seen = makeSeen({ release: release([JOB, account()]), hooks: [hook] });
    expect(diagnose(makeFacts({ helm, seen })).advice).toMatch(/^ServiceAccount zz-migrator is a /);
  });

  it('and what else can be done of one that is no hook', () => {
    const seen = makeSeen({ release: release([JOB]), hooks: [hook] });
    expect(diagnose(makeFacts({ helm, seen })).advice).toMatch(
      /^Create ServiceAccount "zz-migrator" in namespace shop before the hook runs\./,
    );
  });
});
