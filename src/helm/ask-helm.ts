import { setTimeout as sleep } from 'node:timers/promises';
import { ActionError } from '../errors.js';
import type { Execute } from './execute.js';
import type { RecordLabel, ReleaseRecord, Records } from './records.js';
import { readRecord } from './open-record.js';
import type { ReleaseStatus } from './release.js';

/** How helm is asked: as the deploy itself runs it. */
export interface HelmQuery {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execute: Execute;
  readonly release: string;
  readonly namespace: string;
  readonly kubeContext: string | undefined;
}

/** All records, whole. */
export interface RecordHistory {
  /** Oldest revision first; empty where there is none, or helm cannot read them. */
  listRecords(): Promise<readonly ReleaseRecord[]>;
}

interface HistoryEntry {
  readonly revision: number;
  readonly status: ReleaseStatus;
}

/** A `helm status` takes some 70 ms; a Job's Pod takes 500 ms at least to start. */
const POLL_MS = 400;

const CLOCK_SLACK_MS = 2_000;

/**
 * The records of a release as helm itself tells them, for those that are not in the cluster
 * (`HELM_DRIVER=sql`). Helm is asked again and again, since there is nothing to watch.
 */
export function askHelm(place: HelmQuery): Records & RecordHistory {
  const read = async (more: readonly string[]) => toRecord(await run(place, ['status', ...more]));
  return {
    watchRecords: (signal) => poll(() => read([]), signal),
    listRecordLabels: async () => await readHistory(place),
    readRecord: (revision) => read([`--revision=${String(revision)}`]),
    // A release that does not exist has no history, which helm calls an error.
    listRecords: async () => {
      const history = await readHistory(place).catch(() => []);
      return await Promise.all(
        history.map(({ revision }) => read([`--revision=${String(revision)}`])),
      );
    },
  };
}

async function readHistory(place: HelmQuery): Promise<readonly RecordLabel[]> {
  const history = JSON.parse(await run(place, ['history'])) as readonly HistoryEntry[];
  return history.map(({ revision, status }) => ({ revision, status }));
}

/** A release that does not exist yet is an answer too: the first list then is empty. */
async function* poll(
  read: () => Promise<ReleaseRecord>,
  signal: AbortSignal,
): ReturnType<Records['watchRecords']> {
  let isFirst = true;
  while (!signal.aborted) {
    const record = await read().catch(() => undefined);
    if (isFirst) yield { kind: 'listed', items: record === undefined ? [] : [record] };
    else if (record !== undefined) yield { kind: 'changed', object: record };
    isFirst = false;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The API server's times have whole seconds, and its clock may be a little behind this machine's. */
function toRecord(json: string): ReleaseRecord {
  const record = readRecord(json);
  const created = new Date(Date.parse(record.release.lastDeployed) - CLOCK_SLACK_MS);
  return { ...record, created: created.toISOString() };
}

/** Its output holds every value of the release: it is read and never shown. */
async function run(place: HelmQuery, [command = '', ...more]: readonly string[]): Promise<string> {
  const context = place.kubeContext === undefined ? [] : [`--kube-context=${place.kubeContext}`];
  const args = [
    command,
    '--output=json',
    `--namespace=${place.namespace}`,
    ...context,
    ...more,
    '--',
    place.release,
  ];
  const { exitCode, stdout, stderr } = await place.execute(place.program, args, { env: place.env });
  if (exitCode === 0) return stdout;
  const [said = ''] = stderr.trim().split('\n');
  throw new ActionError(
    'cluster-error',
    `helm ${command} failed: ${said}`,
    'The deploy itself continues.',
  );
}
