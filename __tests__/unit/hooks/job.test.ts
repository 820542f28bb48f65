import { describe, expect, it } from '@jest/globals';
import { type Job, judgeJob } from '../../../src/hooks/job.js';
import { replay } from '../../fakes/recording.js';

/** The verdicts that a recording goes through, each once. */
function verdictsOf(recording: string): readonly string[] {
  const kinds = replay(recording, 'jobs').map((job) => judgeJob(job).kind);
  return kinds.filter((kind, index) => kind !== kinds[index - 1]);
}

describe('a Job of the real cluster', () => {
  it.each([
    ['job-complete', ['waiting', 'running', 'succeeded']],
    ['job-backoff-limit', ['waiting', 'running', 'failed']],
    ['job-deadline', ['waiting', 'running', 'failed']],
    ['job-hook-succeeded', ['waiting', 'running', 'succeeded']],
    ['job-timeout', ['waiting', 'running']],
    ['job-failed-create', ['waiting']],
    ['pod-image-pull-backoff', ['waiting', 'running']],
    // Between two attempts there is no Pod, and the Job is not at its beginning again.
    ['job-retried', ['waiting', 'running', 'succeeded']],
    ['pod-restarted', ['waiting', 'running', 'succeeded']],
  ])('%s', (recording, verdicts) => {
    expect(verdictsOf(recording)).toEqual(verdicts);
  });

  it.each([
    ['job-backoff-limit', 'BackoffLimitExceeded'],
    ['job-deadline', 'DeadlineExceeded'],
  ])('%s fails for the reason %s', (recording, reason) => {
    const last = replay(recording, 'jobs').at(-1);
    expect(judgeJob(last as Job)).toMatchObject({ kind: 'failed', reason });
  });
});

const withConditions = (...conditions: readonly object[]): Job =>
  ({ status: { conditions } }) as unknown as Job;

describe('conditions', () => {
  it.each([
    [
      'a reason that nobody knows is shown as it is',
      withConditions({ type: 'Failed', status: 'True', reason: 'Moonlight', message: 'Full.' }),
      { kind: 'failed', reason: 'Moonlight', message: 'Full.' },
    ],
    [
      'a failure without a reason',
      withConditions({ type: 'Failed', status: 'True' }),
      { kind: 'failed', reason: 'Failed', message: '' },
    ],
    [
      'Failed that is False is none',
      withConditions({ type: 'Failed', status: 'False' }),
      { kind: 'waiting', on: 'its first Pod' },
    ],
    [
      'Suspended',
      withConditions({ type: 'Suspended', status: 'True', reason: 'JobSuspended' }),
      { kind: 'waiting', on: 'the Job is suspended' },
    ],
    [
      'Complete beats a Suspended that is left over',
      withConditions({ type: 'Suspended', status: 'False' }, { type: 'Complete', status: 'True' }),
      { kind: 'succeeded' },
    ],
    [
      'Failed beats Complete: one of them is a lie, and the bad one is shown',
      withConditions(
        { type: 'Complete', status: 'True' },
        { type: 'Failed', status: 'True', reason: 'PodFailurePolicy' },
      ),
      { kind: 'failed', reason: 'PodFailurePolicy', message: '' },
    ],
    ['no status at all', {}, { kind: 'waiting', on: 'its first Pod' }],
  ])('%s', (_title, job, verdict) => {
    expect(judgeJob(job)).toEqual(verdict);
  });
});
