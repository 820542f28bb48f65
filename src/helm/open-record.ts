import type { ReleaseRecord } from './records.js';
import { readReleaseSecrets } from './release-secrets.js';
import { warnOfUndecrypted } from './release-values.js';
import { parseRelease } from './release.js';

/**
 * What the JSON of a record says, the rarer things when they are asked for. Throws SyntaxError when it is not JSON
 * object.
 */
export function readRecord(json: string): Omit<ReleaseRecord, 'created'> {
  return {
    release: parseRelease(json),
    secrets: () => readReleaseSecrets(json),
    warning: () => warnOfUndecrypted(json),
  };
}
