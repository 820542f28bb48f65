import { describe, expect, it } from '@jest/globals';
import { findActive, type HookSight, listHookObjects } from '../../../src/guard/active.js';
import type { Job } from '../../../src/hooks/job.js';
import { listStatuses, type Pod } from '../../../src/hooks/targets.js';
import { makeHook, makeRelease } from '../../fakes/facts.js';
import { readRecording } from '../../fakes/recording.js';

type State =
  'running' | 'silent' | { readonly waiting: string } | { readonly exitCode: number } | 'unknown';

const NOW = Date.parse('2026-11-25T12:00:10Z');
const status = (name: string, state: State, last?: number) => ({
  name,
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  state:
    state === 'unknown' || state === 'silent'
      ? {}
      : state === 'running'
        ? { running: { startedAt: '2026-11-25T12:00:01Z' } }
        : 'waiting' in state
          ? { waiting: { reason: state.waiting } }
          : { terminated: { exitCode: state.exitCode, reason: 'x' } },
  ...(last !== undefined && { lastState: { terminated: { exitCode: last, reason: 'Error' } } }),
});

/** A Pod on node `n1` with these containers. */
const makePod = (
  states: Readonly<Record<string, State>>,
  more: {
    readonly node?: string;
    readonly phase?: string;
    readonly restartPolicy?: string;
    readonly init?: Readonly<Record<string, State>>;
    readonly last?: number;
    readonly deleted?: boolean;
  } = {},
): Pod => {
  const { node = 'n1', phase = 'Pending', restartPolicy = 'Never', init = {}, last } = more;
  const named = (all: Readonly<Record<string, State>>) =>
    Object.keys(all).map((name) => ({ name, image: 'x' }));
  return {
    metadata: {
      name: 'app-migration-x',
      uid: 'p1',
      labels: { 'job-name': 'app-migration' },
      ...(more.deleted && { deletionTimestamp: '2026-11-25T12:00:05Z' }),
    },
    spec: {
      restartPolicy,
      containers: named(states),
      initContainers: named(init),
      ...(node !== '' && { nodeName: node }),
    },
    status: {
      phase,
      startTime: '2026-11-25T12:00:00Z',
      containerStatuses: Object.entries(states)
        .filter(([, state]) => state !== 'silent')
        .map(([name, state]) => status(name, state, last)),
      initContainerStatuses: Object.entries(init).map(([name, state]) => status(name, state)),
    },
  };
};

const makeJob = (
  counts: Job['status'],
  more: { readonly suspend?: boolean; readonly met?: string } = {},
): Job =>
  ({
    metadata: { name: 'app-migration', uid: 'j1' },
    spec: { suspend: more.suspend ?? false },
    status: {
      startTime: '2026-11-25T11:59:59Z',
      ...counts,
      ...(more.met !== undefined && { conditions: [{ type: more.met, status: 'True' }] }),
    },
  }) as unknown as Job;

const sight = (job: Job | undefined, ...pods: readonly Pod[]): HookSight => ({
  release: makeRelease({ status: 'failed' }),
  hook: makeHook(),
  job,
  pods,
});

const waiting = (reason: string) => ({ main: { waiting: reason } });

