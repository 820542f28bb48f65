import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../src/hooks/job.js';
import { isBetweenFailures } from '../../../src/hooks/retries.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { ended, makeJob, makePod, RUNNING, type State } from '../../fakes/pods.js';

const FAILED = makePod({ states: [ended(1)], phase: 'Failed' });
const withStatus = (status: object, spec: object = {}): Job =>
  makeJob({ status, spec: { ...makeJob().spec, backoffLimit: 6, ...spec } as never });
const RETRYING = withStatus({ failed: 1 });

const END = '2026-11-23T15:00:00Z';
const crashLoop = (delay: string, exitCode = 1): State => ({
  state: {
    waiting: { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed` },
  },
  lastState: { terminated: { exitCode, reason: 'Error', finishedAt: END } },
});
const restarting = (...states: readonly State[]) =>
  makePod({ states, restartPolicy: 'OnFailure', phase: 'Running' });
const ACTIVE = withStatus({ active: 1 });
const after = (seconds: number) => Date.parse(END) + seconds * 1_000;

describe('a Job between two attempts', () => {
  it.each<readonly [boolean, string, Job, readonly Pod[]]>([
    [true, 'whose one attempt failed', RETRYING, [FAILED]],
    [true, 'whose failed attempts are gone, but one', withStatus({ failed: 3 }), [FAILED]],
    [false, 'whose attempts cannot be seen', RETRYING, []],
    [
      false,
      'that has an active Pod which is not listed yet',
      withStatus({ failed: 1, active: 1 }),
      [FAILED],
    ],
    [false, 'whose next attempt runs', RETRYING, [FAILED, makePod({ states: [RUNNING] })]],
    [false, 'of which one completion succeeded', withStatus({ failed: 1, succeeded: 1 }), [FAILED]],
    [
      false,
      'that has failed',
      makeJob({ status: { conditions: [{ type: 'Failed', status: 'True' }] } }),
      [FAILED],
    ],
    [false, 'that is suspended', withStatus({ failed: 1 }, { suspend: true }), [FAILED]],
    [
      false,
      'that is being deleted',
      { ...RETRYING, metadata: { ...RETRYING.metadata, deletionTimestamp: END } },
      [FAILED],
    ],
  ])('%s: %s', (expected, _title, job, pods) => {
    expect(isBetweenFailures({ job, pods }, after(60))).toBe(expected);
  });
});

/** A container that ended at END, and ran for so many seconds, so many after it had ended before. */
const down = (gap: number, ran = 1, exitCode = 1): State => {
  const time = (seconds: number) => new Date(after(seconds)).toISOString();
  const how = { exitCode, reason: 'Error' };
  return {
    state: { terminated: { ...how, startedAt: time(-ran), finishedAt: END } },
    lastState: { terminated: { ...how, exitCode: 1, finishedAt: time(-ran - gap) } },
  };
};

describe('a Pod whose kubelet does not tell how long its container is kept back', () => {
  it.each<readonly [boolean, string, readonly State[], number]>([
    [true, 'early in a delay that is as long as the one before', [down(30)], 14],
    [false, 'when that delay may be nearly over: it was up to half as long again', [down(30)], 16],
    [false, 'whose container was restarted at once the last time', [down(1)], 1],
    [false, 'whose container ran longer than that: the delay may begin anew', [down(30, 21)], 1],
    [false, 'whose container ended well', [down(30, 1, 0)], 1],
    [false, 'of whose container nothing is known from before', [ended(1)], 1],
  ])('%s: %s', (expected, _title, states, seconds) => {
    const sight = { job: ACTIVE, pods: [restarting(...states)] };
    expect(isBetweenFailures(sight, after(seconds))).toBe(expected);
  });

  it('is no more than that where it has no Job', () => {
    const pods = [restarting(down(30))];
    expect(isBetweenFailures({ job: undefined, pods }, after(1))).toBe(true);
    expect(isBetweenFailures({ job: undefined, pods: [FAILED] }, after(1))).toBe(false);
  });
});

describe('a Pod between two restarts', () => {
  it.each<readonly [boolean, string, readonly State[], number]>([
    [true, 'early in its delay', [crashLoop('20s')], 10],
    [false, 'when its delay is nearly over', [crashLoop('20s')], 16],
    [true, 'with a delay of minutes', [crashLoop('2m40s')], 150],
    [false, 'where the clocks differ by more than the delay', [crashLoop('20s')], -30],
    [false, 'where nothing says how long', [{ ...crashLoop('x') }], 0],
    [false, 'whose container ended well', [crashLoop('20s', 0)], 1],
    [false, 'beside a container that runs', [crashLoop('20s'), RUNNING], 1],
    [false, 'whose container has just ended', [ended(1)], 1],
  ])('%s: %s', (expected, _title, states, seconds) => {
    const sight = { job: ACTIVE, pods: [restarting(...states)] };
    expect(isBetweenFailures(sight, after(seconds))).toBe(expected);
  });
});
