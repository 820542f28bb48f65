import { describe, expect, it } from '@jest/globals';
import { nameWorkload, type Workload } from '../../../src/helm/workload.js';
import { InitRuns, listInitRuns } from '../../../src/rollout/init-runs.js';
import { replayRollout } from '../../fakes/rollout.js';

const BEFORE = '2026-01-01T00:00:00Z';
const LATER = '2099-01-01T00:00:00Z';

/** The init containers of a recorded rollout, each of which prints `texts`. */
function play(recording: string, texts: readonly string[], began = BEFORE) {
  const workload: Workload = {
    ...{ kind: 'Deployment', namespace: `rec-${recording}`, name: 'api', podLabels: {} },
  };
  const ledger = replayRollout(recording, [workload]);
  const results = ledger.judgeAll(0);
  const [result] = results;
  if (result === undefined) throw new Error('no result');
  const runs = new InitRuns(began);
  const take = (find = (uid: string) => ledger.findPod(uid)) => {
    runs.take(results, find);
  };
  take();
  for (const { id } of runs.ourPods.flatMap(listInitRuns))
    runs.keepLines(
      id,
      texts.map((text) => ({ time: BEFORE, text })),
    );
  return { runs, result, take, left: runs.countLeft(nameWorkload(workload)) };
}

const GOOD = ['OK   1_users.sql (1ms)', 'goose: successfully migrated database to version: 1'];
const BAD = ['OK   1_users.sql (1ms)', 'goose run: ERROR 2_orders.sql: deadlock detected'];

describe('the init containers of new Pods', () => {
  it('are followed in three Pods of a workload, and the others are counted', () => {
    const { runs, left } = play('rollout-init-migrates', []);
    expect([runs.ourPods.length, left]).toEqual([3, 1]);
  });

  it('are not those of Pods that are older than the revision', () => {
    const { runs, left } = play('rollout-init-migrates', [], LATER);
    expect([runs.ourPods.length, left]).toEqual([0, 0]);
  });

  it('are none where Pods have none', () => {
    expect(play('rollout-crash', []).runs.ourPods).toEqual([]);
  });

  it('say that several Pods migrated, each migration once', () => {
    const { runs, result } = play('rollout-init-migrates', GOOD);
    const { reports, pods, isRepeated } = runs.conclude(result);
    const migrations = reports.flatMap((report) => report.migrations.map(({ id }) => id));
    expect({ pods, isRepeated, migrations }).toEqual({
      ...{ pods: 3, isRepeated: false },
      migrations: ['1_users.sql'],
    });
  });

  it('say that one was started again, and what its tool says went wrong', () => {
    const { runs, result } = play('rollout-init-failed', BAD);
    const { reports, error, isRepeated } = runs.conclude(result);
    const states = reports[0]?.migrations.map(({ id, state }) => `${id} ${state}`);
    expect({ states, error, isRepeated }).toEqual({
      states: ['1_users.sql applied-now', '2_orders.sql failed'],
      ...{ error: 'deadlock detected', isRepeated: true },
    });
  });

  it('migrate nothing where no tool printed', () => {
    const { runs, result } = play('rollout-init-failed', ['waiting for the database']);
    expect(runs.conclude(result)).toEqual({ reports: [], error: '', pods: 0, isRepeated: false });
  });

  it('are found by the end that they explain, or by that of another Pod that failed alike', () => {
    const { runs, result } = play('rollout-init-failed', BAD);
    const name = nameWorkload(result.workload);
    const found = runs.findTelling(name, {
      id: 'of-a-pod-that-is-not-followed',
      container: 'migrate',
    });
    expect(found && runs.tailOf(found).map(({ text }) => text)).toEqual(BAD);
    expect(runs.findTelling(name, { id: 'x', container: 'other' })).toBeUndefined();
  });

  it('are gone with their Pod', () => {
    const { runs, take } = play('rollout-init-migrates', GOOD);
    const [pod] = runs.ourPods;
    take(() => undefined);
    expect(runs.removed.isGone(pod?.metadata?.uid ?? '')).toBe(true);
  });
});
