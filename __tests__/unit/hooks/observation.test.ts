import { describe, expect, it } from '@jest/globals';
import type { Hook } from '../../../src/helm/hook.js';
import type { Job } from '../../../src/hooks/job.js';
import { type HookObjects, NOTHING_SEEN } from '../../../src/hooks/hook-objects.js';
import { judgeHook } from '../../../src/hooks/result.js';
import type { Pod } from '../../../src/hooks/targets.js';
import { readRecording, replay, toLogLines } from '../../fakes/recording.js';

const hook: Hook = {
  kind: 'Job',
  namespace: 'shop',
  name: 'app-migration',
  isNameGenerated: false,
  events: ['pre-upgrade'],
  weight: -1,
  deletePolicies: ['before-hook-creation'],
  phase: 'Running',
  isPrintedByHelm: false,
  hidesLog: false,
  started: '2026-11-23T15:00:00Z',
  completed: '',
};
const run = { key: 'pre-upgrade', event: 'pre-upgrade', hook, number: 1, count: 1 };

/** Everything that a recording tells, as it stands at its end. */
function endOf(recording: string): HookObjects {
  const pods = new Map(replay(recording, 'pods').map((pod) => [pod.metadata?.uid, pod]));
  const logs = readRecording(recording).flatMap((line) =>
    line.kind === 'log' ? [[line.id, toLogLines(line.text)] as const] : [],
  );
  return {
    job: replay(recording, 'jobs').at(-1),
    jobGone: undefined,
    pods: [...pods.values()],
    interrupted: new Set(),
    gone: new Set(),
    logs: new Map(logs),
    migrations: new Map(),
    events: [],
    ends: [],
    others: [],
    isBlind: false,
  };
}

describe('judged from its objects', () => {
  it.each([
    ['job-complete', 'succeeded', 1, 0, 'three'],
    ['job-backoff-limit', 'failed', 1, 3, 'Error 1064: You have an error in your SQL syntax'],
    ['job-retried', 'succeeded', 2, 0, 'attempt'],
    ['job-timeout', 'running', 1, undefined, 'begun'],
    ['job-failed-create', 'waiting', 0, undefined, undefined],
    ['pod-image-pull-backoff', 'waiting', 1, undefined, undefined],
    ['pod-init-failed', 'failed', 1, 128, 'fatal: could not read'],
    ['pod-two-containers', 'failed', 1, 4, 'migrating'],
    ['pod-sidecar-failed', 'failed', 1, 5, 'migrating'],
    ['pod-sidecar-complete', 'succeeded', 1, 0, 'migrating'],
    ['pod-restarted', 'succeeded', 2, 0, 'attempt'],
    ['pod-bare', 'succeeded', 1, 0, 'two'],
  ])('%s: %s, %d attempts, exit code %s', (recording, kind, attempts, exitCode, lastLine) => {
    const result = judgeHook(run, endOf(recording));
    expect(result.verdict.kind).toBe(kind);
    expect(result.attempts).toBe(attempts);
    expect(result.deciding?.exitCode).toBe(exitCode);
    expect(result.log.at(-1)?.text).toBe(lastLine);
  });

  it('has the times of its Job, also where that failed', () => {
    const complete = replay('job-complete', 'jobs').at(-1)?.status;
    expect(judgeHook(run, endOf('job-complete'))).toMatchObject({
      started: complete?.startTime,
      finished: complete?.completionTime,
    });
    const { conditions = [] } = replay('job-backoff-limit', 'jobs').at(-1)?.status ?? {};
    expect(judgeHook(run, endOf('job-backoff-limit')).finished).toBe(
      conditions.find(({ type }) => type === 'Failed')?.lastTransitionTime,
    );
  });

  it('has no end while it runs', () => {
    expect(judgeHook(run, endOf('job-timeout')).finished).toBe('');
  });
});

