import { describe, expect, it } from '@jest/globals';
import { HookLedger } from '../../../src/hooks/ledger.js';
import { judgeHook } from '../../../src/hooks/result.js';
import { listContainerRuns } from '../../../src/hooks/targets.js';
import { makeHook } from '../../fakes/facts.js';
import { replay } from '../../fakes/recording.js';

const TIME = '2026-11-23T15:00:01.000000000Z';
const toLines = (texts: readonly string[]) => texts.map((text) => ({ time: TIME, text }));

/** What becomes of the hook of a recording whose attempts print what is given, each in its turn. */
function judge(recording: string, ...logs: readonly (readonly string[])[]) {
  const ledger = new HookLedger('2026-11-01T00:00:00Z');
  for (const job of replay(recording, 'jobs')) ledger.take('jobs', job);
  for (const pod of replay(recording, 'pods')) ledger.take('pods', pod);
  const runs = ledger.ourPods.flatMap(listContainerRuns);
  for (const [index, run] of runs.entries()) ledger.keepLines(run.id, toLines(logs[index] ?? []));
  const run = { key: 'x', event: 'pre-upgrade', number: 1, count: 1, hook: makeHook() };
  const { migrated, log, verdict } = judgeHook(run, { ...ledger.objects, isBlind: false });
  const states = migrated.reports.flatMap(({ tool, migrations }) =>
    migrations.map(({ id, state }) => `${tool} ${id} ${state}`),
  );
  return { verdict: verdict.kind, runs: runs.length, states, error: migrated.error, log, migrated };
}

const FAILED = [
  'OK   1_users.sql (1ms)',
  'goose run: ERROR 2_orders.sql: failed to run SQL migration: deadlock detected',
];

describe('the migrations of a hook', () => {
  it('are those of all attempts, without the failure that a later one made good', () => {
    expect(judge('job-retried', FAILED, ['OK   2_orders.sql (2ms)'])).toMatchObject({
      ...{ verdict: 'succeeded', runs: 2, error: '' },
      states: ['goose 1_users.sql applied-now', 'goose 2_orders.sql applied-now'],
      migrated: { reports: [{ applied: 2 }] },
    });
  });

  it('have the error of the attempt that decided', () => {
    const { verdict, runs } = judge('job-backoff-limit');
    expect([verdict, runs >= 1]).toEqual(['failed', true]);
    expect(judge('job-backoff-limit', ...Array.from({ length: runs }, () => FAILED))).toMatchObject(
      {
        states: ['goose 1_users.sql applied-now', 'goose 2_orders.sql failed'],
        error: 'failed to run SQL migration: deadlock detected',
      },
    );
  });

  it('are read of the whole log, of which only the end is kept', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `row ${String(index)}`);
    const { states, log } = judge('job-complete', ['OK   1_users.sql (1ms)', ...rows]);
    expect(states).toEqual(['goose 1_users.sql applied-now']);
    expect(log.some(({ text }) => text.startsWith('OK'))).toBe(false);
  });

  it('are none where no tool has printed', () => {
    expect(judge('job-complete', ['Hello']).migrated).toEqual({ reports: [], error: '' });
  });
});
