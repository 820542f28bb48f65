import type { HelmExit } from '../../src/helm/run.js';
import { followDeploy } from '../../src/follow/follow.js';
import type { Observation } from '../../src/hooks/observation.js';
import { MemoryListener } from './memory-listener.js';
import { type Faults, RecordedCluster } from './recorded-cluster.js';
import { readRecording, type Recorded } from './recording.js';

/** What came of following a recording. */
export interface Followed {
  /** How the recorded helm ended. */
  readonly helm: HelmExit;
  readonly seen: Observation;
  readonly told: readonly string[];
  readonly cluster: RecordedCluster;
}

/** Follows a recording: helm starts and ends where it did, or where `edit` puts it. */
export async function follow(
  recording: string,
  edit: (lines: readonly Recorded[]) => readonly Recorded[] = (lines) => lines,
  faults: Faults = {},
): Promise<Followed> {
  const lines = edit(readRecording(recording));
  const cluster = new RecordedCluster(lines, faults);
  const listener = new MemoryListener();
  const helmEnded = new AbortController();
  let following: Promise<Observation> | undefined;
  await cluster.play((line) => {
    if (line.kind === 'start') {
      following = followDeploy(cluster, listener, {
        ...{ startedAt: line.at, helmEnded: helmEnded.signal, settleMs: 50 },
        helmExit: () => (helmEnded.signal.aborted ? findExit(lines) : undefined),
        ...faults.options,
      });
    }
    if (line.kind === 'end') helmEnded.abort();
  });
  if (following === undefined) throw new Error(`${recording} has no start`);
  return { helm: findExit(lines), seen: await following, told: listener.told, cluster };
}

function findExit(lines: readonly Recorded[]): HelmExit {
  const end = lines.find((line) => line.kind === 'end');
  return { exitCode: end?.exitCode ?? undefined, signal: undefined, lastErrors: end?.errors ?? [] };
}
