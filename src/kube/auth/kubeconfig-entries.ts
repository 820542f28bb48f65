import { dirname, join } from 'node:path';
import { ActionError } from '../../errors.js';
import { isMapping, type Mapping } from '../../text/yaml.js';

/** One kubeconfig, read; relative paths in it start from the folder of `path`. */
export interface KubeconfigFile {
  readonly path: string;
  readonly mapping: Mapping;
}

/** One entry of a list of the kubeconfig, and the file that it stands in. */
export interface Entry {
  readonly name: string;
  readonly file: string;
  readonly fields: Mapping;
}

/** The entries that one context names. `user` has no fields where the context names none. */
export interface ContextEntries {
  readonly cluster: Entry;
  readonly user: Entry;
}

/**
 * Finds the cluster and the user of a context, over all files: the first that names a thing wins. Only what the
 * context names is looked at, as in kubectl. Throws ActionError `bad-input`.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ (v1.35)
 */
export function findEntries(
  files: readonly KubeconfigFile[],
  wanted: string | undefined,
): ContextEntries {
  const current = files.map(({ mapping }) => textOf(mapping, 'current-context'));
  const name = wanted ?? current.find((found) => found !== undefined) ?? '';
  const context = findEntry(files, ['contexts', 'context'], name);
  if (context === undefined) throw missing(`it has no context "${name}"`);
  const clusterName = textOf(context.fields, 'cluster') ?? '';
  const cluster = findEntry(files, ['clusters', 'cluster'], clusterName);
  if (cluster === undefined) throw missing(`the context "${name}" names no cluster that is in it`);
  const userName = textOf(context.fields, 'user') ?? '';
  const nobody = { name: userName, file: context.file, fields: {} };
  return { cluster, user: findUser(files, userName) ?? nobody };
}

/** Finds one user; undefined where there is none of that name. */
export function findUser(files: readonly KubeconfigFile[], name: string): Entry | undefined {
  return findEntry(files, ['users', 'user'], name);
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

/** A path as seen from the file that it stands in. */
export function pathOf({ fields, file }: Entry, key: string): string | undefined {
  const path = textOf(fields, key);
  return path === undefined || path.startsWith('/') ? path : join(dirname(file), path);
}

function findEntry(
  files: readonly KubeconfigFile[],
  [list, inner]: readonly [string, string],
  name: string,
): Entry | undefined {
  for (const { path, mapping } of files) {
    const found = mappingsOf(mapping, list).find((entry) => textOf(entry, 'name') === name);
    if (found !== undefined) return { name, file: path, fields: mappingOf(found, inner) ?? {} };
  }
  return undefined;
}

function listOf(mapping: Mapping, key: string): readonly unknown[] {
  const value = mapping[key];
  return Array.isArray(value) ? value : [];
}

function missing(what: string): ActionError {
  return new ActionError(
    'bad-input',
    `Input "kubeconfig": ${what}.`,
    'Add it to the kubeconfig, or choose another context with "kube-context".',
  );
}
