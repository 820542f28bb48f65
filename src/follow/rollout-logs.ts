import { nameWorkload } from '../helm/workload.js';
import { type ContainerRun, listContainerRuns, type Pod } from '../hooks/targets.js';
import type { WorkloadResult } from '../rollout/result.js';
import type { Trouble } from '../rollout/trouble.js';
import type { LogLine } from '../text/log-line.js';
import { findTellingLine } from '../text/telling-line.js';
import type { InitLogs } from './init-logs.js';
import { Pulse } from '../time/pulse.js';
import type { RolloutListener } from './listener.js';
import type { RolloutCluster } from './rollout-cluster.js';

/** What was read of one container's end. */
interface LastLines {
  /** The run of the container that it is of. */
  readonly id: string;
  /** Undefined while it is being read; empty also where it could not be. */
  lines: readonly LogLine[] | undefined;
}

/**
 * The last lines of each container that ends with an error, read and shown once for all Pods of a workload. Where
 * nothing could be read of one end, since the node was busy or the log was gone by then, the next one is read. Those of
 * init containers that are followed are there already.
 */
export class RolloutLogs {
  private readonly logs = new Map<string, LastLines>();
  private readonly reading: Promise<void>[] = [];
  private readonly changes = new Pulse();
  private readonly cluster: RolloutCluster;
  private readonly listener: RolloutListener;
  private readonly inits: InitLogs;

  constructor(cluster: RolloutCluster, listener: RolloutListener, inits: InitLogs) {
    this.cluster = cluster;
    this.listener = listener;
    this.inits = inits;
  }

  /** Begins to read what was not read yet. */
  read(result: WorkloadResult, signal: AbortSignal): void {
    for (const { trouble } of result.troubles) {
      const key = nameLog(result, trouble);
      if (trouble.kind !== 'exits' || !this.mayRead(key, trouble.end.id)) continue;
      if (this.inits.find(result, trouble) !== undefined) continue;
      const pod = result.fresh.find(({ metadata }) => metadata?.uid === trouble.end.podUid);
      const run = pod && listContainerRuns(pod).find(({ id }) => id === trouble.end.id);
      if (pod === undefined || run === undefined) continue;
      const log: LastLines = { id: trouble.end.id, lines: undefined };
      this.logs.set(key, log);
      this.reading.push(this.readLog(log, { pod, run, signal }));
    }
  }

  private mayRead(key: string, id: string): boolean {
    const log = this.logs.get(key);
    return log === undefined || (log.lines?.length === 0 && log.id !== id);
  }

  /** Waits until all is read, at the latest until `limit` aborts. */
  async settle(limit: AbortSignal): Promise<void> {
    const isOpen = () => [...this.logs.values()].some(({ lines }) => lines === undefined);
    while (!limit.aborted && isOpen()) await this.changes.wait(WAIT_MS, limit);
  }

  /** Resolves when nothing is being read. Never throws. */
  async end(): Promise<void> {
    await Promise.all(this.reading);
  }

  /** The line that tells why a container ended, empty where none does; undefined while it is being read. */
  explain(result: WorkloadResult, trouble: Trouble): string | undefined {
    if (trouble.kind !== 'exits') return '';
    const init = this.inits.find(result, trouble);
    if (init !== undefined)
      return init.isRead ? init.error || findTellingLine(init.lines) : undefined;
    const log = this.logs.get(nameLog(result, trouble));
    return log === undefined ? '' : log.lines && findTellingLine(log.lines);
  }

  /** What was read of the container that leads the result. */
  find(result: WorkloadResult): readonly LogLine[] {
    const exits = result.troubles
      .map(({ trouble }) => trouble)
      .find(({ kind }) => kind === 'exits');
    if (exits === undefined) return [];
    const init = this.inits.find(result, exits)?.lines;
    return init ?? this.logs.get(nameLog(result, exits))?.lines ?? [];
  }

  private async readLog(
    log: LastLines,
    { pod, run, signal }: { pod: Pod; run: ContainerRun; signal: AbortSignal },
  ): Promise<void> {
    const lines = await this.cluster.readLastLines(pod, run, signal).catch(() => []);
    log.lines = lines;
    if (lines.length > 0) this.listener.onContainerLines(run, lines);
    this.changes.fire();
  }
}

const WAIT_MS = 1_000;

function nameLog({ workload }: WorkloadResult, trouble: Trouble): string {
  const container = trouble.kind === 'exits' ? trouble.end.container : '';
  return `${nameWorkload(workload)} ${container}`;
}
