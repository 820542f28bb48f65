import { type ActionError, asActionError } from '../errors.js';
import { isPending, type Release } from '../helm/release.js';
import { nameHook } from '../helm/hook.js';
import { persist, type Persistence } from '../time/retry.js';
import type { Observation } from '../hooks/observation.js';
import type { DeploySeen } from '../rollout/seen.js';
import { limitTime } from '../time/pulse.js';
import { readVersion, type Versions } from '../helm/version.js';
import type { ReleaseRecord, Records } from '../helm/records.js';

/** What finding our revision needs from outside. */
export interface RevisionDeps {
  readonly cluster: Records;
  /** When helm was started, in ms since the epoch, by the clock that helm uses too. */
  readonly startedAt: number;
  readonly cancelled: AbortSignal | undefined;
  /** True where helm waits for the workloads: then nobody counts those that it does not wait for. */
  readonly isWaiting: boolean;
  /** Called once, when our revision is found. */
  readonly onFound: (record: ReleaseRecord) => void;
  /** Called with each state of our revision's record. */
  readonly onRecord: (record: ReleaseRecord) => void;
}

const FINAL_READ_MS = 10_000;
const FINAL_READ_CANCELLED_MS = 1_000;

/** The revision that helm makes, as its record tells it, and those that were there before. */
export class Revision {
  private record: ReleaseRecord | undefined;
  private before: ReleaseRecord | undefined;
  private versions: Versions | undefined;
  private deployedAfter: Observation['deployedAfter'];
  private pendingBefore: Release | undefined;
  private unwaited = 0;
  private hasSeen = false;
  private readonly starts = new Map<string, Set<string>>();
  private readonly deps: RevisionDeps;
  /** What keeps us from seeing records; undefined where nothing does. */
  trouble: ActionError | undefined;

  constructor(deps: RevisionDeps) {
    this.deps = deps;
  }

  /** As its record was last read; undefined until helm has written one. */
  get release(): Release | undefined {
    return this.record?.release;
  }

  get observation(): Pick<
    DeploySeen,
    'release' | 'deployedBefore' | 'deployedAfter' | 'pendingBefore' | 'unwaited' | 'versions'
  > {
    const { release, before, deployedAfter, pendingBefore, unwaited, versions } = this;
    const deployedBefore = before?.release.revision;
    return { release, deployedBefore, deployedAfter, pendingBefore, unwaited, versions };
  }

  /** How often a hook object was seen to be started, by helm's word. */
  countStarts(object: string): number {
    return this.starts.get(object)?.size ?? 0;
  }

  /** Watches the records until `signal` aborts. Never throws. */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.deps.cluster.watchRecords(signal)) {
        this.trouble = event.kind === 'trouble' ? event.error : undefined;
        this.hasSeen ||= event.kind !== 'trouble';
        if (event.kind === 'listed') event.items.forEach((record) => this.take(record));
        if (event.kind === 'changed') this.take(event.object);
      }
    } catch (error) {
      this.trouble = asActionError(error);
    }
  }

  /**
   * Reads the records once more when helm has ended: what became of the release stands there and not
   * in helm's exit code, and a revision that came and failed between two looks is found here.
   */
  async readFinal(signal: AbortSignal): Promise<void> {
    const { cluster, cancelled } = this.deps;
    const limit = limitTime(FINAL_READ_MS, cancelled, FINAL_READ_CANCELLED_MS);
    // Where nothing was ever seen, nothing will be.
    const tries = this.hasSeen ? Infinity : 1;
    const persistence = { tries, signal: AbortSignal.any([signal, limit]) };
    try {
      const { deployed, record } = await readLatest(cluster, this.release?.revision, persistence);
      this.deployedAfter = deployed;
      if (record !== undefined) this.take(record);
      if (!this.deps.isWaiting) this.unwaited = this.record?.workloads?.().length ?? 0;
      this.trouble = undefined;
      this.versions = this.readVersions();
    } catch (error) {
      this.trouble = asActionError(error);
    }
  }

  private readVersions(): Versions | undefined {
    const { before, record } = this;
    if (record === undefined) return undefined;
    return { before: before && readVersion(before), tried: readVersion(record) };
  }

  private take(record: ReleaseRecord): void {
    const { release } = record;
    const isOurs = Date.parse(release.lastDeployed) >= this.deps.startedAt;
    if (!isOurs && release.status === 'deployed') this.before = record;
    if (!isOurs && isPending(release)) this.pendingBefore = release;
    const isFirst = this.record === undefined;
    // helm makes one revision; a later one is another deploy's.
    if (!isOurs || (!isFirst && release.revision !== this.release?.revision)) return;
    this.record = record;
    this.noteStarts(release);
    if (isFirst) this.deps.onFound(record);
    this.deps.onRecord(record);
  }

  private noteStarts({ hooks }: Release): void {
    for (const hook of hooks) {
      const starts = this.starts.get(nameHook(hook)) ?? new Set();
      this.starts.set(nameHook(hook), starts);
      if (hook.started !== '') starts.add(hook.started);
    }
  }
}

/** What the records of a release say by now. */
interface Latest {
  /** The revision that is deployed. */
  readonly deployed: number | 'none';
  readonly record: ReleaseRecord | undefined;
}

/** Reads the record of a revision, or of the newest one, and which revision is deployed. Throws ActionError. */
async function readLatest(
  records: Records,
  revision: number | undefined,
  persistence: Persistence,
): Promise<Latest> {
  const list = (until: AbortSignal) => records.listRecordLabels(until);
  const labels = await persist(list, persistence);
  const wanted = revision ?? labels.at(-1)?.revision;
  const deployed = labels.findLast(({ status }) => status === 'deployed')?.revision ?? 'none';
  if (wanted === undefined) return { deployed, record: undefined };
  const read = (until: AbortSignal) => records.readRecord(wanted, until);
  return { deployed, record: await persist(read, persistence) };
}
