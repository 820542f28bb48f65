import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import { suspendHook, type SuspendCluster, type ToSuspend } from '../../../src/follow/suspend.js';
import type { Job } from '../../../src/hooks/job.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { makeHook } from '../../fakes/facts.js';
import { ended, makeJob, makePod, RUNNING, type State, waiting } from '../../fakes/pods.js';

const NO_IMAGE = makePod({ states: [waiting('ErrImagePull', 'r/x:1: not found')] });
const STARTED = makePod({ states: [RUNNING] });
const conflict = new ActionError('conflict', 'it has changed', '');
const forbidden = new ActionError('forbidden', 'cannot patch', '');
const signal = new AbortController().signal;

const target = (more: Partial<ToSuspend> = {}): ToSuspend => ({
  ...{ key: 'a', hook: makeHook(), job: makeJob(), pods: [NO_IMAGE] },
  hasWaited: () => false,
  ...more,
});

/** A cluster in which each look at the Pods, and each attempt to suspend, has its own answer; the last ones stay. */
class Scripted implements SuspendCluster {
  readonly asked: string[] = [];
  private readonly pods: (readonly Pod[])[];
  private readonly answers: (ActionError | 'done')[];
  private readonly job: Job | 'gone';

  constructor(
    pods: readonly (readonly Pod[])[],
    answers: readonly (ActionError | 'done')[] = ['done'],
    job: Job | 'gone' = makeJob(),
  ) {
    this.pods = [...pods];
    this.answers = [...answers];
    this.job = job;
  }

  now: SuspendCluster['now'] = () => Date.parse('2026-11-23T15:00:10Z');

  findJob: SuspendCluster['findJob'] = async () => (this.job === 'gone' ? undefined : this.job);

  listPodsOfJobs: SuspendCluster['listPodsOfJobs'] = async () => next(this.pods);

  suspendJob: SuspendCluster['suspendJob'] = async ({ namespace, name, resourceVersion }) => {
    this.asked.push(`${namespace}/${name} at ${resourceVersion}`);
    const answer = next(this.answers);
    if (answer !== 'done') throw answer;
    return makeJob();
  };
}

function next<T>(list: T[]): T {
  const [first] = list.length > 1 ? list.splice(0, 1) : list;
  return first as T;
}

const ASKED = 'shop/app-migration at 7';

describe('a Job that has not started', () => {
  it('is suspended, as it was when we looked', async () => {
    const cluster = new Scripted([[NO_IMAGE], []]);
    expect(await suspendHook(target(), cluster, signal)).toMatchObject({
      hook: { name: 'app-migration' },
      how: 'suspended',
      command: `kubectl patch job app-migration --namespace shop --patch '{"spec":{"suspend":true}}'`,
    });
    expect(cluster.asked).toEqual([ASKED]);
  });

  it('is looked at again when it has changed meanwhile', async () => {
    const cluster = new Scripted([[NO_IMAGE], [NO_IMAGE], []], [conflict, 'done']);
    expect((await suspendHook(target(), cluster, signal))?.how).toBe('suspended');
    expect(cluster.asked).toEqual([ASKED, ASKED]);
  });

  it('is let be when it has started meanwhile', async () => {
    const cluster = new Scripted([[NO_IMAGE], [STARTED]], [conflict, 'done']);
    expect(await suspendHook(target(), cluster, signal)).toBeUndefined();
    expect(cluster.asked).toHaveLength(1);
  });

  it('is told to have started when that is seen only afterwards', async () => {
    const cluster = new Scripted([[NO_IMAGE], [NO_IMAGE], [STARTED]]);
    expect((await suspendHook(target(), cluster, signal))?.how).toBe('started');
  });

  it('is not told to have started for an attempt before', async () => {
    const over = makePod({ name: 'one', states: [ended(1)], phase: 'Failed' });
    const cluster = new Scripted([[over, NO_IMAGE], [over]]);
    expect((await suspendHook(target(), cluster, signal))?.how).toBe('suspended');
  });

  it.each([
    ['without the right', forbidden],
    ['when it changes all the time', conflict],
    ['when the cluster does not answer', new ActionError('cluster-unreachable', 'gone', '')],
  ])('stays armed %s, and the command is told', async (_title, error) => {
    const cluster = new Scripted([[NO_IMAGE]], [error]);
    expect(await suspendHook(target(), cluster, signal)).toMatchObject({
      how: 'not-suspended',
      command: expect.stringContaining('kubectl patch job app-migration'),
    });
  });
});

describe('a Job whose container is kept from its next start', () => {
  const down = (finishedAt: string, state: State): Pod => {
    const lastState = { terminated: { exitCode: 1, reason: 'Error', finishedAt } };
    return makePod({ states: [{ ...state, lastState }], restartPolicy: 'OnFailure' });
  };
  const KEPT = down('2026-11-23T15:00:09Z', waiting('CrashLoopBackOff', 'back-off 40s restarting'));
  const AGAIN = down('2026-11-23T15:00:09Z', RUNNING);

  it('is suspended, and its Pod is seen to go', async () => {
    const cluster = new Scripted([[KEPT], [KEPT], []]);
    const asked = target({ pods: [KEPT] });
    expect(await suspendHook(asked, cluster, signal)).toMatchObject({
      was: 'retrying',
      how: 'suspended',
    });
  });

  it('is told to have started when it is seen to run again only afterwards', async () => {
    const cluster = new Scripted([[KEPT], [AGAIN]]);
    expect((await suspendHook(target({ pods: [KEPT] }), cluster, signal))?.how).toBe('started');
  });
});

describe('nothing is done', () => {
  it.each<readonly [string, ToSuspend, Scripted]>([
    ['to a Job that runs', target({ pods: [STARTED] }), new Scripted([[STARTED]])],
    ['to a Job that is seen to run only now', target(), new Scripted([[STARTED]])],
    ['to a Job that is gone', target(), new Scripted([[]], ['done'], 'gone')],
    [
      'to another Job of its name',
      target({ job: makeJob({ metadata: { uid: 'another' } }) }),
      new Scripted([[NO_IMAGE]]),
    ],
    [
      'to a bare Pod that runs',
      target({ hook: makeHook({ kind: 'Pod' }), job: undefined, pods: [STARTED] }),
      new Scripted([[]]),
    ],
  ])('%s', async (_title, asked, cluster) => {
    expect(await suspendHook(asked, cluster, signal)).toBeUndefined();
    expect(cluster.asked).toEqual([]);
  });
});

it('a bare Pod that waits cannot be suspended: the command is told', async () => {
  const pod = target({ hook: makeHook({ kind: 'Pod', name: 'app-check' }), job: undefined });
  expect(await suspendHook(pod, new Scripted([[]]), signal)).toMatchObject({
    how: 'not-suspended',
    command: 'kubectl delete pod app-check --namespace shop',
  });
});
