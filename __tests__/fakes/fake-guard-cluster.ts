import type { ErrorCode } from '../../src/errors.js';
import type { GuardCluster } from '../../src/guard/options.js';
import type { Lease } from '../../src/guard/lease.js';
import type { Release } from '../../src/helm/release.js';
import type { HookCluster } from '../../src/follow/hook-cluster.js';
import type { Job } from '../../src/hooks/job.js';
import type { Pod } from '../../src/hooks/targets.js';
import { makeHook, makeRelease } from './facts.js';
import { FakeLeases, makeError } from './fake-leases.js';
import type { Turns } from './turns.js';

type Method =
  | 'listRecords'
  | 'findJob'
  | 'listPodsOfJobs'
  | 'deleteJob'
  | 'deletePod'
  | 'suspendJob'
  | 'markFailed';

const JOB = 'app-migration';
const GRACE_MS = 30_000;

/**
 * A stand-in for a cluster with one release and its one hook, in memory. Its `helm` does to them what helm does: it
 * deletes the Job of the last deploy, whose Pod goes on for its grace period, and makes a new one.
 */
export class FakeGuardCluster implements GuardCluster {
  readonly store = 'secrets';
  readonly namespace = 'shop';
  readonly leases: FakeLeases;
  releases: readonly Release[] = [];
  job: Job | undefined;
  pods: readonly Pod[] = [];
  /** What is answered instead, by method. */
  readonly refused = new Map<Method, ErrorCode>();
  /** Everything that was done, in order. */
  readonly done: string[] = [];
  /** The most migrations that ran at the same time. */
  most = 0;
  private readonly turns: Turns;
  private uids = 0;

  constructor(turns: Turns, lease?: Lease) {
    this.turns = turns;
    this.leases = new FakeLeases(turns, lease);
  }

  readonly hooks: HookCluster = {
    watchJob: () => listNone(),
    watchPodsOfJob: () => listNone(),
    watchPod: () => listNone(),
    watchEvents: () => listNone(),
    readLog: () => {
      throw makeError('not-found');
    },
  };

  listRecords: GuardCluster['listRecords'] = (signal) =>
    this.ask('listRecords', signal, () =>
      this.releases.map((release) => ({ release, created: release.lastDeployed })),
    );

  listJobs: GuardCluster['listJobs'] = async () => [];

  findJob: GuardCluster['findJob'] = (_namespace, _name, signal) =>
    this.ask('findJob', signal, () => this.job);

  findPod: GuardCluster['findPod'] = async () => undefined;

  listPodsOfJobs: GuardCluster['listPodsOfJobs'] = (_namespace, _jobs, signal) =>
    this.ask('listPodsOfJobs', signal, () => this.pods);

  deleteJob: GuardCluster['deleteJob'] = (job, signal) =>
    this.ask('deleteJob', signal, () => {
      if (this.job?.metadata?.uid !== job.metadata?.uid) throw makeError('not-found');
      this.done.push('deleted the Job');
      this.removeJob();
    });

  suspendJob: GuardCluster['suspendJob'] = ({ resourceVersion }, signal) =>
    this.ask('suspendJob', signal, () => {
      if (this.job?.metadata?.resourceVersion !== resourceVersion) throw makeError('conflict');
      this.done.push('suspended the Job');
      this.job = { ...this.job, spec: { ...this.job.spec, suspend: true } } as Job;
      return this.job;
    });

  deletePod: GuardCluster['deletePod'] = (pod, signal) =>
    this.ask('deletePod', signal, () => {
      this.done.push(`deleted Pod ${pod.metadata?.name ?? ''}`);
      this.terminate(pod);
    });

  markFailed: GuardCluster['markFailed'] = (revision, signal) =>
    this.ask('markFailed', signal, () => {
      this.done.push(`marked ${String(revision)}`);
      this.change(revision, { status: 'failed' });
      return true;
    });

