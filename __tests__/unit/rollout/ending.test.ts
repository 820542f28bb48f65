import { describe, expect, it } from '@jest/globals';
import type { ContainerStatus, Pod } from '../../../src/hooks/targets.js';
import {
  describeRolloutEnd,
  judgeRolloutEnd,
  type RolloutGrounds,
} from '../../../src/rollout/ending.js';
import type { WorkloadResult } from '../../../src/rollout/result.js';
import type { Trouble } from '../../../src/rollout/trouble.js';
import { makeExit, makeFollowed, makeProbe, makeWorkload, ofPods } from '../../fakes/workloads.js';

const RULES = { failFastMs: 60_000, began: '2026-11-28T16:00:00Z' };
const LONG = 10 * RULES.failFastMs;

/** Why helm is ended at `now` when the workloads have been as they are since 0; undefined where it is not. */
function judge(now: number, results: readonly WorkloadResult[], rules = RULES): string | undefined {
  const { grounds } = judgeRolloutEnd(new Map(), results, { now: 0, rules });
  const { end } = judgeRolloutEnd(grounds, results, { now, rules });
  return end && describeRolloutEnd(end);
}

const status = (name: string, state: ContainerStatus['state']): ContainerStatus => ({
  ...{ name, image: '', imageID: '', ready: false, restartCount: 0, state: state ?? {} },
});
const waits = (reason: string, message: string) => ({ waiting: { reason, message } });
const RUNS = { running: { startedAt: '2026-11-28T16:00:00Z' } };
const SECRET = ['CreateContainerConfigError', 'secret "db" not found'] as const;
const IMAGE = ['InvalidImageName', 'couldn\'t parse image name "a b"'] as const;

/** A Pod on its node. */
const makePod = (main: readonly ContainerStatus[], init: readonly ContainerStatus[] = []): Pod => ({
  spec: {
    nodeName: 'node',
    containers: main.map(({ name }) => ({ name })),
    initContainers: init.map(({ name }) => ({
      name,
      ...(name === 'proxy' ? { restartPolicy: 'Always' } : {}),
    })),
  },
  status: { phase: 'Pending', containerStatuses: main, initContainerStatuses: init },
});

/** A workload whose Pods wait for this. */
function stuck(
  [reason, message]: readonly [string, string],
  more: Partial<WorkloadResult> = {},
): WorkloadResult {
  const on = `${reason}: ${message}`;
  const fresh = [makePod([status('api', waits(reason, message))])];
  return makeFollowed({ troubles: [ofPods({ kind: 'waits', on })], fresh, ...more });
}

const of = (trouble: Trouble, more: Partial<WorkloadResult> = {}) =>
  makeFollowed({ troubles: [ofPods(trouble)], ...more });
const deadline = (since: string): WorkloadResult =>
  makeFollowed({
    ready: 1,
    troubles: [
      ofPods(makeProbe('readiness')),
      { trouble: { kind: 'deadline', message: 'timed out', since }, pods: 0 },
    ],
  });

const MISSING =
  'Deployment shop/api cannot become ready: CreateContainerConfigError: secret "db" not found';

describe('helm is ended', () => {
  it.each<readonly [string, number, WorkloadResult, string]>([
    [
      'for what only somebody can fix, in time',
      60_000,
      stuck(SECRET),
      `${MISSING} (for 1 min 0 s)`,
    ],
    [
      'for what nobody can fix, at once',
      0,
      stuck(IMAGE),
      'Deployment shop/api cannot become ready: InvalidImageName: couldn\'t parse image name "a b"',
    ],
    [
      "for Kubernetes' own verdict, at once, though a Pod is ready",
      0,
      deadline('2026-11-28T16:10:00Z'),
      'Deployment shop/api cannot become ready: the readiness probe of container "api" fails',
    ],
  ])('%s', (_title, now, result, told) => {
    expect(judge(now, [makeFollowed({ state: 'ready', ready: 2 }), result])).toBe(told);
  });
});

describe('helm is not ended', () => {
  const init = (name: string) =>
    makeFollowed({
      workload: makeWorkload({ name: 'web' }),
      fresh: [makePod([status('web', waits('PodInitializing', ''))], [status(name, RUNS)])],
    });

  it.each<readonly [string, number, readonly WorkloadResult[]]>([
    ['before it is time', 59_999, [stuck(SECRET)]],
    ['for a crash loop', LONG, [of(makeExit({}, { restarts: 50 }))]],
    ['for a probe', LONG, [of(makeProbe('liveness', { hasEnded: true, restarts: 50 }))]],
    [
      'for a quota, which may have room again',
      LONG,
      [of({ kind: 'waits', on: 'FailedCreate: exceeded quota: one, requested: pods=1' })],
    ],
    ['for a readiness gate', LONG, [of({ kind: 'gate', gate: 'lb', isSet: true, says: '' })]],
    ['for a rollout that is paused', LONG, [of({ kind: 'paused' })]],
    ['where a new Pod is ready', LONG, [stuck(SECRET, { ready: 1 })]],
    [
      'where one Pod fails in another way',
      LONG,
      [stuck(SECRET, { troubles: [...stuck(SECRET).troubles, ofPods(makeExit(), 1)] })],
    ],
    [
      'where another Pod may start',
      LONG,
      [
        stuck(SECRET, {
          fresh: [...stuck(SECRET).fresh, makePod([status('api', waits('ContainerCreating', ''))])],
        }),
      ],
    ],
    [
      'where another container of the Pod runs',
      LONG,
      [
        stuck(SECRET, {
          fresh: [makePod([status('api', RUNS), status('proxy', waits(...SECRET))])],
        }),
      ],
    ],
    ['while an init container of any workload runs', LONG, [stuck(SECRET), init('migrate')]],
    ['for a deadline of the revision before', LONG, [deadline('2026-11-28T15:59:59Z')]],
    ['for what nobody says', LONG, [makeFollowed()]],
    ['where all is ready', LONG, [makeFollowed({ state: 'ready', ready: 2 })]],
  ])('%s', (_title, now, results) => {
    expect(judge(now, results)).toBeUndefined();
  });

  it('but it is while only a sidecar runs', () => {
    expect(judge(60_000, [stuck(SECRET), init('proxy')])).toBe(`${MISSING} (for 1 min 0 s)`);
  });
});

describe('what speaks for an end', () => {
  const look = (before: RolloutGrounds, now: number, result: WorkloadResult) =>
    judgeRolloutEnd(before, [result], { now, rules: RULES });

  it('counts from the first look on, whatever the words are', () => {
    const key = stuck(['CreateContainerConfigError', "couldn't find key a in Secret shop/db"]);
    const first = look(new Map(), 5_000, stuck(SECRET));
    expect(look(first.grounds, 65_000, key).end).toMatchObject({ ms: 60_000 });
  });

  it('begins anew after it was gone', () => {
    const first = look(new Map(), 0, stuck(SECRET));
    const gone = look(first.grounds, 30_000, of(makeExit()));
    expect([...gone.grounds]).toEqual([]);
    expect(look(gone.grounds, 60_000, stuck(SECRET)).end).toBeUndefined();
  });
});
