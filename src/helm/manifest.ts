import {
  isMapping,
  listOf,
  type Mapping,
  mappingOf,
  readYaml,
  splitDocuments,
  textOf,
} from '../text/yaml.js';

/** A kind of object, and the group of its API: others have kinds of the same name. */
export interface ObjectKind {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
}

/**
 * The objects of these kinds in a manifest, those within a List too, in its order. Where that is large, only what names
 * one of the kinds is worth a parser.
 */
export function readObjects(manifest: string, kinds: readonly ObjectKind[]): readonly Mapping[] {
  const names = [...kinds.map(({ kind }) => kind), '\\w*List'].join('|');
  const looksLike = new RegExp(`\\bkind["']?\\s*:\\s*["']?(?:${names})\\b`);
  return splitDocuments(manifest)
    .filter((text) => looksLike.test(text))
    .flatMap((text) => listObjects(readManifest(text)))
    .filter((object) => kinds.some((it) => isOfKind(object, it)));
}

/** All objects of a manifest, those within a List too, in its order; what cannot be read is left out. */
export function readAllObjects(manifest: string): readonly Mapping[] {
  return splitDocuments(manifest)
    .flatMap((text) => listObjects(readManifest(text)))
    .filter((object) => textOf(object['kind']) !== undefined);
}

/** The object of a manifest, an empty one where it cannot be read: helm may be able to. */
export function readManifest(text: string): Mapping {
  const reading = readYaml(text);
  return reading.kind === 'mapping' ? reading.mapping : {};
}

/** An object, or those of a List; those of a DeploymentList need not say what they are. */
function listObjects(object: Mapping): readonly Mapping[] {
  const kind = textOf(object['kind']) ?? '';
  if (!kind.endsWith('List')) return [object];
  const named = { apiVersion: object['apiVersion'], kind: kind.slice(0, -'List'.length) };
  return listOf(object['items'])
    .filter(isMapping)
    .map((item) => (kind === 'List' ? item : { ...named, ...item }));
}

/** An object without an apiVersion, which Kubernetes does not take, is of any group. */
function isOfKind(object: Mapping, { kind, group }: ObjectKind): boolean {
  const apiVersion = textOf(object['apiVersion']) ?? `${group}/`;
  const named = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return object['kind'] === kind && named === group;
}

/** What an object's metadata holds; empty where it has none. */
export function metadataOf(object: Mapping): Mapping {
  return mappingOf(object['metadata']);
}
