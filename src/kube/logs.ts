import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { ActionError } from '../errors.js';
import type { LogBatch, LogPart } from '../logs/cursor.js';
import type { ContainerRun } from '../hooks/targets.js';
import type { ApiClient } from './client.js';
import { errorFromCause } from './errors.js';
import { splitLog } from './log-split.js';

/** A piece of so many bytes is part of a flood, */
const FLOOD_BYTES = 1_024;
/** whose next piece is taken so much later: by then it has many lines. */
const FLOOD_MS = 2;

/**
 * What the kubelet writes instead of a log that it does not have any more, after its answer has begun as a good one: as
 * text without a time and without an end of the line (Kubernetes v1.35.4: `GetContainerLogs` in
 * `pkg/kubelet/kuberuntime`, `ReadLogs` in `cri-client/pkg/logs`).
 */
const NO_LOG =
  /^(?:unable to retrieve container logs for \S+$|failed to try resolving symlinks in path "|failed to open log file ")/;

/** Which log, and which part of it. */
export interface LogRequest {
  readonly run: ContainerRun;
  readonly part: LogPart;
}

/**
 * Reads one container run's log: follows it from a second on, or gives its last line. The first batch
 * is empty and says that the log is open. Returns when the stream ends, which is not yet the end of
 * the log: only the Pod's status says that. Throws ActionError when the log cannot be opened
 * (`not-ready` while the container waits to start, and where it is not there any more) or the stream breaks.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#read-log-of-the-specified-pod (v1.35)
 */
export async function* readLog(
  client: ApiClient,
  { run, part }: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const stream = await client.open(
    { path: logPath(run), query: logQuery(run, part), accept: '*/*' },
    signal,
  );
  try {
    yield { lines: [], unfinished: false };
    for await (const batch of splitLog(gather(stream))) {
      if (batch.unfinished) refuseKubeletError(batch);
      yield batch;
    }
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw errorFromCause(error, client.server);
  } finally {
    stream.destroy();
  }
}

function refuseKubeletError({ lines }: LogBatch): void {
  const last = lines.at(-1);
  if (last?.time !== '' || !NO_LOG.test(last.text)) return;
  throw new ActionError(
    'not-ready',
    `The log cannot be read: ${last.text}`,
    'Its container, or its log file, was removed from the node.',
  );
}

function logPath(run: ContainerRun): string {
  return `/api/v1/namespaces/${encodeURIComponent(run.namespace)}/pods/${encodeURIComponent(run.pod)}/log`;
}

function logQuery(run: ContainerRun, part: LogPart): Record<string, string | undefined> {
  const isFollowed = part.kind === 'follow' && !run.previous;
  return {
    container: run.container,
    follow: isFollowed ? 'true' : undefined,
    previous: run.previous ? 'true' : undefined,
    timestamps: 'true',
    sinceTime: part.kind === 'follow' ? part.since : undefined,
    tailLines: countLast(part),
  };
}

function countLast(part: LogPart): string | undefined {
  if (part.kind === 'follow') return undefined;
  return part.kind === 'last-line' ? '1' : String(part.count);
}

/**
 * What has arrived by now, as one piece. The API server sends a line or two in each TLS record, and Node passes on each
 * record by itself: to take them one by one is half of all the work that a great log makes. A lone line is never waited
 * for.
 */
async function* gather(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    yield piece;
    await (piece.length < FLOOD_BYTES ? nextTurn() : delay(FLOOD_MS));
  }
}
