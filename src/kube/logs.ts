import type { LogLine } from '../hooks/cursor.js';
import type { ContainerRun } from '../hooks/targets.js';
import type { ApiClient } from './client.js';
import { errorFromCause } from './errors.js';
import { splitLines } from './lines.js';

/** A batch of lines as they arrived. `unfinished`: the stream ended within its last line. */
export interface LogBatch {
  readonly lines: readonly LogLine[];
  readonly unfinished: boolean;
}

/** Which log, and from which whole second on (RFC 3339); undefined is its beginning. */
export interface LogRequest {
  readonly run: ContainerRun;
  readonly since: string | undefined;
}

/** The kubelet pads the fraction to nine digits. */
const TIMED_LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)) ?/;

/**
 * Follows one container run's log from `since` (whole seconds) on. Returns when the stream ends,
 * which is not yet the end of the log: only the Pod's status says that. Throws ActionError when the
 * log cannot be opened (`not-ready` while the container waits to start) or the stream breaks.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#read-log-of-the-specified-pod (v1.35)
 */
export async function* readLog(
  client: ApiClient,
  { run, since }: LogRequest,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const stream = await client.open(
    { path: logPath(run), query: logQuery(run, since), accept: '*/*' },
    signal,
  );
  try {
    for await (const { lines, unfinished } of splitLines(stream)) {
      yield { lines: lines.map(readLine), unfinished };
    }
  } catch (error) {
    throw errorFromCause(error, client.server);
  } finally {
    stream.destroy();
  }
}

function logPath(run: ContainerRun): string {
  return `/api/v1/namespaces/${encodeURIComponent(run.namespace)}/pods/${encodeURIComponent(run.pod)}/log`;
}

function logQuery(
  run: ContainerRun,
  since: string | undefined,
): Record<string, string | undefined> {
  return {
    container: run.container,
    follow: run.previous ? undefined : 'true',
    previous: run.previous ? 'true' : undefined,
    timestamps: 'true',
    sinceTime: since,
  };
}

/** With timestamps on, a line without one is the kubelet's own; its time stays empty. */
function readLine(line: string): LogLine {
  const match = TIMED_LINE.exec(line);
  if (match === null) return { time: '', text: line };
  return { time: toUtc(match[1] ?? ''), text: line.slice(match[0].length) };
}

/** A node that does not live in UTC stamps its lines with an offset. */
function toUtc(stamp: string): string {
  if (stamp.endsWith('Z')) return stamp;
  const [, fraction = '.000000000'] = /(\.\d{9})/.exec(stamp) ?? [];
  return new Date(stamp).toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}
