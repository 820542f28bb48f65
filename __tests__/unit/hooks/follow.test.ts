import { describe, expect, it } from '@jest/globals';
import { followDeploy } from '../../../src/hooks/follow.js';
import type { Observation } from '../../../src/hooks/observation.js';
import { MemoryListener } from '../../fakes/memory-listener.js';
import { type Faults, RecordedCluster } from '../../fakes/recorded-cluster.js';
import { readRecording, type Recorded } from '../../fakes/recording.js';

interface Followed {
  readonly seen: Observation;
  readonly told: readonly string[];
  readonly cluster: RecordedCluster;
}

/** Follows a recording: helm starts and ends where it did, or where `edit` puts it. */
async function follow(
  recording: string,
  edit: (lines: readonly Recorded[]) => readonly Recorded[] = (lines) => lines,
  faults: Faults = {},
): Promise<Followed> {
  const lines = edit(readRecording(recording));
  const cluster = new RecordedCluster(lines, faults);
  const listener = new MemoryListener();
  const helmEnded = new AbortController();
  let following: Promise<Observation> | undefined;
  await cluster.play((line) => {
    if (line.kind === 'start') {
      const options = { startedAt: line.at, helmEnded: helmEnded.signal, settleMs: 50 };
      following = followDeploy(cluster, listener, options);
    }
    if (line.kind === 'end') helmEnded.abort();
  });
  if (following === undefined) throw new Error(`${recording} has no start`);
  return { seen: await following, told: listener.told, cluster };
}

const verdictOf = ({ seen }: Followed) => seen.hooks.map(({ verdict }) => verdict.kind).join();

describe('recordings of the real cluster', () => {
  it.each([
    ['job-complete', 'succeeded'],
    ['job-backoff-limit', 'failed'],
    ['job-retried', 'succeeded'],
    ['job-deadline', 'failed'],
    ['job-deleted', 'failed'],
    ['job-hook-succeeded', 'succeeded'],
    ['job-failed-create', 'waiting'],
    ['job-timeout', 'running'],
    ['job-replaced', 'succeeded'],
    ['job-previous-revision', 'failed'],
    ['pod-restarted', 'succeeded'],
    ['pod-image-pull-backoff', 'waiting'],
    ['pod-invalid-image-name', 'waiting'],
    ['pod-missing-secret', 'waiting'],
    ['pod-unschedulable', 'waiting'],
    ['pod-oom-killed', 'failed'],
    ['pod-missing-command', 'failed'],
    ['pod-init-failed', 'failed'],
    ['pod-two-containers', 'failed'],
    ['pod-sidecar-failed', 'failed'],
    ['pod-sidecar-complete', 'succeeded'],
    ['pod-bare', 'succeeded'],
    ['helm3-complete', 'succeeded'],
    ['helm3-backoff-limit', 'failed'],
    ['helm3-job-deleted', 'failed'],
  ])('%s is seen as %s', async (recording, verdict) => {
    const followed = await follow(recording);
    expect(verdictOf(followed)).toBe(verdict);
    expect(followed.seen.blind).toEqual([]);
  });

  it('tells start, lines and end in that order, each once', async () => {
    const { told } = await follow('job-complete');
    expect(told).toEqual([
      'started Job app-migration (pre-install)',
      'migrate | one',
      'migrate | two',
      'migrate | three',
      'ended Job app-migration: succeeded',
    ]);
  });

  it('reads every attempt', async () => {
    const { told } = await follow('job-retried');
    expect(told.filter((text) => text === 'migrate | attempt')).toHaveLength(2);
    expect(told.filter((text) => text.startsWith('ended'))).toHaveLength(1);
  });

  it.each(['job-replaced', 'job-previous-revision'])(
    '%s: never takes the Job of the last revision, nor reads its log',
    async (recording) => {
      const { told, seen } = await follow(recording);
      expect(told.filter((text) => text.includes(' | '))).toEqual(['migrate | new']);
      expect(seen.hooks.map(({ attempts }) => attempts)).toEqual([1]);
      expect(seen.release?.revision).toBe(2);
    },
  );

  it('knows which revision was deployed before and after', async () => {
    const { seen } = await follow('job-previous-revision');
    expect(seen).toMatchObject({ deployedBefore: 1, deployedAfter: 1 });
    expect(seen.release).toMatchObject({ revision: 2, status: 'failed' });
  });
});
