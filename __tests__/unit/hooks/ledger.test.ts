import { describe, expect, it } from '@jest/globals';
import type { KubeEvent } from '../../../src/hooks/events.js';
import type { Job } from '../../../src/hooks/job.js';
import { HookLedger } from '../../../src/hooks/ledger.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { makeHook } from '../../fakes/facts.js';
import { replay } from '../../fakes/recording.js';

const RECORD = '2026-11-23T15:00:05Z';
const BEFORE = '2026-11-23T15:00:04Z';

const job = (uid: string, creationTimestamp: string): Job => ({
  metadata: { uid, creationTimestamp },
});
const pod = (uid: string, creationTimestamp: string, owner: string): Pod =>
  ({
    metadata: { uid, creationTimestamp, ownerReferences: [{ kind: 'Job', uid: owner }] },
  }) as unknown as Pod;

const show = ({ objects }: HookLedger) => ({
  job: objects.job?.metadata?.uid,
  jobGone: objects.jobGone,
  pods: objects.pods.map(({ metadata }) => metadata?.uid),
});

const old = job('old', BEFORE);
const ours = job('ours', RECORD);

describe('whose a Job is', () => {
  it("takes one that was made in the record's own second, and none that is older", () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [old, ours]);
    expect(show(ledger).job).toBe('ours');
  });

  it.each([
    ['changed', (ledger: HookLedger) => ledger.take('jobs', old)],
    ['deleted', (ledger: HookLedger) => ledger.remove('jobs', old)],
    ['listed again', (ledger: HookLedger) => ledger.takeList('jobs', [old])],
  ])('never takes an old one, however it is told of later: %s', (_title, tell) => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [old]);
    tell(ledger);
    expect(show(ledger).job).toBeUndefined();
  });

  it('takes what comes later whatever its time says: the clocks of two API servers may differ', () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', []);
    ledger.take('jobs', job('new', BEFORE));
    expect(show(ledger).job).toBe('new');
  });

  it('shows the newer of two of ours: a hook of two events runs twice', () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [ours]);
    ledger.take('pods', pod('first', RECORD, 'ours'));
    ledger.remove('jobs', ours);
    ledger.take('jobs', job('again', RECORD));
    ledger.take('pods', pod('second', RECORD, 'again'));
    expect(show(ledger)).toEqual({ job: 'again', jobGone: undefined, pods: ['second'] });
  });
});

describe('whose a Pod is', () => {
  it.each(['jobs first', 'pods first'])("not ours, when it is an old Job's: %s", (order) => {
    const ledger = new HookLedger(RECORD);
    const late = pod('late', '2026-11-23T15:00:09Z', 'old');
    const listJobs = () => ledger.takeList('jobs', [old]);
    const listPods = () => ledger.takeList('pods', [pod('early', BEFORE, 'old'), late]);
    const lists = [listJobs, listPods];
    for (const list of order === 'jobs first' ? lists : lists.reverse()) list();
    expect(show(ledger).pods).toEqual([]);
    expect(ledger.ourPods).toEqual([]);
  });

  it('ours, by its age, while no Job is in sight', () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('pods', [pod('early', BEFORE, 'x'), pod('late', RECORD, 'y')]);
    expect(show(ledger).pods).toEqual(['late']);
  });

  it("of our Job's only, once it is there", () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('pods', [pod('mine', RECORD, 'ours'), pod('other', RECORD, 'other')]);
    ledger.takeList('jobs', [ours]);
    expect(show(ledger).pods).toEqual(['mine']);
  });
});

describe('what is gone', () => {
  it.each([
    ['deleted', (ledger: HookLedger) => ledger.remove('jobs', ours)],
    ['missed', (ledger: HookLedger) => ledger.takeList('jobs', [])],
  ])('stays seen, and is known as %s', (jobGone, go) => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [ours]);
    expect(ledger.removed.isGone('ours')).toBe(false);
    go(ledger);
    expect(show(ledger)).toMatchObject({ job: 'ours', jobGone });
    expect(ledger.removed.isGone('ours')).toBe(true);
  });
});

it("keeps a bounded number of each run's last lines", () => {
  const ledger = new HookLedger(RECORD);
  for (let line = 0; line < 10_000; line += 1)
    ledger.keepLines('run', [{ time: '', text: String(line) }]);
  const kept = ledger.objects.logs.get('run') ?? [];
  expect(kept.length).toBeLessThanOrEqual(4_000);
  expect(kept.slice(-2_000).map(({ text }) => Number(text))).toEqual(
    Array.from({ length: 2_000 }, (_, index) => 8_000 + index),
  );
});

