import type { Pod } from '../hooks/targets.js';
import type { KnownWorkload, ReplicaSet, WorkloadObjects } from './objects.js';

/** A workload's Pods, those of the new generation apart from those of the old ones. */
export interface Generations {
  /** UIDs of what makes its new Pods. */
  readonly makers: readonly string[];
  readonly fresh: readonly Pod[];
  readonly old: readonly Pod[];
}

/** Set by the Deployment controller, on the Deployment and its newest ReplicaSet. */
const REVISION = 'deployment.kubernetes.io/revision';
/** The DaemonSet controller has no other word for its newest generation (`GetTemplateGeneration`, v1.35.4). */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const NONE: Generations = { makers: [], fresh: [], old: [] };

/** Whose Pods are new. None is, until the controller has seen what helm applied. */
export function splitGenerations(objects: WorkloadObjects): Generations {
  const { known } = objects;
  if (known === undefined) return NONE;
  if (known.kind === 'Pod') return { ...NONE, fresh: [known.object] };
  if (known.kind === 'PersistentVolumeClaim') return NONE;
  const uid = known.object.metadata?.uid ?? '';
  if (known.kind === 'Deployment') return splitDeployment(known.object, uid, objects);
  const own = objects.pods.filter((pod) => ownerOf(pod) === uid);
  const isFresh = isObserved(known) ? freshLabel(known) : () => false;
  return { makers: [uid], ...split(own, isFresh) };
}

/** True where the controller has seen the newest specification. */
export function isObserved(known: KnownWorkload): boolean {
  if (known.kind === 'Pod' || known.kind === 'PersistentVolumeClaim') return true;
  const { metadata, status } = known.object;
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

/** True where new Pods can be told from old ones: Pods are seen, and of a Deployment its newest ReplicaSet. */
export function canSplit({ known, seesPods }: WorkloadObjects, { makers }: Generations): boolean {
  return seesPods && (known?.kind !== 'Deployment' || makers.length > 1);
}

function splitDeployment(
  { metadata }: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } },
  uid: string,
  { known, replicaSets, pods }: WorkloadObjects,
): Generations {
  const own = replicaSets.filter((set) => ownerOf(set) === uid);
  const newest = known !== undefined && isObserved(known) ? findNewest(own, metadata) : undefined;
  const makers = newest?.metadata?.uid === undefined ? [] : [newest.metadata.uid];
  const uids = own.map((set) => set.metadata?.uid ?? '');
  const isOwn = (pod: Pod) => uids.includes(ownerOf(pod));
  return {
    makers: [uid, ...makers],
    ...split(pods.filter(isOwn), (pod) => makers.includes(ownerOf(pod))),
  };
}

function findNewest(
  own: readonly ReplicaSet[],
  metadata: { readonly annotations?: Readonly<Record<string, string>> } | undefined,
): ReplicaSet | undefined {
  const revision = metadata?.annotations?.[REVISION];
  return own.find((set) => set.metadata?.annotations?.[REVISION] === revision);
}

function freshLabel(
  known: Extract<KnownWorkload, { kind: 'StatefulSet' | 'DaemonSet' }>,
): (pod: Pod) => boolean {
  if (known.kind === 'StatefulSet') {
    const revision = known.object.status?.updateRevision;
    return (pod) => pod.metadata?.labels?.['controller-revision-hash'] === revision;
  }
  const generation = known.object.metadata?.annotations?.[TEMPLATE_GENERATION];
  return (pod) => pod.metadata?.labels?.['pod-template-generation'] === generation;
}

/** Pods that leave serve nobody any more, and those that have ended are replaced. */
function split(pods: readonly Pod[], isFresh: (pod: Pod) => boolean): Omit<Generations, 'makers'> {
  const there = pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  return { fresh: there.filter(isFresh), old: there.filter((pod) => !isFresh(pod)) };
}

function ownerOf(object: Pod | ReplicaSet): string {
  return object.metadata?.ownerReferences?.find(({ controller }) => controller)?.uid ?? '';
}

/** True of a Pod that takes requests. */
export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}
