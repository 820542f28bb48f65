import { describe, expect, it } from '@jest/globals';
import type { HookCluster } from '../../../src/follow/hook-cluster.js';
import type { WatchEvent } from '../../../src/objects/watch-event.js';
import type { LogBatch } from '../../../src/logs/cursor.js';
import type { LogLine } from '../../../src/text/log-line.js';
import { maskRecords } from '../../../src/deploy/mask-records.js';
import { redactHooks } from '../../../src/deploy/redacting-cluster.js';
import { SecretMasker } from '../../../src/secrets/secret-masker.js';
import type { SecretObject, SecretRef } from '../../../src/objects/secret-object.js';

const APP = { namespace: 'shop', name: 'app', isNameGenerated: false };
const SECRET: SecretObject = {
  namespace: 'shop',
  name: 'db',
  values: [{ origin: 'o', name: 'password', value: 'Tr0ub4dor&3' }],
};
const SPEC = { containers: [{ name: 'main', envFrom: [{ secretRef: { name: 'db' } }] }] };
const RUN = {
  id: 'c',
  namespace: 'shop',
  pod: 'p',
  podUid: 'u',
  container: 'main',
  previous: false,
  ended: false,
};
const signal = new AbortController().signal;

function makeKeeper(): SecretMasker {
  const none = () => undefined;
  const pause = () => new Promise<void>(none);
  return new SecretMasker({ mask: none, warn: none, pause });
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Hooks whose watches tell `events` and whose logs give `batches`, and the Secrets that were asked for. */
function makeHooks(
  events: readonly WatchEvent<object>[],
  batches: readonly LogBatch[] = [],
  { masker = makeKeeper(), asked = [] as SecretRef[] } = {},
) {
  const watch = () => each(events);
  const cluster = {
    ...{ watchJob: watch, watchPodsOfJob: watch, watchPod: watch, watchEvents: watch },
    readLog: () => each(batches),
  } as HookCluster;
  const readSecret = (ref: SecretRef) => {
    asked.push(ref);
    return Promise.resolve(SECRET);
  };
  return { asked, masker, hooks: redactHooks(cluster, { masker, readSecret }) };
}

const textsOf = (batches: readonly LogBatch[]) =>
  batches.flatMap(({ lines }) => lines.map(({ text }) => text));
const lineOf = (text: string, more: Partial<LogLine> = {}): LogLine => ({
  time: 't',
  text,
  ...more,
});

describe('what a hook uses', () => {
  it.each([
    ['a Job', 'watchJob', { spec: { template: { spec: SPEC } } }],
    ['a Pod of a Job', 'watchPodsOfJob', { spec: SPEC }],
    ['a bare Pod', 'watchPod', { spec: SPEC }],
  ] as const)('is read when %s is seen, listed or changed', async (_what, watch, object) => {
    for (const event of [
      { kind: 'listed', items: [object] },
      { kind: 'changed', object },
    ] as const) {
      const { asked, hooks } = makeHooks([event]);
      await collect(hooks[watch](APP, signal) as AsyncIterable<unknown>);
      expect(asked).toEqual([{ namespace: 'shop', name: 'db' }]);
    }
  });

  it('is read again with each second of the log where the Pod mounts it', async () => {
    const spec = { containers: [], volumes: [{ name: 'v', secret: { secretName: 'db' } }] };
    const object = { metadata: { uid: 'u' }, spec };
    const batches = ['15:00:01.1', '15:00:01.9', '15:00:02.1'].map((time) => ({
      lines: [lineOf('with Tr0ub4dor&3', { time: `2026-11-23T${time}Z` })],
      unfinished: false,
    }));
    const { asked, hooks } = makeHooks([{ kind: 'changed', object }], batches);
    await collect(hooks.watchPod(APP, signal));
    const before = asked.length;
    const lines = textsOf(await collect(hooks.readLog(RUN, { kind: 'last-line' }, signal)));
    expect(lines).toEqual(['with ***', 'with ***', 'with ***']);
    expect(asked.length - before).toBe(2);
  });

  it('is in no line that comes after', async () => {
    const job = { spec: { template: { spec: SPEC } } };
    const batches = [{ lines: [lineOf('one'), lineOf('with Tr0ub4dor&3')], unfinished: false }];
    const { hooks } = makeHooks([{ kind: 'changed', object: job }], batches);
    await collect(hooks.watchJob(APP, signal));
    const shown = await collect(hooks.readLog(RUN, { kind: 'last-line' }, signal));
    expect(textsOf(shown)).toEqual(['one', 'with ***']);
  });

  it('is hidden in a plain variable, too, whose name says that it is secret', async () => {
    const env = [{ name: 'DB_PASSWORD', value: 'Tr0ub4dor&3' }];
    const { hooks, masker } = makeHooks([
      { kind: 'changed', object: { spec: { containers: [{ name: 'main', env }] } } },
    ]);
    await collect(hooks.watchPod(APP, signal));
    expect(masker.redact('Tr0ub4dor&3')).toBe('***');
  });
});

describe('what a container says at its end', () => {
  it('is hidden, also where the kubelet cut it within a secret', async () => {
    const terminated = {
      exitCode: 1,
      message: '0ub4dor&3 is no user, Tr0ub4dor&3 is none, Tr0ub4',
    };
    const pod = {
      metadata: { uid: 'u' },
      spec: SPEC,
      status: { containerStatuses: [{ name: 'main', restartCount: 0, state: { terminated } }] },
    };
    const { hooks } = makeHooks([{ kind: 'listed', items: [pod] }]);
    const [event] = await collect(hooks.watchPodsOfJob(APP, signal));
    const [seen] = event?.kind === 'listed' ? event.items : [];
    expect(seen?.status?.containerStatuses?.[0]?.state?.terminated).toEqual({
      exitCode: 1,
      message: '*** is no user, *** is none, ***',
    });
  });

  it('is read again when a container starts, and when it starts again', async () => {
    const podOf = (restartCount: number, state: object) => ({
      kind: 'changed' as const,
      object: {
        metadata: { uid: 'u' },
        spec: SPEC,
        status: { containerStatuses: [{ name: 'main', restartCount, state }] },
      },
    });
    const events = [
      podOf(0, { waiting: {} }),
      podOf(0, { running: {} }),
      podOf(0, { running: {} }),
      podOf(1, { running: {} }),
    ];
    const shared = { masker: makeKeeper(), asked: [] as SecretRef[] };
    for (const event of events) {
      const { hooks, masker } = makeHooks([event], [], shared);
      await collect(hooks.watchPodsOfJob(APP, signal));
      await masker.ready();
    }
    expect(shared.asked).toHaveLength(3);
  });
});

describe('a line', () => {
  const readOne = async (line: LogLine, unfinished = false) => {
    const { hooks, masker } = makeHooks([], [{ lines: [line], unfinished }]);
    masker.add(SECRET.values);
    const [batch] = await collect(hooks.readLog(RUN, { kind: 'last-line' }, signal));
    return batch?.lines[0];
  };

  it('that is cut by the end of a stream shows no beginning of a secret', async () => {
    expect((await readOne(lineOf('x Tr0ub4'), true))?.text).toBe('x ***');
    expect((await readOne(lineOf('x Tr0ub4')))?.text).toBe('x Tr0ub4');
  });

  it('that is shown cut shows none before our note, and its bytes hold none', async () => {
    const bytes = [Buffer.from('x Tr0ub4'), Buffer.from('dor&3 y')];
    const whole = { bytes: 15, pieces: () => bytes };
    const line = await readOne(lineOf('x Tr0ub4… (cut here)', { whole, cutAt: 8 }));
    expect(line?.text).toBe('x ***… (cut here)');
    expect(Buffer.concat([...(line?.whole?.pieces() ?? [])]).toString()).toBe('x *** y');
  });
});

it("has what a release's own Secrets hold before anybody hears of the record", async () => {
  const masker = makeKeeper();
  const release = { name: 'app', revision: 1, hooks: [], jobs: [] };
  const record = { release, created: '', secrets: () => [SECRET] };
  type Records = Parameters<typeof maskRecords>[0];
  const records = {
    watchRecords: () => each([{ kind: 'changed', object: record }]),
    readRecord: () => Promise.resolve(record),
  } as unknown as Records;
  for await (const event of maskRecords(records, { masker, startedAt: 0 }).watchRecords(signal)) {
    expect(event.kind).toBe('changed');
    expect(masker.redact('Tr0ub4dor&3')).toBe('***');
  }
  const other = makeKeeper();
  await maskRecords(records, { masker: other, startedAt: 0 }).readRecord(1, signal);
  expect(other.redact('Tr0ub4dor&3')).toBe('***');
});