it('keeps a bounded number of events, the newest ones, and each once', () => {
  const ledger = new HookLedger(RECORD);
  const event = (uid: string, count: number): KubeEvent => ({
    metadata: { uid },
    involvedObject: {},
    count,
  });
  ledger.keepEvents([event('often', 1), event('once', 1)]);
  ledger.keepEvents(Array.from({ length: 98 }, (_, index) => event(String(index), 1)));
  ledger.keepEvents([event('often', 2), event('new', 1)]);
  const kept = ledger.objects.events.map(({ metadata, count }) => `${metadata.uid} ${count}`);
  expect(kept).toHaveLength(100);
  expect(kept.slice(-2)).toEqual(['often 2', 'new 1']);
  expect(kept).not.toContain('once 1');
});

describe('a Pod that was deleted while it ran', () => {
  const [ran, ended] = ['pod-deleted', 'job-complete'].map((name) => replay(name, 'pods'));
  const take = (pods: readonly Pod[]) => {
    const ledger = new HookLedger(RECORD);
    for (const pod of pods) ledger.take('pods', pod);
    return ledger.objects.interrupted.size;
  };

  it('is known as such, though its last state does not tell', () => {
    expect(take(ran ?? [])).toBe(1);
    expect(take(ran?.slice(-1) ?? [])).toBe(0);
  });

  it('is not one that was deleted when it had ended', () => {
    const last = ended?.at(-1);
    const deleted = { ...last, metadata: { ...last?.metadata, deletionTimestamp: RECORD } } as Pod;
    expect(take([...(ended ?? []), deleted])).toBe(0);
  });
});

describe('a hook of two events', () => {
  const turnsOf = (ledger: HookLedger) =>
    [0, 1].map((index) => {
      const objects = ledger.objectsOf(index, 2);
      return {
        job: objects.job?.metadata?.uid,
        pods: objects.pods.map(({ metadata }) => metadata?.uid),
        others: objects.others.map(({ object, isOurs }) => [object.metadata?.uid, isOurs]),
      };
    });

  it('has the objects of each run, in the order of their creation', () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [old]);
    ledger.take('jobs', ours);
    ledger.take('pods', pod('first', RECORD, 'ours'));
    expect(ledger.turnCount).toBe(1);
    ledger.remove('jobs', ours);
    ledger.take('pods', pod('second', RECORD, 'again'));
    ledger.take('jobs', job('again', RECORD));
    expect(ledger.turnCount).toBe(2);
    expect(turnsOf(ledger)).toEqual([
      { job: 'ours', pods: ['first'], others: [['old', false]] },
      {
        job: 'again',
        pods: ['second'],
        others: [
          ['old', false],
          ['ours', true],
        ],
      },
    ]);
    expect([ledger.findTurn('first', 2), ledger.findTurn('second', 2)]).toEqual([0, 1]);
  });

  it('knows what was there before a run of which nothing is seen', () => {
    const ledger = new HookLedger(RECORD);
    ledger.takeList('jobs', [ours]);
    expect(turnsOf(ledger)[1]).toEqual({ job: undefined, pods: [], others: [['ours', true]] });
  });
});

it('names the revision that made what was there before', () => {
  const earlier = [
    { revision: 4, created: '2026-11-23T14:00:00Z' },
    { revision: 5, created: '2026-11-23T15:00:05Z' },
  ];
  const ledger = new HookLedger(RECORD, { earlier });
  ledger.takeList('jobs', [job('old', BEFORE)]);
  expect(ledger.objects.others).toMatchObject([{ revision: 4, isOurs: false }]);
});

describe('a hook whose name is made up', () => {
  it('takes no Pod of a Job that is not its own', () => {
    const ledger = new HookLedger(RECORD, { hook: makeHook({ isNameGenerated: true }) });
    ledger.takeList('pods', [pod('other', RECORD, 'other')]);
    expect([ledger.turnCount, ledger.ourPods]).toEqual([0, []]);
    ledger.takeList('jobs', [ours]);
    ledger.take('pods', pod('mine', RECORD, 'ours'));
    expect(show(ledger)).toEqual({ job: 'ours', jobGone: undefined, pods: ['mine'] });
  });
});
