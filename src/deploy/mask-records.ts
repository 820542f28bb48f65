import type { Records, ReleaseRecord } from '../helm/records.js';
import { changeObjects } from '../objects/watch-event.js';
import type { SecretMasker } from '../secrets/secret-masker.js';

/**
 * The same records; the Secrets in them are known before anybody hears of a record. Those that were deployed before
 * `startedAt` (ms since 1970) are not of this deploy.
 */
export function maskRecords<T extends Pick<Records, 'watchRecords' | 'readRecord'>>(
  records: T,
  { masker, startedAt }: { readonly masker: SecretMasker; readonly startedAt: number },
): T {
  const see = (record: ReleaseRecord) => {
    masker.addRelease(record, Date.parse(record.release.lastDeployed) < startedAt);
    return record;
  };
  return {
    ...records,
    watchRecords: (signal) => changeObjects(records.watchRecords(signal), see),
    readRecord: async (...asked) => see(await records.readRecord(...asked)),
  };
}
