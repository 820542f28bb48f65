import { container, jobHook, type Manifest, podSpec } from './hooks.js';
import { getObject, type HelmMajor, makeNamespace, readHistory, removeNamespace } from './lab.js';
import type { Place } from './leftovers.js';

/** A hook Job of one event, named by the release and the event. */
export function eventHook({ release }: Pick<Place, 'release'>, events: string, script: string) {
  return jobHook({ name: `${release}-${events}`, events }, podSpec([container(script)]));
}

/** A ConfigMap with one value: what a rollback takes back. */
export function config(name: string, value: string): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
}

/** The value of the ConfigMap that is named by the release. */
export async function readValue({ namespace, release }: Place): Promise<string> {
  const object = await getObject<{ data: { value: string } }>(namespace, 'configmap', release);
  return object.data.value;
}

/** The statuses of all revisions by their records' labels, oldest first. */
export function historyOf({ namespace, release }: Place): Promise<readonly string[]> {
  return readHistory(namespace, release);
}

/** A namespace for each Helm, whose name begins so. */
export function namespacesOf(prefix: string) {
  const nameOf = (helm: HelmMajor) => `${prefix}-${String(helm)}`;
  const all = ([3, 4] as const).map(nameOf);
  return {
    nameOf,
    at: (helm: HelmMajor, release: string): Place => ({ helm, namespace: nameOf(helm), release }),
    make: () => Promise.all(all.map(makeNamespace)),
    remove: () => Promise.all(all.map(removeNamespace)),
  };
}
