import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import { HookEvents, type HookEventsDeps } from '../../../src/follow/hook-events.js';
import { HookLedger } from '../../../src/hooks/ledger.js';
import { Pulse, untilAborted } from '../../../src/time/pulse.js';
import type { KubeEvent } from '../../../src/hooks/events.js';
import type { WatchEvent } from '../../../src/objects/watch-event.js';
import { replay } from '../../fakes/recording.js';

const RECORD = '2026-11-23T15:00:00Z';
const [newJob, startedJob] = replay('job-complete', 'jobs');
const endedJob = replay('job-complete', 'jobs').at(-1);
const pods = replay('job-complete', 'pods');
const [newPod] = pods;
const isRunning = (pod: (typeof pods)[number]) =>
  pod.status?.containerStatuses?.[0]?.state?.running !== undefined;
const runningPod = pods.find(isRunning);
if (!newJob || !startedJob || !endedJob || !newPod || !runningPod)
  throw new Error('job-complete lacks a state');

const uidOf = ({ metadata }: { readonly metadata?: { readonly uid?: string } }) =>
  metadata?.uid ?? '';
const event = (uid: string): KubeEvent => ({
  metadata: { uid: `event of ${uid}` },
  involvedObject: { uid },
  reason: 'Told',
});

/** Events of one hook whose watch tells `answers`, and then nothing until it is ended. */
function openEvents(
  answers: (uid: string) => readonly WatchEvent<KubeEvent>[] = () => [],
  afterMs = 0,
) {
  const ledger = new HookLedger(RECORD);
  const changes = new Pulse();
  const stop = new AbortController();
  const asked: string[] = [];
  const ended: string[] = [];
  const watchEvents: HookEventsDeps['watchEvents'] = async function* (_namespace, uid, signal) {
    asked.push(uid);
    changes.fire();
    yield* answers(uid);
    await untilAborted(signal);
    ended.push(uid);
  };
  const events = new HookEvents({ watchEvents, ledger, changes, afterMs });
  const watching = events.watch(stop.signal);
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await changes.wait(10, stop.signal);
  };
  const end = async () => {
    stop.abort();
    await watching;
  };
  return { events, ledger, changes, asked, ended, until, end };
}

describe('events are asked for', () => {
  it('of a Job that waits for its first Pod, then of the Pod, until it runs', async () => {
    const { ledger, changes, asked, ended, until, end } = openEvents();
    ledger.take('jobs', newJob);
    changes.fire();
    await until(() => asked.length === 1);
    ledger.take('pods', newPod);
    changes.fire();
    await until(() => asked.length === 2);
    ledger.take('pods', runningPod);
    changes.fire();
    await end();
    expect(asked).toEqual([uidOf(newJob), uidOf(newPod)]);
    expect(ended).toEqual(asked);
  });

  it.each([
    ['before anything is there', () => undefined],
    ['of what runs', (ledger: HookLedger) => ledger.take('pods', runningPod)],
    ['of a Job that has ended', (ledger: HookLedger) => ledger.take('jobs', endedJob)],
    ['of a Job that is gone', (ledger: HookLedger) => ledger.remove('jobs', newJob)],
    [
      'of a Job that is suspended',
      (ledger: HookLedger) =>
        ledger.take('jobs', { ...newJob, spec: { suspend: true } } as typeof newJob),
    ],
    [
      'of a Job that has started, and whose Pods we may not see',
      (ledger: HookLedger) => ledger.take('jobs', startedJob),
    ],
  ])('never %s', async (_title, take) => {
    const { ledger, changes, asked, until, end } = openEvents();
    take(ledger);
    changes.fire();
    let turns = 0;
    await until(() => (turns += 1) > 3);
    await end();
    expect(asked).toEqual([]);
  });

  it('not of what does not wait for long', async () => {
    const { ledger, changes, asked, end } = openEvents(undefined, 60_000);
    ledger.take('jobs', newJob);
    changes.fire();
    ledger.take('pods', runningPod);
    changes.fire();
    await end();
    expect(asked).toEqual([]);
  });
});

describe('what they tell', () => {
  it('is kept, from the list and after it', async () => {
    const told = (uid: string) =>
      [
        { kind: 'listed', items: [event(uid)] },
        { kind: 'changed', object: event('another') },
      ] as const;
    const { ledger, changes, until, end } = openEvents(told);
    ledger.take('jobs', newJob);
    changes.fire();
    await until(() => ledger.objects.events.length === 2);
    await end();
    expect(ledger.objects.events).toEqual([event(uidOf(newJob)), event('another')]);
  });

  it.each([
    ['a missing right is trouble', 'forbidden', ['it is forbidden']],
    ['what passes is none', 'cluster-unreachable', []],
  ] as const)('%s', async (_title, code, troubles) => {
    const error = new ActionError(code, `it is ${code}`, '');
    const { ledger, changes, events, asked, until, end } = openEvents(() => [
      { kind: 'trouble', error },
    ]);
    ledger.take('jobs', newJob);
    changes.fire();
    await until(() => asked.length === 1);
    await end();
    expect(events.troubles.map(({ message }) => message)).toEqual(troubles);
  });
});