describe('a hook is active', () => {
  it.each<readonly [string, Pod]>([
    ['while its container runs', makePod({ main: 'running' }, { phase: 'Running' })],
    ['when its Pod is to be deleted', makePod({ main: 'running' }, { deleted: true })],
    [
      'when its Pod has failed and a container still runs',
      makePod({ main: 'running' }, { phase: 'Failed' }),
    ],
    ['on a node that has said nothing yet', makePod({ main: 'silent' })],
    ['while its container is made, which may run by now', makePod(waiting('ContainerCreating'))],
    [
      'when its Pod is initialized',
      makePod(waiting('PodInitializing'), { init: { clone: 'running' } }),
    ],
    [
      'between two init containers',
      makePod(waiting('PodInitializing'), {
        init: { a: { exitCode: 0 }, b: { waiting: 'PodInitializing' } },
      }),
    ],
    [
      'between two starts',
      makePod(waiting('CrashLoopBackOff'), { restartPolicy: 'OnFailure', last: 1 }),
    ],
    ['about to be restarted', makePod({ main: { exitCode: 1 } }, { restartPolicy: 'OnFailure' })],
    ['when one of two containers has ended', makePod({ a: { exitCode: 0 }, b: 'running' })],
    [
      'when one of two waits for its image',
      makePod({ a: 'running', b: { waiting: 'ImagePullBackOff' } }),
    ],
    [
      'when one of two waits for its image, and the other is made',
      makePod({ a: { waiting: 'ContainerCreating' }, b: { waiting: 'ErrImagePull' } }),
    ],
    [
      'when one has ended, and the other waits for its image',
      makePod({ a: { exitCode: 0 }, b: { waiting: 'ErrImagePull' } }),
    ],
    ['whose state nobody knows', makePod({ main: 'unknown' })],
    ['whose Pod is of an unknown phase', makePod({ main: 'unknown' }, { phase: 'Unknown' })],
    ['that waits for what we do not know', makePod(waiting('SomethingNew'))],
  ])('%s', (_title, pod) => {
    expect(findActive([sight(undefined, pod)], NOW)).toMatchObject([
      {
        ...sight(undefined, pod),
        because: 'Pod app-migration-x on node n1',
        since: '2026-11-25T12:00:00Z',
      },
    ]);
    expect(findActive([sight(makeJob({}, { met: 'Failed' }), pod)], NOW)).toHaveLength(1);
  });

  it.each<readonly [string, Job]>([
    ['after an attempt', makeJob({ failed: 1 })],
    [
      'after an attempt that is not counted yet',
      makeJob({ uncountedTerminatedPods: { failed: ['x'] } }),
    ],
    ['after one of several completions', makeJob({ succeeded: 1 })],
    ['while an attempt ends', makeJob({ terminating: 1 })],
    ['whose Pod is ready, though we may not see it', makeJob({ active: 1, ready: 1 })],
  ])('between attempts: %s', (_title, job) => {
    expect(findActive([sight(job)], NOW)).toMatchObject([
      { because: 'its Job has not finished', since: '2026-11-25T11:59:59Z' },
    ]);
  });

  it('is told with the first of its Pods that is', () => {
    const ended = makePod({ main: { exitCode: 1 } }, { phase: 'Failed' });
    const found = findActive(
      [sight(makeJob({ failed: 1 }), ended, makePod({ main: 'running' }))],
      NOW,
    );
    expect(found.map(({ because }) => because)).toEqual(['Pod app-migration-x on node n1']);
  });
});

describe('a hook that only fails', () => {
  const failed = makePod({ main: { exitCode: 1 } }, { phase: 'Failed' });
  const uid = failed.metadata?.ownerReferences?.[0]?.uid;
  const owned = (job: Job): Job => ({ ...job, metadata: { ...job.metadata, uid: uid ?? 'uid' } });
  const owner = { ...{ apiVersion: 'batch/v1', kind: 'Job', name: 'x' }, uid: uid ?? 'uid' };
  const own: Pod = { ...failed, metadata: { ...failed.metadata, ownerReferences: [owner] } };

  it.each<readonly [boolean, string, Job, readonly Pod[]]>([
    [true, 'between two attempts', makeJob({ failed: 1 }), [own]],
    [false, 'whose attempts cannot be seen', makeJob({ failed: 1 }), []],
    [false, 'whose next attempt runs', makeJob({ failed: 1, active: 1 }), [own]],
  ])('may be suspended: %s, %s', (isRetrying, _title, job, pods) => {
    expect(findActive([sight(owned(job), ...pods)], NOW)).toMatchObject([{ isRetrying }]);
  });
});

describe('a hook is not active', () => {
  it.each<readonly [string, HookSight]>([
    ['that has no object', sight(undefined)],
    ['that has no node', sight(undefined, makePod({}, { node: '' }))],
    [
      'that has succeeded',
      sight(
        makeJob({ succeeded: 1 }, { met: 'Complete' }),
        makePod({ main: { exitCode: 0 } }, { phase: 'Succeeded' }),
      ),
    ],
    [
      'that has failed',
      sight(
        makeJob({ failed: 1 }, { met: 'Failed' }),
        makePod({ main: { exitCode: 1 } }, { phase: 'Failed' }),
      ),
    ],
    [
      'whose phase is late',
      sight(undefined, makePod({ main: { exitCode: 1 } }, { phase: 'Running' })),
    ],
    [
      'that was evicted and tells of no container',
      sight(undefined, makePod({}, { phase: 'Failed' })),
    ],
    [
      'that waits for its image',
      sight(makeJob({ active: 1 }), makePod(waiting('ImagePullBackOff'))),
    ],
    [
      'that waits for its image for the first time',
      sight(undefined, makePod(waiting('ErrImagePull'))),
    ],
    ['that waits for its Secret', sight(undefined, makePod(waiting('CreateContainerConfigError')))],
    [
      'whose init container waits for its image',
      sight(
        undefined,
        makePod(waiting('PodInitializing'), { init: { clone: { waiting: 'ErrImagePull' } } }),
      ),
    ],
    ['whose Job has no Pod yet', sight(makeJob({ active: 1 }))],
    ['whose Job has just been made', sight(makeJob({}))],
    ['that is suspended', sight(makeJob({ failed: 1 }, { suspend: true }))],
  ])('%s', (_title, hook) => {
    expect(findActive([hook], NOW)).toEqual([]);
  });
});

