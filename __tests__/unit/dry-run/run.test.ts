import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RenderedHook } from '../../../src/dry-run/rendered-hooks.js';
import { type DryRunDeps, runHooks } from '../../../src/dry-run/run.js';
import { ActionError } from '../../../src/errors.js';
import type { HookCluster } from '../../../src/follow/hook-cluster.js';
import type { Job } from '../../../src/hooks/job.js';
import { makeHook } from '../../fakes/facts.js';
import { pause } from '../../../src/time/pulse.js';
import { MemoryListener } from '../../fakes/memory-listener.js';
import { MemoryObjects } from '../../fakes/memory-objects.js';
import { makeJob } from '../../fakes/pods.js';

const rendered = (name: string, kind = 'Job'): RenderedHook => ({
  hook: makeHook({ name, kind, phase: '', started: '' }),
  object: {
    kind,
    metadata: { name, annotations: { 'helm.sh/hook': 'pre-upgrade', team: 'shop' } },
    spec: { backoffLimit: 0 },
  },
});

const ENDS: Readonly<Record<string, Partial<Job>>> = {
  good: { status: { conditions: [{ type: 'Complete', status: 'True' }] } },
  bad: {
    status: { conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded' }] },
  },
  slow: { status: { active: 1 } },
};

let objects: MemoryObjects;
let listener: MemoryListener;
let cancel: AbortController;

/** A cluster in which a Job is at once as its name says. */
const cluster: HookCluster = {
  async *watchJob({ name }) {
    const kind = Object.keys(ENDS).find((word) => name.startsWith(word)) ?? 'good';
    const metadata = {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: '2026-11-29T00:00:00Z',
    };
    yield { kind: 'listed', items: [makeJob({ metadata, ...ENDS[kind] })] };
  },
  async *watchPodsOfJob() {
    yield { kind: 'listed', items: [] };
  },
  async *watchPod() {
    yield { kind: 'listed', items: [] };
  },
  async *watchEvents() {
    yield { kind: 'listed', items: [] };
  },
  async *readLog() {
    // Nothing is written.
  },
};

const run = (hooks: readonly RenderedHook[], more: Partial<DryRunDeps> = {}) =>
  runHooks(hooks, 'pre-upgrade', {
    ...{ objects, listener, cluster, cancelled: cancel.signal, hideLogs: [] },
    ...{ failFastMs: 100, timeoutMs: 2_000, deadline: new AbortController().signal },
    plan: { release: 'shop', id: 'run-1' },
    ...more,
  });

beforeEach(() => {
  objects = new MemoryObjects();
  listener = new MemoryListener();
  cancel = new AbortController();
});

describe('the hooks of a dry run', () => {
  it('are made one after another, and removed from the last to the first', async () => {
    const seen = await run([
      rendered('config', 'ConfigMap'),
      rendered('good-1'),
      rendered('good-2'),
    ]);
    expect(objects.told).toEqual([
      ...['find ConfigMap config', 'find Job good-1', 'find Job good-2'],
      ...['create ConfigMap config', 'create Job good-1', 'create Job good-2'],
      ...['remove Job good-2', 'remove Job good-1', 'remove ConfigMap config'],
    ]);
    expect(seen.stop).toBeUndefined();
    expect(seen.hooks.map(({ verdict, number }) => [verdict.kind, number])).toEqual([
      ['succeeded', undefined],
      ['succeeded', 1],
      ['succeeded', 2],
    ]);
    expect(listener.told).toContain('ended Job good-1: succeeded');
  });

  it('are no hooks for a deploy, and say whose they are', async () => {
    const made: unknown[] = [];
    objects.create = async function (this: MemoryObjects, object, namespace) {
      made.push(object);
      return await MemoryObjects.prototype.create.call(this, object, namespace);
    };
    await run([rendered('good')]);
    expect(made).toEqual([
      {
        kind: 'Job',
        metadata: {
          name: 'good',
          annotations: {
            team: 'shop',
            'helm-migrate/plan-of': 'shop',
            'helm-migrate/plan-run': 'run-1',
          },
        },
        spec: { backoffLimit: 0, ttlSecondsAfterFinished: 600 },
      },
    ]);
  });

  it('stop with the first that fails; all are removed', async () => {
    const seen = await run([rendered('good'), rendered('bad'), rendered('never')]);
    expect(seen.stop).toMatchObject({ kind: 'hook', hook: { hook: { name: 'bad' } } });
    expect(seen.hooks.map(({ verdict }) => verdict.kind)).toEqual([
      'succeeded',
      'failed',
      'not-seen',
    ]);
    expect(objects.told.slice(-2)).toEqual(['remove Job bad', 'remove Job good']);
    expect(objects.objects.size).toBe(0);
  });

  it('have failed where they were deleted, whatever has their name then', async () => {
    const status = { active: 1 };
    const job = (uid: string) => {
      const metadata = { name: 'good', namespace: 'shop', uid };
      return makeJob({
        metadata: { ...metadata, creationTimestamp: '2026-11-29T00:00:00Z' },
        status,
      });
    };
    const replaced: HookCluster = {
      ...cluster,
      async *watchJob() {
        yield { kind: 'listed', items: [job('uid-1')] };
        await pause(20, cancel.signal);
        yield { kind: 'deleted', object: job('uid-1') };
        await pause(1_200, cancel.signal);
        yield { kind: 'changed', object: job('uid-2') };
      },
    };
    const seen = await run([rendered('good')], { cluster: replaced });
    expect(seen.stop).toMatchObject({ hook: { verdict: { kind: 'failed', reason: 'Deleted' } } });
  });

  it('are not waited for longer than their time', async () => {
    const seen = await run([rendered('slow')], { timeoutMs: 50 });
    expect(seen.stop).toMatchObject({ kind: 'hook', hook: { verdict: { kind: 'running' } } });
    expect(objects.objects.size).toBe(0);
  });

  it('are removed after a cancel, and none is made after it', async () => {
    setTimeout(() => cancel.abort(), 30);
    const seen = await run([rendered('slow'), rendered('good')]);
    expect(seen.stop).toBeUndefined();
    expect(objects.told).not.toContain('create Job good');
    expect(objects.objects.size).toBe(0);
  });
});

describe('an object of a dry run', () => {
  it('that is there already keeps all from being made', async () => {
    await objects.create({ kind: 'Job', metadata: { name: 'good' } }, 'shop');
    objects.told.length = 0;
    const seen = await run([rendered('good'), rendered('config', 'ConfigMap')]);
    expect(seen.stop).toMatchObject({ kind: 'exists', isOfPlan: false, hooks: [{ name: 'good' }] });
    expect(objects.told).toEqual(['find Job good', 'find ConfigMap config']);
  });

  it('that another plan creates at the same time ends it, and is left alone', async () => {
    objects.create = async function (this: MemoryObjects, object, namespace) {
      const annotations = { 'helm-migrate/plan-of': 'shop', 'helm-migrate/plan-run': 'run-2' };
      const other = { ...object, metadata: { name: 'good', annotations } };
      await MemoryObjects.prototype.create.call(this, other, namespace);
      throw new ActionError('conflict', 'It already exists.', '');
    };
    const seen = await run([rendered('good')]);
    expect(seen.stop).toMatchObject({ kind: 'exists', isOfPlan: true, hooks: [{ name: 'good' }] });
    expect(objects.objects.size).toBe(1);
  });

  it('that cannot be made ends it, and what was made before is removed', async () => {
    const error = new ActionError('forbidden', 'No right.', 'Add it.');
    objects.errors.set('create Job good', error);
    const seen = await run([rendered('config', 'ConfigMap'), rendered('good')]);
    expect(seen.stop).toMatchObject({ kind: 'not-made', error, hook: { name: 'good' } });
    expect(objects.told.at(-1)).toBe('remove ConfigMap config');
  });

  it('whose creation had no answer is ours where it has our mark', async () => {
    objects.losesAnswers = true;
    const seen = await run([rendered('good')]);
    expect(seen.stop).toBeUndefined();
    expect(objects.objects.size).toBe(0);
  });

  it('whose creation had no answer, and that nobody can look for, may be left', async () => {
    const gone = new ActionError('cluster-unreachable', 'The cluster cannot be reached.', '');
    let created = false;
    objects.create = () => {
      created = true;
      return Promise.reject(gone);
    };
    objects.find = () => (created ? Promise.reject(gone) : Promise.resolve(undefined));
    const seen = await run([rendered('good')]);
    expect(seen.stop).toMatchObject({ kind: 'not-made', error: gone });
    expect(seen.left).toMatchObject([{ hook: { name: 'good' }, error: gone }]);
  });

  it('that cannot be removed is told, and the others are removed', async () => {
    objects.errors.set('remove Job good', new ActionError('forbidden', 'No right.', ''));
    const seen = await run([rendered('config', 'ConfigMap'), rendered('good')]);
    expect(seen.left).toMatchObject([{ hook: { name: 'good' }, error: { code: 'forbidden' } }]);
    expect(objects.told.at(-1)).toBe('remove ConfigMap config');
  });

  it('gets the name that the API server makes up', async () => {
    const one = rendered('good-', 'Job');
    const { hook, object } = one;
    const seen = await run([
      {
        hook: { ...hook, isNameGenerated: true },
        object: { ...object, metadata: { generateName: 'good-' } },
      },
    ]);
    expect(seen.hooks[0]?.hook.name).toBe('good-x7k2p');
    expect(objects.told).toContain('remove Job good-x7k2p');
  });
});
