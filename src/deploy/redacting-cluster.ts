import type { HookCluster } from '../follow/hook-cluster.js';
import type { V1Job } from '@kubernetes/client-node';
import { changeEndMessages, hasEndMessage, listStatuses } from '../hooks/end-messages.js';
import type { ContainerRun, Pod } from '../hooks/targets.js';
import type { AsJson } from '../objects/json.js';
import type { SecretRef } from '../objects/secret-object.js';
import { changeObjects } from '../objects/watch-event.js';
import type { RolloutCluster } from '../follow/rollout-cluster.js';
import type { LogBatch } from '../logs/cursor.js';
import type { LogLine } from '../text/log-line.js';
import type { SecretMasker } from '../secrets/secret-masker.js';
import type { ReadSecret } from '../secrets/secret-reads.js';
import {
  listContainers,
  listMountedSecretRefs,
  listSecretRefs,
  type PodSpec,
} from '../secrets/references.js';
import { listSecretArguments, listSecretVariables } from '../secrets/variables.js';

/** Of `2026-11-23T15:00:01.123456789Z`. */
const WHOLE_SECOND = 19;

/** Who knows the secrets, and where more of them are read. */
export interface Discretion {
  readonly masker: SecretMasker;
  readonly readSecret: ReadSecret;
}

/** The same hooks; what their Pods use is known before a line of theirs comes, and no text of theirs holds it. */
export function redactHooks<T extends HookCluster>(cluster: T, discretion: Discretion): T {
  const seeJob = (namespace: string) => (job: AsJson<V1Job>) => {
    const spec = job.spec?.template.spec;
    if (spec) learnPod(discretion, { namespace, spec });
    return job;
  };
  const mounted = new Map<string, readonly SecretRef[]>();
  const seePod = (namespace: string) => async (pod: Pod) => {
    const { spec } = pod;
    if (spec) {
      learnPod(discretion, { namespace, spec, use: useOf(pod) });
      mounted.set(pod.metadata?.uid ?? '', listMountedSecretRefs(namespace, spec));
    }
    return await redactEnds(pod, discretion.masker);
  };
  return {
    ...cluster,
    watchJob: (hook, signal) =>
      changeObjects(cluster.watchJob(hook, signal), seeJob(hook.namespace)),
    watchPodsOfJob: (hook, signal) =>
      changeObjects(cluster.watchPodsOfJob(hook, signal), seePod(hook.namespace)),
    watchPod: (hook, signal) =>
      changeObjects(cluster.watchPod(hook, signal), seePod(hook.namespace)),
    readLog: (run, ...asked) =>
      withhold(cluster.readLog(run, ...asked), discretion, {
        podUid: run.podUid,
        refs: () => mounted.get(run.podUid) ?? [],
      }),
  };
}

/** The same workloads; what a Pod uses is known before a line of its containers is shown. */
export function redactRollout(cluster: RolloutCluster, discretion: Discretion): RolloutCluster {
  const { masker } = discretion;
  const see = (pod: Pod | undefined, { namespace }: ContainerRun) => {
    const { spec } = pod ?? {};
    if (pod && spec) learnPod(discretion, { namespace, spec, use: useOf(pod) });
  };
  return {
    ...cluster,
    readLog: (pod, run, ...asked) => {
      see(pod, run);
      const refs = () => (pod?.spec ? listMountedSecretRefs(run.namespace, pod.spec) : []);
      return withhold(cluster.readLog(pod, run, ...asked), discretion, {
        podUid: run.podUid,
        refs,
      });
    },
    readLastLines: async (pod, run, signal) => {
      see(pod, run);
      const lines = await cluster.readLastLines(pod, run, signal);
      if (masker.isReading) await masker.ready();
      return redactLines({ lines, unfinished: false }, masker);
    },
  };
}

interface Use {
  readonly namespace: string;
  readonly spec: PodSpec;
  /** Which Pod, and which of its starts: what a Secret holds is read again for each. */
  readonly use?: string;
}

function learnPod({ masker, readSecret }: Discretion, { namespace, spec, use }: Use): void {
  const containers = listContainers(spec);
  masker.addWords(containers.map(({ name }) => name));
  masker.add(
    containers.flatMap(({ env = [], command = [], args = [] }) => [
      ...listSecretVariables(env.map(({ name, value }) => [name, value])),
      ...listSecretArguments([...command, ...args]),
    ]),
  );
  masker.learn(listSecretRefs(namespace, spec), readSecret, use);
}

/** Kubernetes reads the Secrets of an environment when a container starts. */
function useOf({ metadata, status }: Pod): string {
  const runs = listStatuses(status);
  const starts = runs.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const hasBegun = runs.some(({ state }) => state?.running ?? state?.terminated);
  return `${metadata?.uid ?? ''} ${String(starts)} ${hasBegun ? 'begun' : 'pending'}`;
}

/**
 * What a container said at its end may begin or end within a secret: the kubelet keeps the last 2,048 bytes of a log, or
 * the first 4,096 of a message.
 * https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ (v1.35)
 */
async function redactEnds(pod: Pod, masker: SecretMasker): Promise<Pod> {
  if (!hasEndMessage(pod)) return pod;
  if (masker.isReading) await masker.ready();
  return changeEndMessages(pod, masker.redactEnds);
}

/** The Secrets that a Pod mounts. */
interface Mounted {
  readonly podUid: string;
  readonly refs: () => readonly SecretRef[];
}

async function* withhold(
  batches: AsyncIterable<LogBatch>,
  { masker, readSecret }: Discretion,
  { podUid, refs }: Mounted,
): AsyncGenerator<LogBatch> {
  for await (const batch of batches) {
    const second = batch.lines.at(-1)?.time.slice(0, WHOLE_SECOND);
    if (second !== undefined) masker.relearn(refs(), readSecret, `${podUid} ${second}`);
    if (masker.isReading) await masker.ready();
    yield { ...batch, lines: redactLines(batch, masker) };
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
