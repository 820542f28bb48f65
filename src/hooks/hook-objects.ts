import type { ToolFindings } from '../migrations/reader.js';
import type { LogLine } from '../text/log-line.js';
import type { KubeEvent } from './events.js';
import type { LogStart } from './log-tails.js';
import type { Job } from './job.js';
import type { ContainerEnd } from './pod.js';
import type { Pod } from './targets.js';

/** What was seen of one hook's objects: only those made for this revision. */
export interface HookObjects {
  readonly job: Job | undefined;
  /** The Job is gone: `deleted`, and `job` is the last of it, or `missed`, and how it ended was not seen. */
  readonly jobGone: 'deleted' | 'missed' | undefined;
  readonly pods: readonly Pod[];
  /** UIDs of Pods that were deleted while a container of theirs ran. */
  readonly interrupted: ReadonlySet<string>;
  /** UIDs of Pods that are gone; `pods` has the last of them. */
  readonly gone: ReadonlySet<string>;
  /** The last lines of each container run, by its ID. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
  /** The first lines of each whose last lines are not all of it. */
  readonly logStarts?: ReadonlyMap<string, LogStart>;
  /** What each container run's log says of migrations, by its ID, in the order in which the logs began. */
  readonly migrations: ReadonlyMap<string, readonly ToolFindings[]>;
  /** What Kubernetes told of the Job and its Pods; looked for only where nothing runs for long. */
  readonly events: readonly KubeEvent[];
  /** Ends of containers, each once, also of those that have been restarted since. */
  readonly ends: readonly ContainerEnd[];
  /** What had the hook's name before this run, oldest first: none of it is this run's. */
  readonly others: readonly OtherObject[];
  /** Something keeps us from seeing its Job or its Pods as they are now. */
  readonly isBlind: boolean;
}

/** A Job or Pod of the hook's name that this run did not make. */
export interface OtherObject {
  readonly object: Job | Pod;
  readonly isGone: boolean;
  /** The revision that made it; undefined where no record tells. */
  readonly revision: number | undefined;
  /** An earlier run of the same operation made it. */
  readonly isOurs: boolean;
}

/** Of a hook that has no object to follow, or none that we saw. */
export const NOTHING_SEEN: HookObjects = {
  job: undefined,
  jobGone: undefined,
  pods: [],
  interrupted: new Set(),
  gone: new Set(),
  logs: new Map(),
  migrations: new Map(),
  events: [],
  ends: [],
  others: [],
  isBlind: false,
};
