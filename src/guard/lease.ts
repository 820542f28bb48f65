import type { V1Lease } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';

/** A Lease as the API sends it (coordination.k8s.io/v1). */
export type Lease = AsJson<V1Lease>;

/** A run of the action, as its Lease tells of it. */
export interface Run {
  /** Who holds the Lease: differs from process to process. */
  readonly id: string;
  /** What a person looks up: the workflow run's URL, where there is one. */
  readonly name: string;
  /** Which attempt of the workflow run it is; undefined outside of one. */
  readonly attempt?: number | undefined;
  /** How long helm waits for each hook in it. */
  readonly timeoutSeconds: number;
}

/**
 * True where `other` was an earlier attempt of the same workflow run:
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export function isEarlierAttempt(other: Run, { name, attempt = 0 }: Run): boolean {
  return other.name === name && other.attempt !== undefined && other.attempt < attempt;
}

/** A run that holds a Lease or held it, and when, by the API server's clock; RFC 3339. */
export interface Tenure extends Run {
  readonly acquired: string;
  readonly renewed: string;
}

/** What is left of the release when the run ends: `clean`, or something that the next run must know of. */
export type Left = 'clean' | 'unfinished';

/** A Lease that was not renewed for so long belongs to nobody. */
export const LEASE_SECONDS = 60;
/** Clocks of API servers differ, and their answers tell whole seconds. */
const CLOCK_SLACK_MS = 2_000;

const TIMEOUT = 'helm-migrate/timeout-seconds';
const RUN = 'helm-migrate/run';
const ATTEMPT = 'helm-migrate/attempt';

/** The Lease's name: one for each release of a namespace. */
export function nameLease(release: string): string {
  return `helm-migrate.${release}`;
}

/** The name of the Lease of a release, and the Lease that is there already, if any. */
export interface LeaseTarget {
  readonly release: string;
  readonly current?: Lease;
}

/** A Lease that `run` holds from `now` (ms) on. */
export function holdLease({ release, current }: LeaseTarget, run: Run, now: number): Lease {
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: nameLease(release),
      labels: { 'app.kubernetes.io/managed-by': 'helm-migrate' },
      annotations: {
        [RUN]: run.name,
        [TIMEOUT]: String(run.timeoutSeconds),
        ...(run.attempt === undefined ? {} : { [ATTEMPT]: String(run.attempt) }),
      },
    },
    spec: {
      holderIdentity: run.id,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: microTime(now),
      renewTime: microTime(now),
    },
  };
  return current === undefined ? lease : withVersionOf(lease, current);
}

/** The same Lease, renewed at `now` (ms). */
export function renewLease(lease: Lease, now: number): Lease {
  return { ...lease, spec: { ...lease.spec, renewTime: microTime(now) } };
}

/** The same Lease, held by nobody any more; who held it last stays written. */
export function vacateLease(lease: Lease): Lease {
  return { ...lease, spec: { ...lease.spec, holderIdentity: '' } };
}

/** A Lease to write over another one, which is as it was read. */
export function withVersionOf(lease: Lease, { metadata }: Lease): Lease {
  const { uid, resourceVersion } = metadata ?? {};
  return {
    ...lease,
    metadata: {
      ...lease.metadata,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}

/** The run that a Lease tells of: who holds it, or held it last; undefined where it is none of ours. */
export function readTenure({ metadata, spec }: Lease): Tenure | undefined {
  const annotations = metadata?.annotations ?? {};
  const { [RUN]: name, [TIMEOUT]: timeout = '', [ATTEMPT]: attempt } = annotations;
  if (name === undefined || !/^\d{1,9}$/.test(timeout)) return undefined;
  return {
    id: spec?.holderIdentity ?? '',
    name,
    attempt: readNumber(attempt),
    timeoutSeconds: Number(timeout),
    acquired: spec?.acquireTime ?? '',
    renewed: spec?.renewTime ?? '',
  };
}

function readNumber(text: string | undefined): number | undefined {
  return Number(text) || undefined;
}

/**
 * True when somebody holds the Lease at `now` (ms, the API server's clock). One without a time, or with a time that is
 * still to come, tells nothing by that: it is held until it was seen unchanged for its duration, since `unchangedSince`
 * (ms).
 */
export function isHeld({ spec }: Lease, now: number, unchangedSince = now): boolean {
  const { holderIdentity = '', leaseDurationSeconds = LEASE_SECONDS, renewTime } = spec ?? {};
  if (holderIdentity === '') return false;
  const renewed = Date.parse(renewTime ?? '');
  const since = renewed <= now + CLOCK_SLACK_MS ? renewed : unchangedSince;
  return since + leaseDurationSeconds * 1_000 + CLOCK_SLACK_MS >= now;
}

/** Kubernetes wants just six digits (`RFC3339Micro` in apimachinery's `micro_time.go`, v0.35.4). */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
