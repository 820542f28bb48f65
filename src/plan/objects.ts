import { nameOf } from '../helm/fields.js';
import { metadataOf, readAllObjects } from '../helm/manifest.js';
import { decodeText } from '../objects/secret-object.js';
import { type Mapping, mappingOf, textOf } from '../text/yaml.js';

/** One object that a chart renders. */
export interface PlanObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The release's where the chart names none. */
  readonly namespace: string;
  readonly name: string;
  /** A Secret's values are all in `stringData`. */
  readonly object: Mapping;
}

/** The objects of manifests by what tells them apart: group, kind, namespace and name, but not the version. */
export function readPlanObjects(
  manifests: readonly string[],
  releaseNamespace: string,
): ReadonlyMap<string, PlanObject> {
  const found = new Map<string, PlanObject>();
  for (const object of manifests.flatMap(readAllObjects)) {
    const read = readPlanObject(object, releaseNamespace);
    let key = keyOf(read);
    while (found.has(key)) key += ' again';
    found.set(key, read);
  }
  return found;
}

function readPlanObject(read: Mapping, releaseNamespace: string): PlanObject {
  const object = withDecoded(read);
  const metadata = metadataOf(object);
  const generated = nameOf(metadata['generateName']);
  return {
    apiVersion: textOf(object['apiVersion']) ?? '',
    kind: textOf(object['kind']) ?? '',
    namespace: nameOf(metadata['namespace']) ?? releaseNamespace,
    name: nameOf(metadata['name']) ?? (generated === undefined ? '' : `${generated}*`),
    object,
  };
}

function keyOf({ apiVersion, kind, namespace, name }: PlanObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/', 1)[0] : '';
  return [group, kind, namespace, name].join(' ');
}

/**
 * True where Helm leaves the object in the cluster when the chart has it no more:
 * https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource (v3.22, v4.3).
 */
export function isKept({ object }: PlanObject): boolean {
  const policy = mappingOf(metadataOf(object)['annotations'])['helm.sh/resource-policy'];
  return typeof policy === 'string' && policy.trim().toLowerCase() === 'keep';
}

/** A Secret with all its values in `stringData`, as a chart may write them in either. */
function withDecoded(object: Mapping): Mapping {
  if (object['kind'] !== 'Secret') return object;
  const { data, stringData, ...others } = object;
  const decoded = Object.entries(mappingOf(data)).map(([key, value]) => [
    key,
    typeof value === 'string' ? (decodeText(value) ?? value) : value,
  ]);
  return {
    ...others,
    stringData: { ...Object.fromEntries(decoded), ...mappingOf(stringData) },
  };
}
