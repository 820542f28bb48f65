import type { Manifests, ReleaseRecord } from './records.js';
import { listImages } from './image.js';
import { readReleaseSecrets } from './release-secrets.js';
import { warnOfUndecrypted } from './release-values.js';
import { parseRelease } from './release.js';
import { readWorkloads, type WorkloadObject } from './workload.js';
import { listOf, mappingOf, textOf } from '../text/yaml.js';
import { nameOf } from './fields.js';

/**
 * What the JSON of a record says, the rarer things when they are asked for. Throws SyntaxError when it is not JSON
 * object.
 */
export function readRecord(json: string): Omit<ReleaseRecord, 'created'> {
  let read: readonly WorkloadObject[] | undefined;
  const objects = () => (read ??= readManifest(json));
  return {
    release: parseRelease(json),
    secrets: () => readReleaseSecrets(json),
    warning: () => warnOfUndecrypted(json),
    hasValues: () => Object.keys(mappingOf(mappingOf(JSON.parse(json))['config'])).length > 0,
    manifests: () => readManifests(json),
    workloads: () => objects().map(({ workload }) => workload),
    images: () => listImages(objects()),
  };
}

/** A manifest is dear to read: once for all that is asked of it. */
function readManifest(json: string): readonly WorkloadObject[] {
  const { manifest, namespace } = mappingOf(JSON.parse(json));
  return readWorkloads(textOf(manifest) ?? '', nameOf(namespace) ?? '');
}

function readManifests(json: string): Manifests {
  const { manifest, hooks } = mappingOf(JSON.parse(json));
  const texts = listOf(hooks).map((hook) => textOf(mappingOf(hook)['manifest']) ?? '');
  return { objects: textOf(manifest) ?? '', hooks: texts };
}
