import type { RecordStore, Release } from '../helm/release.js';
import type { Tenure } from './lease.js';

/** Where the records are, as a command names them. */
export interface RecordsPlace {
  readonly store: RecordStore;
  readonly namespace: string;
}

/** Beyond a hook's timeout, helm needs so long at most to write its record. */
const MARGIN_SECONDS = 60;
/** The clocks of two runners and of the API server may differ by so much. */
const CLOCK_SLACK_MS = 60_000;

/** True of a release that helm refuses to touch: an operation on it has begun and not ended. */
export function isPending({ status }: Pick<Release, 'status'>): boolean {
  return status.startsWith('pending-');
}

/**
 * Why a pending release may not be repaired, or undefined where it may: the Lease of the run that left it has expired, and the record is
 * older than any of that run's waits. `now` in ms since the epoch. No hook may be active, which is the caller's to know.
 */
export function findDoubt(
  release: Release,
  left: Tenure | undefined,
  now: number,
): string | undefined {
  if (left === undefined) return 'no Lease tells who left it';
  const begun = Date.parse(release.lastDeployed);
  const [from, to] = [Date.parse(left.acquired), Date.parse(left.renewed)];
  if (!(begun > from - CLOCK_SLACK_MS && begun < to + CLOCK_SLACK_MS))
    return `the run that held the Lease last (${left.name}) was another one`;
  const safe = begun + (left.timeoutSeconds + MARGIN_SECONDS) * 1_000;
  return now > safe
    ? undefined
    : `the run that left it may be at work until ${new Date(safe).toISOString()}`;
}

/**
 * The command that repairs a pending release by hand: it rewrites the record to `failed` and touches nothing else. Helm's own ways do
 * more: `uninstall` deletes the live version, and `rollback` deploys without migrating. For records in a database, which no kubectl
 * reaches, it is a rollback without hooks, or undefined where nothing was ever deployed.
 */
export function makeRepairCommand(
  { name, revision, status }: Release,
  { store, namespace }: RecordsPlace,
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
    ? ['base64 -d | base64 -d', 'base64 -w0 | base64 -w0']
    : ['base64 -d', 'base64 -w0'];
  const failed = `sed 's/"status":"${status}"/"status":"failed"/'`;
  const read = `kubectl get ${object} -o 'jsonpath={.data.release}'`;
  const record = `$(${read} | ${decode} | gunzip | ${failed} | gzip | ${encode})`;
  const patch = String.raw`{\"metadata\":{\"labels\":{\"status\":\"failed\"}},\"data\":{\"release\":\"${record}\"}}`;
  return `kubectl patch ${object} --type merge --patch "${patch}"`;
}
