import type { Pod } from '../hooks/targets.js';
import type { KnownWorkload, ReplicaSet, WorkloadKinds, WorkloadObjects } from './objects.js';

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

/** Whose Pods are new. None is known to be, until the controller has seen what helm applied. */
export function splitGenerations(objects: WorkloadObjects): Generations {
  const { known } = objects;
  if (known === undefined) return NONE;
  if (known.kind === 'PersistentVolumeClaim') return NONE;
  if (known.kind === 'Pod') return { ...NONE, ...split([known.object], () => true) };
  const uid = known.object.metadata?.uid ?? '';
  if (known.kind === 'Deployment') return splitDeployment(known.object, uid, objects);
  const own = objects.pods.filter((pod) => ownerOf(pod) === uid && !isLeaving(pod));
  const isFresh = isObserved(known) ? findFresh(known, own) : () => false;
  return { makers: [uid], ...split(own, isFresh) };
}

/** True where the controller has seen the newest specification. */
export function isObserved(known: KnownWorkload): boolean {
  if (known.kind === 'Pod' || known.kind === 'PersistentVolumeClaim') return true;
  const { metadata, status } = known.object;
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

/**
 * True where new Pods can be told from old ones: Pods are seen, and of a Deployment its newest ReplicaSet. Until the
 * controller has seen what helm applied, all are old.
 */
export function canSplit({ known, seesPods }: WorkloadObjects, { makers }: Generations): boolean {
  const isKnown = known?.kind !== 'Deployment' || makers.length > 1 || !isObserved(known);
  return seesPods && isKnown;
}

function splitDeployment(
  deployment: WorkloadKinds['Deployment'],
  uid: string,
  { replicaSets, pods }: WorkloadObjects,
): Generations {
  const own = replicaSets.filter((set) => ownerOf(set) === uid);
  const isSeen = isObserved({ kind: 'Deployment', object: deployment });
  const newest = isSeen ? findNewest(own, deployment) : undefined;
  const makers = newest?.metadata?.uid === undefined ? [] : [newest.metadata.uid];
  const uids = own.map((set) => set.metadata?.uid ?? '');
  const isOwn = (pod: Pod) => uids.includes(ownerOf(pod));
  return {
    makers: [uid, ...makers],
    ...split(pods.filter(isOwn), (pod) => makers.includes(ownerOf(pod))),
  };
}

/** A paused Deployment gets no ReplicaSet for what helm applied, and keeps the number of the one before. */
function findNewest(
  own: readonly ReplicaSet[],
  { metadata, spec, status }: WorkloadKinds['Deployment'],
): ReplicaSet | undefined {
  const revision = metadata?.annotations?.[REVISION];
  if (revision === undefined || (spec?.paused === true && !status?.updatedReplicas))
    return undefined;
  return own.find((set) => set.metadata?.annotations?.[REVISION] === revision);
}

function findFresh(
  known: Extract<KnownWorkload, { kind: 'StatefulSet' | 'DaemonSet' }>,
  own: readonly Pod[],
): (pod: Pod) => boolean {
  if (known.kind === 'DaemonSet') return findFreshOfDaemon(known.object, own);
  const revision = known.object.status?.updateRevision;
  return (pod) => hashOf(pod) === revision;
}

/** When a template comes back, by a rollback for instance, its Pods stay, with the generation of the first time. */
function findFreshOfDaemon(
  { metadata, status }: WorkloadKinds['DaemonSet'],
  own: readonly Pod[],
): (pod: Pod) => boolean {
  const generation = metadata?.annotations?.[TEMPLATE_GENERATION];
  const isNewest = (pod: Pod) =>
    generation !== undefined && pod.metadata?.labels?.['pod-template-generation'] === generation;
  const hashes = own.filter(isNewest).map(hashOf);
  const areAll = (status?.updatedNumberScheduled ?? 0) >= own.length;
  return (pod) => areAll || isNewest(pod) || hashes.includes(hashOf(pod));
}

function hashOf({ metadata }: Pod): string {
  return metadata?.labels?.['controller-revision-hash'] ?? '';
}

/** Pods that have ended are replaced: they tell something only where there is no other. */
function split(
  pods: readonly Pod[],
  isFresh: (pod: Pod) => boolean,
): Pick<Generations, 'fresh' | 'old'> {
  const there = pods.filter((pod) => !isLeaving(pod));
  const fresh = there.filter(isFresh);
  const open = fresh.filter((pod) => !isOver(pod));
  return {
    fresh: open.length > 0 ? open : fresh,
    old: there.filter((pod) => !isFresh(pod)),
  };
}

/** True of a Pod that is being deleted: it serves nobody any more. */
function isLeaving({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}

function ownerOf(object: Pod | ReplicaSet): string {
  return object.metadata?.ownerReferences?.find(({ controller }) => controller)?.uid ?? '';
}

/** True of a Pod that takes requests. */
export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}
