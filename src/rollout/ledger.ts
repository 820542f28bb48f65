import type { Workload } from '../helm/workload.js';
import type { KubeEvent } from '../hooks/events.js';
import type { Pod } from '../hooks/targets.js';
import type { WatchEvent } from '../objects/watch-event.js';
import { RunClock } from './container-end.js';
import type { KnownWorkload, ReplicaSet, WorkloadKinds } from './objects.js';
import { isPaused, judgeWorkload, type WorkloadResult } from './result.js';

type Named = { readonly metadata?: { readonly name?: string; readonly namespace?: string } };

/** What was seen of a release's workloads: one place for it, fed by watches. */
export class RolloutLedger {
  private readonly known = new Map<string, KnownWorkload>();
  private readonly pods = new Map<string, Pod>();
  /** Warnings by their own UID, by that of what they are about. */
  private readonly events = new Map<string, Map<string, KubeEvent>>();
  private readonly sets = new Map<string, ReplicaSet>();
  /** Namespaces whose Pods are told of. */
  private readonly seen = new Set<string>();
  private readonly clock = new RunClock();
  readonly workloads: readonly Workload[];

  constructor(workloads: readonly Workload[]) {
    this.workloads = workloads;
  }

  /** All workloads as they are at `now` (in ms of a steady clock), in the manifest's order. */
  judgeAll(now: number): readonly WorkloadResult[] {
    const replicaSets = [...this.sets.values()];
    const pods = [...this.pods.values()];
    const runTimes = this.clock.see([...pods, ...this.barePods], now);
    const events = [...this.events.values()].flatMap((about) => [...about.values()]);
    return this.workloads.map((workload) => {
      const known = this.known.get(keyOf(workload.kind, workload));
      const seesPods = this.seen.has(workload.namespace);
      return judgeWorkload({ workload, known, replicaSets, pods, seesPods, events, runTimes });
    });
  }

  /** Takes what a watch of workloads of one kind tells. */
  takeWorkloads<Kind extends keyof WorkloadKinds>(
    kind: Kind,
    event: WatchEvent<WorkloadKinds[Kind]>,
  ): void {
    const put = (object: WorkloadKinds[Kind]) => {
      const { name = '', namespace = '' } = object.metadata ?? {};
      this.known.set(keyOf(kind, { name, namespace }), pairUp(kind, object));
    };
    if (event.kind === 'listed') event.items.forEach(put);
    if (event.kind === 'changed') put(event.object);
    if (event.kind === 'deleted') this.known.delete(keyOf(kind, nameOf(event.object)));
  }

  /** Takes what a watch of the Pods of a namespace tells; Pods without an owner are nobody's. */
  takePods(namespace: string, event: WatchEvent<Pod>): void {
    if (event.kind !== 'trouble') this.seen.add(namespace);
    if (event.kind === 'listed') this.takeList(namespace, event.items);
    if (event.kind === 'changed') this.putPod(event.object);
    if (event.kind === 'deleted') this.forgetPod(event.object.metadata?.uid ?? '');
  }

  /** Takes ReplicaSets as they are listed. */
  takeReplicaSets(sets: readonly ReplicaSet[]): void {
    for (const set of sets) this.sets.set(set.metadata?.uid ?? '', set);
  }

  /** Takes what a watch of warnings tells; only of what is ours are they kept. */
  takeEvents(event: WatchEvent<KubeEvent>): void {
    const put = (it: KubeEvent) => {
      const { uid = '' } = it.involvedObject;
      if (!this.owns(uid)) return;
      const about = this.events.get(uid) ?? new Map<string, KubeEvent>();
      this.events.set(uid, about.set(it.metadata.uid ?? '', it));
    };
    if (event.kind === 'listed') event.items.forEach(put);
    if (event.kind === 'changed') put(event.object);
  }

  /** A Pod of a workload, or one that is a workload itself; undefined where it is gone. */
  findPod(uid: string): Pod | undefined {
    return this.pods.get(uid) ?? this.barePods.find(({ metadata }) => metadata?.uid === uid);
  }

  /** True where a Pod's owner is a ReplicaSet that is not known. */
  get missesOwners(): boolean {
    return [...this.pods.values()].some(({ metadata }) => {
      const owner = metadata?.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
      return owner !== undefined && !this.sets.has(owner.uid);
    });
  }

  private get barePods(): readonly Pod[] {
    return [...this.known.values()].flatMap((it) => (it.kind === 'Pod' ? [it.object] : []));
  }

  private owns(uid: string): boolean {
    const isOf = ({ object }: KnownWorkload) => object.metadata?.uid === uid;
    return this.pods.has(uid) || this.sets.has(uid) || [...this.known.values()].some(isOf);
  }

  private takeList(namespace: string, items: readonly Pod[]): void {
    const there = new Set(items.map(({ metadata }) => metadata?.uid));
    for (const [uid, { metadata }] of this.pods)
      if (metadata?.namespace === namespace && !there.has(uid)) this.forgetPod(uid);
    items.forEach((pod) => this.putPod(pod));
  }

  /** Pods that come and go for hours leave nothing. */
  private forgetPod(uid: string): void {
    this.pods.delete(uid);
    this.events.delete(uid);
  }

  private putPod(pod: Pod): void {
    const { uid = '', ownerReferences = [] } = pod.metadata ?? {};
    if (ownerReferences.length > 0) this.pods.set(uid, pod);
  }
}

/** True of a Deployment with Pods of old generations alone: its newest ReplicaSet may not be known. */
export function lacksNewest(result: WorkloadResult): boolean {
  const { workload, state, wanted, fresh, oldReady } = result;
  const isBegun = state === 'not-ready' && wanted > 0 && fresh.length === 0;
  // While it is paused, none is made.
  return workload.kind === 'Deployment' && isBegun && oldReady > 0 && !isPaused(result);
}

/** The cast is of a pair that the type of its kind cannot express. */
function pairUp<Kind extends keyof WorkloadKinds>(
  kind: Kind,
  object: WorkloadKinds[Kind],
): KnownWorkload {
  return { kind, object } as KnownWorkload;
}

function nameOf({ metadata }: Named) {
  return { name: metadata?.name ?? '', namespace: metadata?.namespace ?? '' };
}

function keyOf(kind: string, { namespace, name }: { namespace: string; name: string }): string {
  return `${kind} ${namespace}/${name}`;
}
