import { nameWorkload } from '../helm/workload.js';
import { isSidecar } from '../hooks/alive.js';
import { LogTails } from '../hooks/log-tails.js';
import { type ContainerEnd, listContainerEnds } from '../hooks/pod.js';
import { type ContainerRun, findRun, listContainerRuns, type Pod } from '../hooks/targets.js';
import { concludeLog, type LogEnd, mergeReports } from '../migrations/conclude.js';
import type { MigrationReport } from '../migrations/migration.js';
import type { LogLine } from '../text/log-line.js';
import type { WorkloadResult } from './result.js';

/** Of each workload, the init containers of so many Pods are followed, */
const PODS_OF_WORKLOAD = 3;
/** and of all workloads together those of so many: each is a connection. */
const PODS = 20;

/** What the init containers of a workload's new Pods say of migrations. */
export interface InitMigrations {
  /** A report for each tool, of all Pods together. */
  readonly reports: readonly MigrationReport[];
  /** What a tool says went wrong, in the newest log; empty where none does. */
  readonly error: string;
  /** How many Pods have a migration tool's log. */
  readonly pods: number;
  /** True where such an init container was started again after it had ended with an error. */
  readonly isRepeated: boolean;
}

/** What is known of workloads whose Pods have no init container, or none that was followed. */
export const NO_MIGRATIONS: InitMigrations = {
  reports: [],
  error: '',
  pods: 0,
  isRepeated: false,
};

interface FollowedPod {
  readonly workload: string;
  pod: Pod;
  isGone: boolean;
}

/** The init containers of the new Pods of a release's workloads: whose logs are read, and what they said. */
export class InitRuns {
  /** By their UIDs. */
  private readonly followed = new Map<string, FollowedPod>();
  /** UIDs of Pods that are too many to be followed, by workload. */
  private readonly left = new Map<string, Set<string>>();
  /** By their IDs. */
  private readonly known = new Map<string, ContainerRun>();
  private readonly ends = new Map<string, LogEnd>();
  private readonly logs = new LogTails();
  private readonly began: number;

  /** `began`: the creationTimestamp of the revision's record. A Pod from before is not of this deploy. */
  constructor(began: string) {
    this.began = Date.parse(began);
  }

  /** Takes the workloads as they are now; `find` gives a Pod's newest state, undefined of one that is gone. */
  take(results: readonly WorkloadResult[], find: (uid: string) => Pod | undefined): void {
    for (const result of results) for (const pod of result.fresh) this.choose(result, pod);
    for (const [uid, it] of this.followed) {
      const pod = find(uid);
      it.isGone = pod === undefined;
      it.pod = pod ?? it.pod;
      for (const run of listInitRuns(it.pod)) this.known.set(run.id, run);
      for (const { id, exitCode } of listContainerEnds(it.pod))
        this.ends.set(id, exitCode === 0 ? 'succeeded' : 'failed');
    }
  }

  /** The Pods that are followed. */
  get ourPods(): readonly Pod[] {
    return [...this.followed.values()].map(({ pod }) => pod);
  }

  readonly removed = {
    isGone: (podUid: string) => this.followed.get(podUid)?.isGone ?? false,
  };

  /** The Pod of a run that is followed; undefined of another. */
  podOf({ podUid }: ContainerRun): Pod | undefined {
    return this.followed.get(podUid)?.pod;
  }

  lookAt(run: ContainerRun): ContainerRun | undefined {
    const pod = this.podOf(run);
    return pod === undefined ? run : findRun(run, pod);
  }

  tell(run: ContainerRun): string {
    const { ended, previous } = this.lookAt(run) ?? {};
    return [ended, previous, this.removed.isGone(run.podUid)].join();
  }

  keepLines(runId: string, lines: readonly LogLine[]): void {
    this.logs.keep(runId, lines);
  }

  /**
   * The run whose log tells why an init container of a workload ended: that of the end itself, else the newest of
   * another Pod that failed in the same container. Undefined where none was followed.
   */
  findTelling(workload: string, { id, container }: Pick<ContainerEnd, 'id' | 'container'>) {
    const failed = [...this.known.values()].findLast(
      (run) =>
        run.container === container &&
        this.ends.get(run.id) === 'failed' &&
        this.followed.get(run.podUid)?.workload === workload,
    );
    return this.known.get(id) ?? failed;
  }

  /** The last lines of a run that is followed. */
  tailOf({ id }: ContainerRun): readonly LogLine[] {
    return this.logs.tails.get(id) ?? [];
  }

  /** How many Pods of a workload have init containers whose logs are not read. */
  countLeft(workload: string): number {
    return this.left.get(workload)?.size ?? 0;
  }

  /** What the logs of a workload's init containers say of migrations, oldest first. */
  conclude({ workload, state }: WorkloadResult): InitMigrations {
    const found = this.listFound(nameWorkload(workload));
    const last = found.at(-1);
    const reports = mergeReports(
      found.map((it) => it.reports),
      state === 'ready' ? 'succeeded' : (last?.end ?? 'open'),
    );
    return {
      reports,
      error: last?.reports.findLast(({ error }) => error !== '')?.error ?? '',
      pods: new Set(found.map(({ run }) => run.podUid)).size,
      isRepeated: new Set(found.map(({ run }) => nameContainer(run))).size < found.length,
    };
  }

  private listFound(workload: string) {
    return [...this.logs.migrations].flatMap(([id, findings]) => {
      const run = this.known.get(id);
      const isOwn = run !== undefined && this.followed.get(run.podUid)?.workload === workload;
      if (!isOwn || findings.length === 0) return [];
      const end = this.ends.get(id) ?? 'open';
      return [{ run, end, reports: concludeLog(findings, end) }];
    });
  }

  private choose({ workload }: WorkloadResult, pod: Pod): void {
    const { uid = '', creationTimestamp = '' } = pod.metadata ?? {};
    const isOlder = Date.parse(creationTimestamp) < this.began;
    if (this.followed.has(uid) || isOlder || listInitRuns(pod).length === 0) return;
    const name = nameWorkload(workload);
    const count = [...this.followed.values()].filter((it) => it.workload === name).length;
    if (count < PODS_OF_WORKLOAD && this.followed.size < PODS)
      this.followed.set(uid, { workload: name, pod, isGone: false });
    else this.left.set(name, (this.left.get(name) ?? new Set()).add(uid));
  }
}

/** The runs of a Pod's init containers; sidecars go on beside the others, and are no part of the start. */
export function listInitRuns(pod: Pod): readonly ContainerRun[] {
  const init = pod.spec?.initContainers ?? [];
  return listContainerRuns(pod).filter(
    ({ container }) =>
      init.some(({ name }) => name === container) && !isSidecar(pod, { name: container }),
  );
}

function nameContainer({ podUid, container }: ContainerRun): string {
  return `${podUid} ${container}`;
}
