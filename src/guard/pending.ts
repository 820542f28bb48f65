import { formatTime } from '../text/format.js';
import type { RecordStore, Release } from '../helm/release.js';
import type { Tenure } from './lease.js';

/** Where the records are, as a command names them. */
export interface RecordLocation {
  readonly store: RecordStore;
  readonly namespace: string;
}

/** Beyond a hook's timeout, helm needs so long at most to write its record. */
const MARGIN_SECONDS = 60;
/** The clocks of two runners and of the API server may differ by so much. */
const CLOCK_SLACK_MS = 60_000;

/** In one line, also where base64 knows no option for that. */
const BASE64 = String.raw`base64 | tr -d '\n'`;

/** Why a pending release may not be repaired. */
export interface Doubt {
  readonly why: string;
  /** When it is over, in ms since the epoch; undefined where time does not help. */
  readonly until: number | undefined;
}

/** What tells of a pending release beside its record: where that is, and the run that held the Lease last. */
export interface PendingRelease {
  readonly left: Tenure | undefined;
  /** That run is known to be over: GitHub says so, or it was an earlier attempt of ours. */
  readonly isLeftOver: boolean;
  readonly place: RecordLocation;
}

/**
 * Why a pending release may not be repaired, or undefined where it may: the Lease of the run that left it has expired,
 * and that run is known to be over, or since its helm last wrote the record there was time for any of its waits. `now`
 * in ms since the epoch. No hook may be active, which is the caller's to know.
 */
export function findDoubt(
  release: Release,
  { left, isLeftOver, place }: PendingRelease,
  now: number,
): Doubt | undefined {
  const never = (why: string) => ({ why, until: undefined });
  if (place.store === 'sql')
    return never('its records are in a database that the action cannot change');
  if (left === undefined) return never('no Lease shows which run left it');
  if (!isDoneBy(release, left))
    return never(`the run that held the Lease last (${left.name}) did not begin this revision`);
  // A Lease that was dated ahead fits any revision: then time alone decides.
  if (isLeftOver && Date.parse(left.renewed) <= now + CLOCK_SLACK_MS) return undefined;
  const until = findLastSign(release) + (left.timeoutSeconds + MARGIN_SECONDS) * 1_000;
  const why = `the run that left it may still be active until ${formatTime(new Date(until).toISOString())}`;
  return now > until ? undefined : { why, until };
}

/** True of a revision that was begun while this run held the Lease. */
export function isDoneBy({ lastDeployed }: Release, run: Tenure): boolean {
  const begun = Date.parse(lastDeployed);
  const [from, to] = [Date.parse(run.acquired), Date.parse(run.renewed)];
  return begun > from - CLOCK_SLACK_MS && begun < to + CLOCK_SLACK_MS;
}

/** Helm writes its record when it begins, and at the start and end of each hook; in ms since the epoch. */
function findLastSign({ lastDeployed, hooks }: Release): number {
  const times = hooks.flatMap(({ started, completed }) => [started, completed]);
  const signs = [lastDeployed, ...times].map(Date.parse).filter((time) => !Number.isNaN(time));
  return Math.max(...signs);
}

/**
 * The command that repairs a pending release by hand: it rewrites the record to `failed` and touches nothing else.
 * Helm's own ways do more: `uninstall` deletes the live version, and `rollback` deploys without migrating. For records
 * in a database, which no kubectl reaches, it is a rollback without hooks, or undefined where nothing was ever
 * deployed.
 */
export function makeRepairCommand(
  { name, revision, status }: Release,
  { store, namespace }: RecordLocation,
  deployed: number | undefined,
): string | undefined {
  if (store === 'sql') {
    return deployed === undefined
      ? undefined
      : `helm rollback ${name} ${String(deployed)} --no-hooks --namespace ${namespace}`;
  }
  const isSecret = store === 'secrets';
  const object = `${isSecret ? 'secret' : 'configmap'} sh.helm.release.v1.${name}.v${String(revision)} --namespace ${namespace}`;
  const [decode, encode] = isSecret
    ? ['base64 -d | base64 -d', `${BASE64} | ${BASE64}`]
    : ['base64 -d', BASE64];
  const failed = `sed 's/"status":"${status}"/"status":"failed"/'`;
  const read = `kubectl get ${object} -o 'jsonpath={.data.release}'`;
  const record = `$(${read} | ${decode} | gunzip | ${failed} | gzip | ${encode})`;
  const patch = String.raw`{\"metadata\":{\"labels\":{\"status\":\"failed\"}},\"data\":{\"release\":\"${record}\"}}`;
  // An argument holds 128 KiB, a record more: printf is the shell's own, and has no such bound.
  return `printf %s "${patch}" | kubectl patch ${object} --type merge --patch-file /dev/stdin`;
}