describe('from its start to its end', () => {
  /** The verdicts after each line that is told, each once. */
  function verdictsOf(recording: string): readonly string[] {
    const pods = new Map<string, Pod>();
    let job: Job | undefined;
    const kinds: string[] = [];
    for (const line of readRecording(recording)) {
      if (line.kind === 'jobs') job = line.object;
      if (line.kind === 'pods') pods.set(line.object.metadata?.uid ?? '', line.object);
      const objects = { ...NOTHING_SEEN, job, pods: [...pods.values()] };
      const { kind } = judgeHook(run, objects).verdict;
      if (kind !== kinds.at(-1)) kinds.push(kind);
    }
    return kinds;
  }

  it.each([
    ['job-complete', ['not-seen', 'waiting', 'running', 'succeeded']],
    // Between two attempts, and while the next Pod is made, it has started already.
    ['job-retried', ['not-seen', 'waiting', 'running', 'succeeded']],
    ['pod-restarted', ['not-seen', 'waiting', 'running', 'succeeded']],
    ['job-deadline', ['not-seen', 'waiting', 'running', 'failed']],
    ['pod-image-pull-backoff', ['not-seen', 'waiting']],
  ])('%s is %j', (recording, kinds) => {
    expect(verdictsOf(recording)).toEqual(kinds);
  });

  it('goes on while its container waits to be restarted', () => {
    const { job, pods } = endOf('job-timeout');
    const [pod] = pods;
    const crashed = {
      name: 'migrate',
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1, finishedAt: '2026-11-23T16:00:00Z' } },
    };
    const status = { ...pod?.status, containerStatuses: [crashed] };
    const spec = { ...pod?.spec, restartPolicy: 'OnFailure' };
    const restarting = { ...pod, spec, status } as unknown as Pod;
    expect(judgeHook(run, { ...NOTHING_SEEN, job, pods: [restarting] }).verdict.kind).toBe(
      'running',
    );
  });
});

const running = endOf('job-timeout');
const noPods = { pods: [], logs: new Map() };

describe('a Job that is gone', () => {
  it.each([
    ['deleted while it ran', { ...running, jobGone: 'deleted' as const }, 'failed', 'Deleted'],
    [
      'deleted after it had ended',
      { ...endOf('job-complete'), jobGone: 'deleted' as const },
      'succeeded',
      '',
    ],
    [
      'deleted after it had failed',
      { ...endOf('job-backoff-limit'), jobGone: 'deleted' as const },
      'failed',
      'BackoffLimitExceeded',
    ],
  ])('%s', (_title, objects, kind, reason) => {
    const { verdict } = judgeHook(run, objects);
    expect(verdict).toMatchObject(reason === '' ? { kind } : { kind, reason });
  });
});

describe('where nothing of it was seen, a good word of Helm is no proof', () => {
  it.each([
    ['Succeeded', 'unconfirmed'],
    ['Failed', 'failed'],
    ['Running', 'not-seen'],
    ['Unknown', 'not-seen'],
    ['', 'not-seen'],
  ])('%s', (phase, kind) => {
    const result = judgeHook({ ...run, hook: { ...hook, phase } }, NOTHING_SEEN);
    expect(result).toMatchObject({ attempts: 0, log: [], started: hook.started });
    expect(result.verdict.kind).toBe(kind);
  });
});

describe('the attempt that decides', () => {
  const pods = replay('job-retried', 'pods');
  const byUid = [...new Map(pods.map((pod) => [pod.metadata?.uid, pod])).values()];
  const [failedAttempt, goodAttempt] = byUid as [Pod, Pod];
  const failedJob = replay('job-backoff-limit', 'jobs').at(-1) as Job;
  const goodJob = replay('job-retried', 'jobs').at(-1) as Job;

  it.each([
    ['of a good Job is the one that ended well', goodJob, [failedAttempt, goodAttempt], 0],
    ['whatever their order', goodJob, [goodAttempt, failedAttempt], 0],
    ['of a failed Job is the last that failed', failedJob, [failedAttempt, goodAttempt], 1],
  ])('%s', (_title, job, attempts, exitCode) => {
    const result = judgeHook(run, { ...running, ...noPods, job, pods: attempts });
    expect(result.deciding?.exitCode).toBe(exitCode);
  });

  it('is none when the last one can no longer be seen', () => {
    const result = judgeHook(run, { ...running, ...noPods, job: failedJob });
    expect(result.verdict.kind).toBe('failed');
    expect(result.deciding).toBeUndefined();
  });
});