/** How a hook is as its recording goes on, each change once. */
function listChanges(recording: string): string {
  const jobs = new Map<string, Job>();
  const pods = new Map<string, Pod>();
  const changes: string[] = [];
  for (const line of readRecording(recording)) {
    if (line.kind !== 'jobs' && line.kind !== 'pods') continue;
    const { type, object } = line;
    const uid = object.metadata?.uid ?? '';
    const kept: Map<string, Job | Pod> = line.kind === 'jobs' ? jobs : pods;
    if (type === 'DELETED') kept.delete(uid);
    else kept.set(uid, object);
    const now = [...pods.values()];
    const isActive = findActive([sight([...jobs.values()].at(-1), ...now)], NOW).length > 0;
    const isRunning = now.some((pod) => listStatuses(pod).some(({ state }) => state?.running));
    if (isRunning) expect(isActive).toBe(true);
    const word = isActive ? 'active' : 'still';
    if (changes.at(-1) !== word) changes.push(word);
  }
  return changes.join(' ');
}

describe('on the real cluster', () => {
  it.each([
    ['job-complete', 'still active still'],
    ['job-backoff-limit', 'still active still'],
    ['job-retried', 'still active still'],
    ['job-deadline', 'still active still'],
    ['job-deleted', 'still active still'],
    ['job-replaced', 'active still'],
    ['job-quota', 'still'],
    ['pod-bare', 'still active still'],
    ['pod-restarted', 'still active still'],
    ['pod-evicted', 'still active still'],
    ['pod-drained', 'still active still'],
    ['pod-init-failed', 'still active still'],
    ['pod-image-pull-backoff', 'still active still'],
    ['pod-missing-secret', 'still active still'],
    ['pod-missing-command', 'still active still active still'],
    ['pod-invalid-image-name', 'still active still'],
    ['pod-failed-mount', 'still active'],
    ['pod-unschedulable', 'still'],
    ['pod-lingering', 'still active'],
    ['pod-node-lost', 'still active'],
    ['pod-node-gone', 'still active still'],
    ['pod-sidecar-complete', 'still active still'],
    ['pod-two-containers', 'still active still'],
  ])('%s', (recording, expected) => {
    expect(listChanges(recording)).toBe(expected);
  });
});

describe('the objects that could be active', () => {
  const job = makeHook();
  const first = makeRelease({ revision: 1, hooks: [job] });

  it('are those of all revisions, each once, by the newest that has it', () => {
    const other = makeHook({ name: 'gone' });
    const second = makeRelease({ revision: 2, hooks: [job] });
    const third = makeRelease({ revision: 10, hooks: [] });
    const old = makeRelease({ revision: 1, hooks: [job, other] });
    const found = listHookObjects([third, second, old]);
    expect(found.map(({ hook, release }) => [hook.name, release.revision])).toEqual([
      ['app-migration', 2],
      ['gone', 1],
    ]);
  });

  it('of two namespaces are two', () => {
    const elsewhere = makeHook({ namespace: 'other' });
    expect(listHookObjects([makeRelease({ hooks: [job, elsewhere] })])).toHaveLength(2);
  });

  it.each([
    ['a Job', makeHook(), 1],
    ['a Pod', makeHook({ kind: 'Pod' }), 1],
    ['a Secret', makeHook({ kind: 'Secret' }), 0],
    ['a test', makeHook({ events: ['test'] }), 0],
    ['a test of Helm 2', makeHook({ events: ['test-success'] }), 0],
    [
      'a test that is a hook of the upgrade, too',
      makeHook({ events: ['test', 'post-upgrade'] }),
      1,
    ],
    ['of a rollback', makeHook({ events: ['pre-rollback'] }), 1],
    ['of no event', makeHook({ events: [] }), 0],
  ])('%s: %#', (_title, hook, count) => {
    expect(listHookObjects([{ ...first, hooks: [hook] }])).toHaveLength(count);
  });
});
