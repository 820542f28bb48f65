import { hasPods, listCommonLabels, nameWorkload, type Workload } from '../helm/workload.js';
import { lacksNewest, type RolloutLedger } from '../rollout/ledger.js';
import type { WorkloadResult } from '../rollout/result.js';
import type { RolloutCluster } from './rollout-cluster.js';

/** Warnings are asked for when something has not been ready for so long: a healthy rollout costs no request more. */
const WARNINGS_AFTER_MS = 2_000;
const LIST_MS = 5_000;
/** More workloads than these are listed in turns: a watch of so many brings each change of each. */
const WATCHED = 50;
/** So often the ReplicaSets are listed at most. */
const LISTS = 10;

/** What of a cluster the watches are of. */
export type WatchedCluster = Pick<
  RolloutCluster,
  'watchWorkloads' | 'watchPods' | 'listReplicaSets' | 'watchWarnings'
>;

/**
 * Feeds a ledger from watches: one for each kind of workload in a namespace, one for its Pods, one for its warnings.
 * What cannot be seen is not shown: a right that is missing is told by the client.
 */
export class RolloutWatches {
  private readonly cluster: WatchedCluster;
  private readonly ledger: RolloutLedger;
  private readonly signal: AbortSignal;
  private readonly following: Promise<unknown>[] = [];
  private readonly waited = new Map<string, number>();
  private lists = 0;
  private isListing = false;
  private hasWarnings = false;

  constructor(cluster: WatchedCluster, ledger: RolloutLedger, signal: AbortSignal) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.signal = signal;
    for (const [namespace, workloads] of this.byNamespace) this.begin(namespace, workloads);
  }

  /** Resolves when all watches have ended. Never throws. */
  async end(): Promise<void> {
    await Promise.all(this.following);
  }

  /** Asks for what the results call for: ReplicaSets that are not known, warnings of what waits. */
  look(results: readonly WorkloadResult[], now: number): void {
    const isCalledFor = this.ledger.missesOwners || results.some(lacksNewest);
    for (const [namespace, workloads] of isCalledFor ? this.byNamespace : [])
      this.listSets(namespace, workloads);
    for (const { workload, state } of results) {
      const name = nameWorkload(workload);
      if (state !== 'not-ready') this.waited.delete(name);
      else if (!this.waited.has(name)) this.waited.set(name, now);
    }
    const isDue = [...this.waited.values()].some((since) => now - since >= WARNINGS_AFTER_MS);
    if (isDue && !this.hasWarnings) this.watchWarnings();
  }

  private get isPolled(): boolean {
    return this.ledger.workloads.length > WATCHED;
  }

  private get byNamespace() {
    return Map.groupBy(this.ledger.workloads, ({ namespace }) => namespace);
  }

  private begin(namespace: string, workloads: readonly Workload[]): void {
    const { cluster, ledger, signal, isPolled } = this;
    for (const [kind, some] of Map.groupBy(workloads, (it) => it.kind)) {
      const names = some.map(({ name }) => name);
      const events = cluster.watchWorkloads(kind, { namespace, names, isPolled }, signal);
      this.consume(events, (event) => ledger.takeWorkloads(kind, event));
    }
    if (!workloads.some(hasPods)) return;
    const place = { namespace, labels: listCommonLabels(workloads), isPolled };
    this.consume(cluster.watchPods(place, signal), (event) => {
      ledger.takePods(namespace, event);
      if (!this.isListing && ledger.missesOwners) this.listSets(namespace, workloads);
    });
  }

  private watchWarnings(): void {
    this.hasWarnings = true;
    for (const namespace of this.byNamespace.keys()) {
      const events = this.cluster.watchWarnings(
        { namespace, isPolled: this.isPolled },
        this.signal,
      );
      this.consume(events, (event) => this.ledger.takeEvents(event));
    }
  }

  /** ReplicaSets change seldom: they are listed when a Pod, or a Deployment, has one that is not known. */
  private listSets(namespace: string, workloads: readonly Workload[]): void {
    if (this.isListing || this.lists >= LISTS || !workloads.some(hasPods)) return;
    this.isListing = true;
    this.lists += 1;
    const until = AbortSignal.any([this.signal, AbortSignal.timeout(LIST_MS)]);
    const place = { namespace, labels: listCommonLabels(workloads) };
    const listing = this.cluster
      .listReplicaSets(place, until)
      .then((sets) => this.ledger.takeReplicaSets(sets))
      .catch(() => undefined)
      .finally(() => {
        this.isListing = false;
      });
    this.following.push(listing);
  }

  private consume<T>(events: AsyncIterable<T>, take: (event: T) => void): void {
    const run = async () => {
      for await (const event of events) take(event);
    };
    this.following.push(run().catch(() => undefined));
  }
}
