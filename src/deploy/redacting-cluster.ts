import type { HookCluster } from '../follow/hook-cluster.js';
import type { RolloutCluster } from '../follow/rollout-cluster.js';
import type { Records } from '../helm/records.js';
import type { WatchEvent } from '../objects/watch-event.js';
import type { LogBatch } from '../logs/cursor.js';
import type { LogLine } from '../text/log-line.js';
import type { SecretMasker, ReadSecret } from '../secrets/secret-masker.js';
import { listContainers, listSecretRefs, type PodSpec } from '../secrets/references.js';
import { listSecretVariables } from '../secrets/variables.js';

/** Who knows the secrets, and where more of them are read. */
export interface Discretion {
  readonly masker: SecretMasker;
  readonly readSecret: ReadSecret;
}

/** The same hooks; what their Pods use is known before a line of theirs comes, and no line holds it. */
export function redactHooks<T extends HookCluster>(cluster: T, discretion: Discretion): T {
  const learn = (namespace: string, spec: PodSpec | undefined) =>
    spec === undefined ? undefined : learnPod(discretion, namespace, spec);
  return {
    ...cluster,
    watchJob: (hook, signal) =>
      tap(cluster.watchJob(hook, signal), ({ spec }) => learn(hook.namespace, spec?.template.spec)),
    watchPodsOfJob: (hook, signal) =>
      tap(cluster.watchPodsOfJob(hook, signal), ({ spec }) => learn(hook.namespace, spec)),
    watchPod: (hook, signal) =>
      tap(cluster.watchPod(hook, signal), ({ spec }) => learn(hook.namespace, spec)),
    readLog: (...asked) => withhold(cluster.readLog(...asked), discretion.masker),
  };
}

/** The same workloads; what a Pod uses is known before the last lines of its container are shown. */
export function redactRollout(cluster: RolloutCluster, discretion: Discretion): RolloutCluster {
  const { masker } = discretion;
  return {
    ...cluster,
    readLastLines: async (pod, run, signal) => {
      if (pod.spec !== undefined) learnPod(discretion, run.namespace, pod.spec);
      const lines = await cluster.readLastLines(pod, run, signal);
      if (masker.isReading) await masker.ready();
      return masker.isEmpty ? lines : redactLines({ lines, unfinished: false }, masker);
    },
  };
}

/** The same records; the Secrets in them are known before anybody hears of a record. */
export function maskRecords<T extends Pick<Records, 'watchRecords' | 'readRecord'>>(
  records: T,
  masker: SecretMasker,
): T {
  return {
    ...records,
    watchRecords: (signal) =>
      tap(records.watchRecords(signal), (record) => masker.addRelease(record)),
    readRecord: async (...asked) => {
      const record = await records.readRecord(...asked);
      masker.addRelease(record);
      return record;
    },
  };
}

function learnPod({ masker, readSecret }: Discretion, namespace: string, spec: PodSpec): void {
  const containers = listContainers(spec);
  masker.addWords(containers.map(({ name }) => name));
  masker.add(
    containers.flatMap(({ env = [] }) =>
      listSecretVariables(env.map(({ name, value }) => [name, value])),
    ),
  );
  masker.learn(listSecretRefs(namespace, spec), readSecret);
}

async function* tap<T>(
  events: AsyncIterable<WatchEvent<T>>,
  see: (object: T) => void,
): AsyncGenerator<WatchEvent<T>> {
  for await (const event of events) {
    if (event.kind === 'listed') event.items.forEach(see);
    else if (event.kind === 'changed') see(event.object);
    yield event;
  }
}

async function* withhold(
  batches: AsyncIterable<LogBatch>,
  masker: SecretMasker,
): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    if (masker.isReading) await masker.ready();
    yield masker.isEmpty ? batch : { ...batch, lines: redactLines(batch, masker) };
  }
}

function redactLines({ lines, unfinished }: LogBatch, masker: SecretMasker): readonly LogLine[] {
  return lines.map((line, index) => {
    const isCut = unfinished && index === lines.length - 1;
    return redactLine(line, masker, isCut);
  });
}

function redactLine(line: LogLine, masker: SecretMasker, isCut: boolean): LogLine {
  const { whole, cutAt } = line;
  if (whole === undefined) {
    const text = isCut ? masker.redactCut(line.text) : masker.redact(line.text);
    return text === line.text ? line : { ...line, text };
  }
  const note = cutAt === undefined ? '' : line.text.slice(cutAt);
  const shown = masker.redactCut(line.text.slice(0, cutAt));
  const pieces = () => masker.redactBytes(whole.pieces());
  return { ...line, text: `${shown}${note}`, whole: { ...whole, pieces } };
}
