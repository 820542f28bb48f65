import type { ReleaseRecord } from './records.js';
import { readImages } from './image.js';
import { readReleaseSecrets } from './release-secrets.js';
import { warnOfUndecrypted } from './release-values.js';
import { parseRelease } from './release.js';
import { readWorkloads } from './workload.js';
import { isMapping, textOf } from '../text/yaml.js';
import { nameOf } from './fields.js';

/**
 * What the JSON of a record says, the rarer things when they are asked for. Throws SyntaxError when it is not JSON
 * object.
 */
export function readRecord(json: string): Omit<ReleaseRecord, 'created'> {
  return {
    release: parseRelease(json),
    secrets: () => readReleaseSecrets(json),
    warning: () => warnOfUndecrypted(json),
    workloads: () => readManifest(json, readWorkloads),
    images: () => readManifest(json, readImages),
  };
}

function readManifest<T>(
  json: string,
  read: (manifest: string, releaseNamespace: string) => readonly T[],
): readonly T[] {
  const record: unknown = JSON.parse(json);
  if (!isMapping(record)) return [];
  return read(textOf(record['manifest']) ?? '', nameOf(record['namespace']) ?? '');
}