  /** A deploy by helm, whose migration takes `ms`; it may be killed at once when that has begun. */
  async helm({ ms, isKilled = false }: { ms: number; isKilled?: boolean }): Promise<void> {
    const never = new AbortController().signal;
    const revision = (this.releases.at(-1)?.revision ?? 0) + 1;
    const began = { status: 'pending-upgrade', lastDeployed: this.clock } as const;
    const hooks = [makeHook({ started: '', completed: '' })];
    await this.turns.ask(() => {
      this.releases = [...this.releases, makeRelease({ ...began, revision, hooks })];
    });
    await this.turns.ask(() => {
      this.removeJob();
    });
    const pod = await this.turns.ask(() => this.makeJob());
    const ending = this.turns.pause(ms, never).then(() => {
      this.end(pod, 'Succeeded');
    });
    if (isKilled) return;
    await ending;
    await this.turns.ask(() => {
      this.change(revision, { status: 'deployed' });
    });
  }

  /** A migration of a deploy before, which runs for so long. */
  startOld(ms: number, status: Release['status']): void {
    const revision = (this.releases.at(-1)?.revision ?? 0) + 1;
    const hooks = [makeHook({ started: '', completed: '' })];
    const release = makeRelease({ revision, status, lastDeployed: this.clock, hooks });
    this.releases = [...this.releases, release];
    const pod = this.makeJob();
    void this.turns.pause(ms, new AbortController().signal).then(() => {
      this.end(pod, 'Succeeded');
    });
  }

  private get clock(): string {
    return new Date(this.turns.now).toISOString();
  }

  private ask<T>(method: Method, signal: AbortSignal, act: () => T): Promise<T> {
    return this.turns.ask(() => {
      const refused = this.refused.get(method);
      if (refused !== undefined) throw makeError(refused);
      return act();
    }, signal);
  }

  private change(revision: number, more: Partial<Release>): void {
    this.releases = this.releases.map((release) =>
      release.revision === revision ? { ...release, ...more } : release,
    );
  }

  private makeJob(): Pod {
    const uid = this.makeUid();
    this.job = {
      metadata: { name: JOB, namespace: 'shop', uid },
      spec: {},
      status: { active: 1 },
    } as Job;
    const pod = {
      metadata: {
        name: `${JOB}-${uid}`,
        uid: this.makeUid(),
        labels: { 'job-name': JOB },
        ownerReferences: [{ kind: 'Job', uid }],
      },
      spec: { nodeName: 'n1', restartPolicy: 'Never', containers: [{ name: 'main' }] },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'main', state: { running: {} } }],
      },
    } as unknown as Pod;
    this.pods = [...this.pods, pod];
    const running = this.pods.filter(({ status }) => status?.phase === 'Running');
    this.most = Math.max(this.most, running.length);
    return pod;
  }

  private removeJob(): void {
    const uid = this.job?.metadata?.uid;
    this.job = undefined;
    for (const pod of this.pods)
      if (pod.metadata?.ownerReferences?.[0]?.uid === uid) this.terminate(pod);
  }

  private terminate(pod: Pod): void {
    if (pod.metadata === undefined || pod.status?.phase !== 'Running') {
      this.pods = this.pods.filter(({ metadata }) => metadata?.uid !== pod.metadata?.uid);
      return;
    }
    this.done.push(`killed ${pod.metadata.name ?? ''}`);
    const metadata = { ...pod.metadata, deletionTimestamp: this.clock };
    this.pods = this.pods.map((it) => (it === pod ? { ...pod, metadata } : it));
    void this.turns.pause(GRACE_MS, new AbortController().signal).then(() => {
      this.pods = this.pods.filter(({ metadata }) => metadata?.uid !== pod.metadata?.uid);
    });
  }

  private end({ metadata }: Pod, phase: string): void {
    const isSame = (pod: Pod) => pod.metadata?.uid === metadata?.uid;
    const containerStatuses = [{ name: 'main', state: { terminated: { exitCode: 0 } } }];
    this.pods = this.pods.map((pod) =>
      isSame(pod) ? ({ ...pod, status: { phase, containerStatuses } } as unknown as Pod) : pod,
    );
    const owner = this.job?.metadata?.uid;
    if (owner !== undefined && owner === metadata?.ownerReferences?.[0]?.uid)
      this.job = {
        ...this.job,
        status: { conditions: [{ type: 'Complete', status: 'True' }] },
      };
  }

  private makeUid(): string {
    this.uids += 1;
    return `u${String(this.uids)}`;
  }
}

async function* listNone(): AsyncGenerator<{ kind: 'listed'; items: readonly never[] }> {
  yield { kind: 'listed', items: [] };
}
