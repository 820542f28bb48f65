import type { Image } from './image.js';
import type { Release, ReleaseStatus } from './release.js';
import type { SecretObject } from '../objects/secret-object.js';
import type { Workload } from './workload.js';
import type { WatchEvent } from '../objects/watch-event.js';

/** The rendered YAML of a record. */
export interface Manifests {
  readonly objects: string;
  readonly hooks: readonly string[];
}

/** One record, unopened. */
export interface RecordLabel {
  readonly revision: number;
  readonly status: ReleaseStatus;
}

/** A record, opened. */
export interface ReleaseRecord {
  readonly release: Release;
  /** RFC 3339: what is older than this was not made by this revision. */
  readonly created: string;
  /** The Secrets in it, read when they are asked for; they are part of no observation. */
  readonly secrets?: () => readonly SecretObject[];
  /** What is wrong with its values, as a sentence that shows none of them; undefined where nothing is. */
  readonly warning?: () => string | undefined;
  /** Whether it has values that are not the chart's own. */
  readonly hasValues?: () => boolean;
  /** What of its manifest has to become ready. */
  readonly workloads?: () => readonly Workload[];
  /** Its objects as they were rendered: those that stay, and the hooks. They hold Secrets in plain. */
  readonly manifests?: () => Manifests;
  /** The images of its workloads. */
  readonly images?: () => readonly Image[];
}

/** The records of one release, wherever Helm keeps them. */
export interface Records {
  /** Deployed and pending ones are listed, each change of any is told. Never throws, tells `trouble`. */
  watchRecords(signal: AbortSignal): AsyncIterable<WatchEvent<ReleaseRecord>>;
  /** Oldest revision first. Throws ActionError. */
  listRecordLabels(signal: AbortSignal): Promise<readonly RecordLabel[]>;
  /** Throws ActionError. */
  readRecord(revision: number, signal: AbortSignal): Promise<ReleaseRecord>;
}
