import { isMapping, type Mapping } from '../text/yaml.js';

/** One kubeconfig, read; relative paths in it start from the folder of `path`. */
export interface KubeconfigFile {
  readonly path: string;
  readonly mapping: Mapping;
}

/** One entry of a list of the kubeconfig, and the file that it is in. */
export interface Entry {
  readonly name: string;
  readonly file: string;
  readonly fields: Mapping;
}

/** A list of the kubeconfig, and the key under which each of its entries has its fields. */
type List = readonly [list: string, inner: string];

const CONTEXTS: List = ['contexts', 'context'];
const CLUSTERS: List = ['clusters', 'cluster'];
const USERS: List = ['users', 'user'];

/** The contexts' names, over all files. */
export function listContexts(files: readonly KubeconfigFile[]): readonly string[] {
  const names = files.flatMap(({ mapping }) =>
    mappingsOf(mapping, CONTEXTS[0]).flatMap((entry) => textOf(entry, 'name') ?? []),
  );
  return [...new Set(names)];
}

/** The current context's name: the first file that has one wins. */
export function findCurrent(files: readonly KubeconfigFile[]): string | undefined {
  const names = files.map(({ mapping }) => textOf(mapping, 'current-context'));
  return names.find((name) => name !== undefined);
}

/** Finds one context; undefined where there is none of that name. */
export function findContext(files: readonly KubeconfigFile[], name: string): Entry | undefined {
  return findEntry(files, CONTEXTS, name);
}

/** Finds one cluster; undefined where there is none of that name. */
export function findCluster(files: readonly KubeconfigFile[], name: string): Entry | undefined {
  return findEntry(files, CLUSTERS, name);
}

/** Finds one user; undefined where there is none of that name. */
export function findUser(files: readonly KubeconfigFile[], name: string): Entry | undefined {
  return findEntry(files, USERS, name);
}

/** The fields of all clusters of one kubeconfig. */
export function listClusters({ mapping }: KubeconfigFile): readonly Mapping[] {
  return listFields(mapping, CLUSTERS);
}

/** The fields of all users of one kubeconfig. */
export function listUsers({ mapping }: KubeconfigFile): readonly Mapping[] {
  return listFields(mapping, USERS);
}

/** A text; numbers and booleans count as the text that they were written as. Undefined where empty. */
export function textOf(mapping: Mapping, key: string): string | undefined {
  const value = mapping[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A mapping, or undefined where the key holds none. */
export function mappingOf(mapping: Mapping, key: string): Mapping | undefined {
  const value = mapping[key];
  return isMapping(value) ? value : undefined;
}

/** A list's texts; [] where the key holds no list. */
export function textsOf(mapping: Mapping, key: string): readonly string[] {
  return listOf(mapping, key).flatMap((item) => textOf({ item }, 'item') ?? []);
}

/** A list's mappings; [] where the key holds no list. */
export function mappingsOf(mapping: Mapping, key: string): readonly Mapping[] {
  return listOf(mapping, key).filter(isMapping);
}

/**
 * Of two entries with one name, the first wins
 * (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/, v1.35).
 */
function findEntry(
  files: readonly KubeconfigFile[],
  [list, inner]: List,
  name: string,
): Entry | undefined {
  for (const { path, mapping } of files) {
    const found = mappingsOf(mapping, list).find((entry) => textOf(entry, 'name') === name);
    if (found !== undefined) return { name, file: path, fields: mappingOf(found, inner) ?? {} };
  }
  return undefined;
}

function listFields(mapping: Mapping, [list, inner]: List): readonly Mapping[] {
  return mappingsOf(mapping, list).map((entry) => mappingOf(entry, inner) ?? {});
}

function listOf(mapping: Mapping, key: string): readonly unknown[] {
  const value = mapping[key];
  return Array.isArray(value) ? value : [];
}
