import { describe, expect, it } from '@jest/globals';
import { HookMonitor, type Watched } from '../../../src/follow/hook-monitor.js';
import { MemoryListener } from '../../fakes/memory-listener.js';
import { makeHook, makeResult } from '../../fakes/facts.js';
import { makeJob, makePod, RUNNING, waiting } from '../../fakes/pods.js';

const run = { key: 'pre-upgrade', event: 'pre-upgrade', hook: makeHook() };
const BAD_NAME: Watched = {
  ...{ key: 'Job shop/app-migration', run, job: makeJob(), lineCount: 0, isBlind: false },
  result: makeResult({ verdict: { kind: 'waiting', on: 'InvalidImageName' } }),
  pods: [makePod({ states: [waiting('InvalidImageName')] })],
};

/** A monitor whose clock and hooks the test sets. */
function keep(hooks: readonly Watched[], failFastMs: number | 'off' = 60_000) {
  const listener = new MemoryListener();
  const ends: string[] = [];
  const world = { now: 0, hooks };
  const monitor = new HookMonitor({
    listener,
    now: () => world.now,
    look: () => world.hooks,
    rules: () => (failFastMs === 'off' ? undefined : { failFastMs, seesRecords: true }),
    onEnd: ({ why }) => ends.push(why),
  });
  const lookAt = (seconds: number, seen: readonly Watched[] = world.hooks) => {
    Object.assign(world, { now: seconds * 1_000, hooks: seen });
    monitor.look();
  };
  return { monitor, listener, ends, lookAt };
}

describe('a monitor', () => {
  it('tells what a hook waits for', () => {
    const { listener, ends, lookAt } = keep([BAD_NAME], 'off');
    for (const second of [0, 1, 2, 3]) lookAt(second);
    expect(ends).toEqual([]);
    expect(listener.told).toEqual(['… Job app-migration is waiting: InvalidImageName (2 s)']);
  });

  it('ends helm once', () => {
    const { ends, lookAt } = keep([BAD_NAME]);
    for (const second of [0, 1, 2]) lookAt(second);
    expect(ends).toEqual(['cannot-start']);
  });

  it('tells what is unwise in a hook once, when its Job is seen', () => {
    const retried = makeJob();
    const job = { ...retried, spec: { ...retried.spec, completions: 2 } } as typeof retried;
    const { listener, lookAt } = keep([{ ...BAD_NAME, job: undefined }]);
    lookAt(0);
    expect(listener.told).toEqual([]);
    lookAt(0, [{ ...BAD_NAME, job }]);
    lookAt(1);
    expect(listener.told).toEqual([
      expect.stringMatching(/^risk: Job shop\/app-migration runs in several/),
    ]);
  });

  it.each([
    ['FailedMount: no such volume', 10],
    ['Pulling image "r/x:1"', 10],
    ['ContainerCreating', 60],
  ])('knows when a Pod on a node is not about to start: %s', (on, seconds) => {
    const pod = makePod({ states: [waiting('ContainerCreating')] });
    const result = makeResult({ verdict: { kind: 'waiting', on } });
    const { monitor, lookAt } = keep([
      { ...BAD_NAME, result, pods: [makePod({ node: undefined })] },
    ]);
    lookAt(0);
    lookAt(5, [{ ...BAD_NAME, result, pods: [pod] }]);
    lookAt(5 + seconds - 1);
    expect(monitor.hasWaited(pod)).toBe(false);
    lookAt(5 + seconds);
    expect(monitor.hasWaited(pod)).toBe(true);
    expect(monitor.hasWaited(makePod({ name: 'another', states: [RUNNING] }))).toBe(false);
  });

  it('is kept until it is told to end, and no longer', async () => {
    const stop = new AbortController();
    const { monitor } = keep([]);
    const kept = monitor.keep(stop.signal);
    stop.abort();
    await kept;
    await monitor.keep(stop.signal);
  });
});
