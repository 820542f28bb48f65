import type { ObjectStore, StoredObject } from '../dry-run/store.js';
import { ActionError } from '../errors.js';
import { nameOf } from '../helm/fields.js';
import { metadataOf } from '../helm/manifest.js';
import { type Mapping, textOf } from '../text/yaml.js';
import type { ApiClient } from './client.js';
import { askToDelete } from './deletion.js';
import { GONE, orMissing } from './missing.js';

/** One resource as the API server lists it: https://kubernetes.io/docs/reference/using-api/api-concepts/ (v1.35). */
interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** An object as the API server answers it, as far as it matters here. */
interface Answered {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Objects of any kind that the API server knows. */
export function openObjects(client: ApiClient): ObjectStore {
  const lists = new Map<string, Promise<readonly Resource[]>>();
  const listOf = (root: string, signal: AbortSignal) => {
    const known = lists.get(root) ?? listResources(client, root, signal);
    lists.set(root, known);
    return known;
  };
  const pathOf = async (object: Mapping, namespace: string, signal: AbortSignal) => {
    const root = rootOf(object);
    const kind = textOf(object['kind']) ?? '';
    const resource = (await listOf(root, signal)).find((it) => it.kind === kind);
    if (resource === undefined) throw unknownKind(kind, object);
    const within = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    return `${root}${within}/${resource.name}`;
  };
  return {
    find: async (object, namespace, signal) => {
      const name = nameOf(metadataOf(object)['name']);
      if (name === undefined) return undefined;
      const path = `${await pathOf(object, namespace, signal)}/${encodeURIComponent(name)}`;
      const found = await orMissing(client.get<Answered>({ path }, signal));
      return found && read(object, found);
    },
    create: async (object, namespace, signal) => {
      const path = await pathOf(object, namespace, signal);
      const request = { method: 'POST', path, body: object } as const;
      const made = await orMissing(client.send<Answered>(request, signal));
      // The kind is known, so what is missing is where the object would be.
      if (made === undefined) throw unknownNamespace(namespace);
      return read(object, made);
    },
    remove: async (object, { namespace, name, uid }, signal) => {
      const path = `${await pathOf(object, namespace, signal)}/${encodeURIComponent(name)}`;
      await orMissing(client.send(askToDelete(path, uid), signal), GONE);
    },
  };
}

function read(object: Mapping, { metadata }: Answered): StoredObject {
  const { name = '', namespace = '', uid = '', annotations = {} } = metadata ?? {};
  return { kind: textOf(object['kind']) ?? '', namespace, name, uid, annotations };
}

async function listResources(
  client: ApiClient,
  root: string,
  signal: AbortSignal,
): Promise<readonly Resource[]> {
  const list = await orMissing(
    client.get<{ readonly resources?: readonly Resource[] | null }>({ path: root }, signal),
  );
  // A subresource has its kind, too.
  return (list?.resources ?? []).filter(({ name }) => !name.includes('/'));
}

/** The path of an API group's version; the core group has one of its own. */
function rootOf(object: Mapping): string {
  const version = (textOf(object['apiVersion']) ?? '').split('/').map(encodeURIComponent);
  return version.length > 1 ? `/apis/${version.join('/')}` : `/api/${version.join('/')}`;
}

function unknownKind(kind: string, object: Mapping): ActionError {
  return new ActionError(
    'not-found',
    `The cluster has no kind "${kind}" in version "${textOf(object['apiVersion']) ?? ''}".`,
    'Check "kind" and "apiVersion" in the chart, or install its CustomResourceDefinition.',
  );
}

function unknownNamespace(namespace: string): ActionError {
  return new ActionError(
    'not-found',
    `Namespace "${namespace}" does not exist.`,
    'Create it, or leave "plan-set" out.',
  );
}
