import { persist, type Persistence } from './persist.js';
import type { ReleaseRecord, Records } from './records.js';

/** What the records of a release say by now. */
export interface Latest {
  /** The revision that is deployed. */
  readonly deployed: number | 'none';
  readonly record: ReleaseRecord | undefined;
}

/** Reads the record of a revision, or of the newest one, and which revision is deployed. Throws ActionError. */
export async function readLatest(
  records: Records,
  revision: number | undefined,
  persistence: Persistence,
): Promise<Latest> {
  const list = (until: AbortSignal) => records.listRecordLabels(until);
  const labels = await persist(list, persistence);
  const wanted = revision ?? labels.at(-1)?.revision;
  const deployed = labels.findLast(({ status }) => status === 'deployed')?.revision ?? 'none';
  if (wanted === undefined) return { deployed, record: undefined };
  const read = (until: AbortSignal) => records.readRecord(wanted, until);
  return { deployed, record: await persist(read, persistence) };
}
