import type { KubeEvent } from '../hooks/events.js';
import type { ContainerRun, Pod } from '../hooks/targets.js';
import type { WatchEvent } from '../objects/watch-event.js';
import type { ReplicaSet, WorkloadKinds } from '../rollout/objects.js';
import type { LogBatch } from '../logs/cursor.js';
import type { TailDeps } from '../logs/tail.js';
import type { LogLine } from '../text/log-line.js';

/** How a place is looked at. */
interface Look {
  /** Lists in turns instead of watching. */
  readonly isPolled: boolean;
}

/** The objects of a namespace that have all these labels; all where there are none. */
export interface LabelledPlace {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Workloads of one kind, by their names. */
export interface NamedPlace {
  readonly namespace: string;
  readonly names: readonly string[];
}

/** The workloads of a release, as the cluster tells of them. Watches never throw, they tell `trouble`. */
export interface RolloutCluster {
  watchWorkloads<Kind extends keyof WorkloadKinds>(
    kind: Kind,
    place: NamedPlace & Look,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<WorkloadKinds[Kind]>>;
  watchPods(place: LabelledPlace & Look, signal: AbortSignal): AsyncIterable<WatchEvent<Pod>>;
  /** Throws ActionError. */
  listReplicaSets(place: LabelledPlace, signal: AbortSignal): Promise<readonly ReplicaSet[]>;
  /** Events that warn, of all objects of the namespace. */
  watchWarnings(
    place: { readonly namespace: string } & Look,
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<KubeEvent>>;
  /** The log of a container run of `pod`, as it grows. Throws ActionError. */
  readLog(pod: Pod | undefined, ...asked: Parameters<TailDeps['readLog']>): AsyncIterable<LogBatch>;
  /** The last lines of a container run of `pod`; none where they cannot be had. Never throws. */
  readLastLines(pod: Pod, run: ContainerRun, signal: AbortSignal): Promise<readonly LogLine[]>;
}
