import { type Mapping, mappingOf } from '../text/yaml.js';
import { nameOf } from './fields.js';
import { metadataOf, readObjects } from './manifest.js';

/** The kinds that helm waits for and that are followed, Jobs apart: those are followed as hooks are. */
export const WORKLOAD_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Pod',
  'PersistentVolumeClaim',
] as const;
/** What kind of object a workload is. */
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/** One object of a release's manifest that has to become ready. */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  /** The labels by which it selects its Pods; none of what makes none. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** What a controller of another group calls a StatefulSet is not ours to judge. */
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  Pod: '',
  PersistentVolumeClaim: '',
};

/** The workloads of a manifest with their objects, in its order. */
export function readWorkloads(
  manifest: string,
  releaseNamespace: string,
): readonly WorkloadObject[] {
  const kinds = WORKLOAD_KINDS.map((kind) => ({ kind, group: GROUPS[kind] }));
  return readObjects(manifest, kinds).flatMap((object) => readWorkload(object, releaseNamespace));
}

/** A workload and its object in the manifest. */
export interface WorkloadObject {
  readonly workload: Workload;
  readonly object: Mapping;
}

function readWorkload(object: Mapping, releaseNamespace: string): readonly WorkloadObject[] {
  const metadata = metadataOf(object);
  const kind = WORKLOAD_KINDS.find((it) => it === object['kind']);
  const name = nameOf(metadata['name']);
  if (kind === undefined || name === undefined) return [];
  const namespace = nameOf(metadata['namespace']) ?? releaseNamespace;
  return [{ workload: { kind, namespace, name, podLabels: readPodLabels(kind, object) }, object }];
}

/** A selector cannot be changed, other than the labels of the template: it is true of old Pods, too. */
function readPodLabels(kind: WorkloadKind, object: Mapping): Readonly<Record<string, string>> {
  if (kind === 'PersistentVolumeClaim' || kind === 'Pod') return {};
  const selector = mappingOf(mappingOf(object['spec'])['selector']);
  const labels = Object.entries(mappingOf(selector['matchLabels']));
  return Object.fromEntries(labels.flatMap(([key, value]) => takeText(key, value)));
}

/** The labels that the Pods of all these workloads have; none where they have none in common. */
export function listCommonLabels(workloads: readonly Workload[]): Readonly<Record<string, string>> {
  const [first, ...others] = workloads.filter(hasPods).map(({ podLabels }) => podLabels);
  const isCommon = ([key, value]: readonly [string, string]) =>
    others.every((labels) => labels[key] === value);
  return Object.fromEntries(Object.entries(first ?? {}).filter(isCommon));
}

/** True of a workload whose Pods a controller makes. */
export function hasPods({ kind }: Workload): boolean {
  return kind !== 'PersistentVolumeClaim' && kind !== 'Pod';
}

function takeText(key: string, value: unknown): readonly (readonly [string, string])[] {
  return typeof value === 'string' ? [[key, value]] : [];
}

/** The same where the namespace is known: `Deployment api`. */
export function nameWorkloadBriefly({ kind, name }: Pick<Workload, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** A workload in words, which tells it from all others of a cluster: `Deployment shop/api`. */
export function nameWorkload({
  kind,
  namespace,
  name,
}: Pick<Workload, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}
