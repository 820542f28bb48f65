import type { Image } from './image.js';
import type { ReleaseRecord } from './records.js';
import type { Chart } from './release.js';

/** What one revision brings. */
export interface Version {
  readonly revision: number;
  readonly chart: Chart;
  /** Of its workloads. */
  readonly images: readonly Image[];
}

/** The revision that was deployed before, undefined where there is none or it is not known, and the one that was made. */
export interface Versions {
  readonly before: Version | undefined;
  readonly tried: Version;
}

/** What a record says of its version: that costs as much as reading its manifest. */
export function readVersion(record: ReleaseRecord): Version {
  const { revision, chart } = record.release;
  return { revision, chart, images: record.images?.() ?? [] };
}
