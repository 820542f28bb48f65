import { describe, expect, it } from '@jest/globals';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ActionError } from '../../../src/errors.js';
import { follow, type Followed } from '../../fakes/follow-recording.js';
import { readRecording, type Recorded, type Told } from '../../fakes/recording.js';

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
    ['job-quota', 'waiting'],
    ['job-pod-security', 'waiting'],
    ['job-webhook', 'waiting'],
    ['job-pod-failure-policy', 'failed'],
    ['pod-failed-mount', 'waiting'],
    ['pod-slow-pull', 'waiting'],
    ['pod-lingering', 'running'],
    ['pod-lingering-failed', 'running'],
    ['pod-evicted', 'failed'],
    ['pod-drained', 'failed'],
    ['pod-preempted', 'failed'],
    ['pod-deleted', 'failed'],
    ['pod-node-gone', 'failed'],
    ['pod-node-lost', 'running'],
    ['job-timeout', 'running'],
    ['job-only-retries', 'running'],
    ['job-onfailure-limit', 'failed'],
    ['job-parallel-limit', 'failed'],
    ['job-deadline-retries', 'failed'],
    ['job-suspended-while-running', 'waiting'],
    ['job-resumed', 'succeeded'],
    ['pod-crash-loop', 'running'],
    ['pod-deleted-next-waits', 'running'],
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

  it('tells the end of every attempt after its last line', async () => {
    const { told } = await follow('job-only-retries');
    const attempt = (number: number) => [
      'migrate | applying 002',
      'migrate | ERROR: column status of relation projects already exists',
      `… Job app-migration: attempt ${String(number)} of 7 failed with exit code 1; Kubernetes will try again`,
    ];
    expect(told.slice(1, -1)).toEqual([...attempt(1), ...attempt(2)]);
  });

  it('tells the end of each of several Pods at once, and does not wait for the others', async () => {
    const { told, seen } = await follow('job-parallel-limit');
    const ends = told.filter((text) => /attempt \d|^ended/.test(text));
    expect(ends).toEqual([
      '… Job app-migration: attempt 1 failed with exit code 1',
      '… Job app-migration: attempt 3 failed with exit code 1',
      '… Job app-migration: attempt 2 was stopped: its Pod was deleted while it ran',
      'ended Job app-migration: failed',
    ]);
    expect(seen.hooks[0]?.log.at(-1)?.text).toBe('ERROR: part 1');
  });

  it('counts no attempt that was stopped as one that failed', async () => {
    const { seen, told } = await follow('job-resumed');
    expect(seen.hooks).toMatchObject([{ attempts: 2, attemptsMax: 2, failures: { failed: 0 } }]);
    expect(told).toContain(
      '… Job app-migration: attempt 1 of 2 was stopped: its Pod was deleted while it ran',
    );
  });

  it('has the log of a failed attempt where that of the last one was lost with its Pod', async () => {
    const { seen } = await follow('job-deadline-retries');
    expect(seen.hooks[0]?.log.at(-1)?.text).toMatch(/^ERROR: column status/);
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

type Lines = readonly Recorded[];
const indexOf = (lines: Lines, matches: (line: Recorded) => boolean) => {
  const index = lines.findIndex(matches);
  if (index === -1) throw new Error('the recording has no such line');
  return index;
};
const isTold = (kind: Told['kind']) => (line: Recorded) => line.kind === kind;
/** Lines of one kind are told after all others up to helm's end, as by a slow connection. */
const delay = (kind: Told['kind']) => (lines: Lines) => {
  const end = indexOf(lines, ({ kind: other }) => other === 'end');
  const before = lines.slice(0, end);
  const isLate = isTold(kind);
  return [...before.filter((it) => !isLate(it)), ...before.filter(isLate), ...lines.slice(end)];
};
/** The watches are cut from one line to another; what happens in between nobody tells. */
const cut = (lines: Lines, from: number, to: number): Lines => [
  ...lines.slice(0, from),
  { kind: 'cut' },
  ...lines.slice(from, to),
  { kind: 'relist' },
  ...lines.slice(to),
];
const isRunning = (line: Recorded) =>
  line.kind === 'pods' && line.object.status?.containerStatuses?.[0]?.state?.running !== undefined;
const isPodEnd = (line: Recorded) =>
  line.kind === 'pods' && line.object.status?.phase === 'Succeeded';
const textsOf = ({ told }: Followed) => told.filter((text) => text.includes(' | '));

describe('whatever comes late', () => {
  it.each(['jobs', 'pods', 'records'] as const)(
    '%s: every line is told, and the end after the last one',
    async (kind) => {
      const { told, seen } = await follow('job-complete', delay(kind));
      expect(told.slice(0, 4)).toEqual([
        'started Job app-migration (pre-install)',
        'migrate | one',
        'migrate | two',
        'migrate | three',
      ]);
      expect(told.slice(4)).toEqual(['ended Job app-migration: succeeded']);
      expect(seen.blind).toEqual([]);
    },
  );

  it('a record that comes only with the last read is followed to its end all the same', async () => {
    const toEnd = (lines: Lines) => {
      const end = indexOf(lines, ({ kind }) => kind === 'end');
      const last = lines.findLast(isTold('records')) as Recorded;
      const others = lines.filter((line) => line.kind !== 'records' && line.kind !== 'end');
      return [...others.slice(0, end - 2), last, lines[end] as Recorded, ...others.slice(end - 2)];
    };
    const followed = await follow('job-complete', toEnd, { watch: { records: forbidden } });
    expect(textsOf(followed)).toEqual(['migrate | one', 'migrate | two', 'migrate | three']);
    expect(followed.seen).toMatchObject({ deployedAfter: 1, blind: [] });
    expect(verdictOf(followed)).toBe('succeeded');
  });
});

describe('watches that are cut', () => {
  const jobRecording = readRecording('job-complete');
  const first = indexOf(jobRecording, isTold('jobs'));
  const end = indexOf(jobRecording, ({ kind }) => kind === 'end');

  it.each(Array.from({ length: end - first }, (_, index) => first + index))(
    'just before line %d, to the end',
    async (from) => {
      const followed = await follow('job-complete', (lines) => cut(lines, from, end - 1));
      expect(textsOf(followed)).toEqual(['migrate | one', 'migrate | two', 'migrate | three']);
      expect(verdictOf(followed)).toBe('succeeded');
      expect(followed.told.filter((text) => /^(started|ended)/.test(text))).toHaveLength(2);
    },
  );

  it('while a Job ends and is deleted: how it ended was not seen, so Helm is believed', async () => {
    const followed = await follow('job-hook-succeeded', (lines) =>
      cut(lines, indexOf(lines, isPodEnd), lines.length),
    );
    expect(verdictOf(followed)).toBe('succeeded');
  });

  it('while the old Job is replaced by ours: only ours is taken', async () => {
    const followed = await follow('job-previous-revision', (lines) => {
      const start = indexOf(lines, ({ kind }) => kind === 'start');
      return cut(lines, start + 2, indexOf(lines.slice(start), isRunning) + start);
    });
    expect(textsOf(followed)).toEqual(['migrate | new']);
    expect(verdictOf(followed)).toBe('failed');
  });
});

const forbidden = new ActionError('forbidden', 'it is forbidden', 'Grant it.');
const defect = /^Unexpected: the watch of .* is broken$/;

describe('going blind', () => {
  it.each([
    ['jobs', 'succeeded', 3],
    ['pods', 'succeeded', 0],
  ] as const)('without the right to see %s the verdict stands', async (kind, verdict, lines) => {
    const followed = await follow('job-complete', undefined, { watch: { [kind]: forbidden } });
    expect(verdictOf(followed)).toBe(verdict);
    expect(textsOf(followed)).toHaveLength(lines);
    expect(followed.seen.blind).toEqual([forbidden]);
  });

  it('without the right to see events a hook that waits is seen all the same, if not why', async () => {
    const followed = await follow('job-quota', undefined, { watch: { events: forbidden } });
    expect(followed.seen.blind).toEqual([forbidden]);
    expect(followed.seen.hooks.map(({ verdict }) => verdict)).toEqual([
      { kind: 'waiting', on: 'its first Pod' },
    ]);
  });

  it('without the right to see events a hook that does not wait lacks nothing', async () => {
    const followed = await follow('job-complete', undefined, { watch: { events: forbidden } });
    expect(verdictOf(followed)).toBe('succeeded');
    expect(textsOf(followed)).toHaveLength(3);
  });

  it('without the right to read logs it is told once for each', async () => {
    const followed = await follow('job-retried', undefined, { log: forbidden });
    expect(followed.seen.blind).toEqual([forbidden, forbidden]);
    expect(new Set(followed.cluster.opened).size).toBe(2);
    expect(followed.told).toEqual([
      'started Job app-migration (pre-install)',
      '… Job app-migration: attempt 1 of 4 failed with exit code 1',
      'ended Job app-migration: succeeded',
    ]);
  });

  it('without the right to see records nothing is known, and nothing is thrown', async () => {
    const faults = { watch: { records: forbidden }, read: forbidden };
    const { seen, told } = await follow('job-complete', undefined, faults);
    expect(seen).toMatchObject({ release: undefined, hooks: [], blind: [forbidden] });
    expect(told).toEqual([]);
  });

  it.each(['records', 'jobs', 'pods'] as const)('a broken watch of %s', async (throws) => {
    const { seen } = await follow('job-complete', undefined, { throws });
    const errors = seen.blind.map(({ message }) => message);
    // The records are read once more in the end.
    expect(errors).toEqual(throws === 'records' ? [] : [expect.stringMatching(defect)]);
    expect(seen.hooks).toHaveLength(1);
  });

  it('a last read that fails leaves what was seen before', async () => {
    const { seen } = await follow('job-complete', undefined, { read: forbidden });
    expect(seen.blind).toEqual([forbidden]);
    expect(seen.hooks.map(({ verdict }) => verdict.kind)).toEqual(['succeeded']);
  });
});

/** A record with some of its JSON and its labels changed. */
function edit(told: Told<'records'>, revision: number, status: string): Told<'records'> {
  const { object } = told;
  const data = Buffer.from(object.data?.['release'] ?? '', 'base64').toString('latin1');
  const unpacked = gunzipSync(Buffer.from(data, 'base64')).toString('utf8');
  const json = JSON.parse(unpacked) as { readonly info: object };
  const changed = { ...json, version: revision, info: { ...json.info, status } };
  const packed = gzipSync(JSON.stringify(changed)).toString('base64');
  const metadata = {
    ...object.metadata,
    uid: `record-${revision}`,
    labels: { ...object.metadata?.labels, version: String(revision), status },
  };
  const release = Buffer.from(packed).toString('base64');
  return {
    ...told,
    type: 'ADDED',
    object: { ...object, metadata, data: { release } },
  };
}

describe('which revision is ours', () => {
  it('none, where helm failed before it wrote one', async () => {
    const none = (lines: Lines) => lines.filter(({ kind }) => kind === 'start' || kind === 'end');
    const { seen, told } = await follow('job-complete', none);
    expect(seen).toEqual({
      rollout: undefined,
      unwaited: 0,
      release: undefined,
      hooks: [],
      recordTrouble: undefined,
      deployedBefore: undefined,
      deployedAfter: 'none',
      pendingBefore: undefined,
      blind: [],
      endedEarly: undefined,
      suspensions: [],
      followedOn: undefined,
    });
    expect(told).toEqual([]);
  });

  it('none, where another deploy holds the release: its hook is not ours to tell of', async () => {
    const blocked = (lines: Lines) => {
      const [start] = lines.filter(({ kind }) => kind === 'start');
      const running = lines.slice(0, indexOf(lines, isRunning) + 1).filter((it) => it !== start);
      return [
        ...running,
        { kind: 'start', at: Date.parse('2030-01-01T00:00:00Z') } as const,
        { kind: 'end', at: 0, exitCode: 1 } as const,
      ];
    };
    const { seen, told } = await follow('job-complete', blocked);
    expect(seen.release).toBeUndefined();
    expect(seen.pendingBefore).toMatchObject({ revision: 1, status: 'pending-install' });
    expect(told).toEqual([]);
  });

  it('the one that helm began, also when another deploy has begun the next one since', async () => {
    const overtaken = (lines: Lines) => {
      const end = indexOf(lines, ({ kind }) => kind === 'end');
      const last = lines.findLast(isTold('records')) as Told<'records'>;
      return [
        ...lines.slice(0, end - 1),
        last,
        edit(last, 2, 'pending-upgrade'),
        ...lines.slice(end),
      ];
    };
    const { seen } = await follow('job-complete', overtaken);
    expect(seen.release).toMatchObject({ revision: 1, status: 'deployed' });
    expect(seen.deployedAfter).toBe(1);
  });
});

it('reads no log of the Job that the last deploy left running, nor of its later attempts', async () => {
  const withLateAttempt = (lines: Lines) => {
    const [oldPod] = lines.filter(isTold('pods')) as readonly Told<'pods'>[];
    const at = lines.findLastIndex(isTold('pods'));
    const { metadata } = oldPod?.object ?? {};
    const late = {
      ...(oldPod as Told<'pods'>),
      object: {
        ...oldPod?.object,
        metadata: { ...metadata, uid: 'late', creationTimestamp: '2030-01-01T00:00:00Z' },
      },
    } as Told<'pods'>;
    return [...lines.slice(0, at), late, ...lines.slice(at)];
  };
  const { cluster, seen } = await follow('job-replaced', withLateAttempt);
  expect(cluster.opened).toHaveLength(1);
  expect(seen.hooks.map(({ attempts }) => attempts)).toEqual([1]);
});
