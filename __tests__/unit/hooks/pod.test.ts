import { describe, expect, it } from '@jest/globals';
import {
  type DecidingContainer,
  findDecidingContainer,
  findFailedContainer,
  judgePod,
} from '../../../src/hooks/pod.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { replay } from '../../fakes/recording.js';

/** The verdicts that the last Pod of a recording goes through, each once. */
function verdictsOf(recording: string): readonly string[] {
  const pods = replay(recording, 'pods');
  const uid = pods.at(-1)?.metadata?.uid;
  const texts = pods
    .filter((pod) => pod.metadata?.uid === uid)
    .map((pod) => {
      const verdict = judgePod(pod);
      if (verdict.kind === 'waiting') return `waiting on ${verdict.on.split(':')[0] ?? ''}`;
      return verdict.kind === 'failed' ? `failed for ${verdict.reason}` : verdict.kind;
    });
  return texts.filter((text, index) => text !== texts[index - 1]);
}

const CREATING = 'waiting on ContainerCreating';

describe('a Pod of the real cluster', () => {
  it.each([
    ['job-complete', [CREATING, 'running', 'succeeded']],
    ['job-backoff-limit', [CREATING, 'failed for Error']],
    ['job-timeout', [CREATING, 'running']],
    // Its phase was still Pending when its container had ended.
    ['job-hook-succeeded', [CREATING, 'succeeded']],
    ['pod-oom-killed', [CREATING, 'failed for OOMKilled']],
    ['pod-missing-command', [CREATING, 'failed for StartError']],
    ['pod-init-failed', [CREATING, 'waiting on PodInitializing', 'failed for Error']],
    [
      'pod-image-pull-backoff',
      [CREATING, 'waiting on ErrImagePull', 'waiting on ImagePullBackOff'],
    ],
    ['pod-invalid-image-name', [CREATING, 'waiting on InvalidImageName']],
    ['pod-missing-secret', [CREATING, 'waiting on CreateContainerConfigError']],
    ['pod-unschedulable', [CREATING, 'waiting on Unschedulable']],
    ['pod-sidecar-complete', [CREATING, 'waiting on PodInitializing', 'running', 'succeeded']],
    ['pod-two-containers', [CREATING, 'running', 'failed for Error']],
  ])('%s', (recording, verdicts) => {
    expect(verdictsOf(recording)).toEqual(verdicts);
  });

  it.each([
    ['pod-image-pull-backoff', /^ImagePullBackOff: .*helm-migrate\.invalid\/no-such-image:1/],
    ['pod-missing-secret', /^CreateContainerConfigError: secret "no-such-secret" not found$/],
    ['pod-unschedulable', /^Unschedulable: 0\/1 nodes are available/],
    ['pod-invalid-image-name', /^InvalidImageName: .*Not A Name/],
  ])('%s waits for what Kubernetes says', (recording, words) => {
    const verdict = judgePod(replay(recording, 'pods').at(-1) as Pod);
    expect(verdict).toMatchObject({ kind: 'waiting', on: expect.stringMatching(words) });
  });
});

const show = (end: DecidingContainer | undefined) =>
  end === undefined ? 'none' : `${end.container} ${end.exitCode} ${end.reason}`;

describe('the container that decided', () => {
  it.each([
    ['job-complete', 'migrate 0 Completed', 'none'],
    ['job-backoff-limit', 'migrate 3 Error', 'migrate 3 Error'],
    ['pod-oom-killed', 'migrate 137 OOMKilled', 'migrate 137 OOMKilled'],
    ['pod-missing-command', 'migrate 128 StartError', 'migrate 128 StartError'],
    ['pod-init-failed', 'clone 128 Error', 'clone 128 Error'],
    ['pod-two-containers', 'migrate 4 Error', 'migrate 4 Error'],
    // Kubernetes ends a sidecar with SIGTERM when all others have ended: its exit code says nothing.
    ['pod-sidecar-failed', 'migrate 5 Error', 'migrate 5 Error'],
    ['pod-sidecar-complete', 'migrate 0 Completed', 'none'],
    // Its first run failed and was restarted: what ended last counts.
    ['pod-restarted', 'migrate 0 Completed', 'none'],
    ['job-timeout', 'none', 'none'],
    ['pod-image-pull-backoff', 'none', 'none'],
  ])('%s: %s', (recording, deciding, failed) => {
    const last = replay(recording, 'pods').at(-1) as Pod;
    expect(show(findDecidingContainer(last))).toBe(deciding);
    expect(show(findFailedContainer(last))).toBe(failed);
  });

  it('is the one that failed, also when a sidecar ended in the same second', () => {
    const last = replay('pod-sidecar-failed', 'pods').at(-1) as Pod;
    const same = JSON.parse(
      JSON.stringify(last).replaceAll(
        /"finishedAt":"[^"]*"/g,
        '"finishedAt":"2026-11-23T16:00:30Z"',
      ),
    ) as Pod;
    expect(show(findFailedContainer(same))).toBe('migrate 5 Error');
  });

  it('carries what the container wrote to its termination log', () => {
    const last = replay('pod-missing-command', 'pods').at(-1) as Pod;
    expect(findFailedContainer(last)?.message).toContain('/no/such/command');
  });
});

const pod = (status: object, spec: object = { containers: [] }): Pod =>
  ({ status, spec }) as unknown as Pod;
const ended = (name: string, exitCode: number, more: object = {}) => ({
  name,
  state: { terminated: { exitCode, finishedAt: '2026-11-23T16:00:00Z', ...more } },
});

describe('what no recording shows', () => {
  it.each([
    [
      'evicted: the Pod says why, no container has to',
      pod({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }),
      { kind: 'failed', reason: 'Evicted', message: 'The node was low on memory.' },
    ],
    [
      'ended by a signal, without a reason',
      pod({ phase: 'Failed', containerStatuses: [ended('migrate', 139, { signal: 11 })] }),
      {
        kind: 'failed',
        reason: 'Signal 11',
        message: 'container "migrate" ended with exit code 139, SIGSEGV',
      },
    ],
    [
      'failed without anything to say',
      pod({ phase: 'Failed' }),
      { kind: 'failed', reason: 'Failed', message: '' },
    ],
    ['without a status', {}, { kind: 'waiting', on: 'ContainerCreating' }],
    [
      'a restart is due: the failure is not the end',
      pod(
        {
          phase: 'Running',
          containerStatuses: [
            {
              name: 'migrate',
              state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
              lastState: { terminated: { exitCode: 1, finishedAt: '2026-11-23T16:00:00Z' } },
            },
          ],
        },
        { restartPolicy: 'OnFailure', containers: [{ name: 'migrate' }] },
      ),
      { kind: 'waiting', on: 'CrashLoopBackOff: back-off 10s' },
    ],
  ])('%s', (_title, object, verdict) => {
    expect(judgePod(object)).toEqual(verdict);
  });
});
