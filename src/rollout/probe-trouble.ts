import type { KubeEvent } from '../hooks/events.js';
import type { ContainerStatus, Pod } from '../hooks/targets.js';
import { findEnd, listCurrent, type RunTimes } from './container-end.js';
import type { Trouble } from './trouble.js';

/** Exit codes of a container that Kubernetes ends: SIGKILL, SIGTERM, and 0 where it heeds the latter. */
const ENDED_BY_KUBELET: readonly number[] = [0, 137, 143];

/**
 * How the kubelet tells of a probe (`pkg/kubelet/prober/prober.go`, v1.35.4); `http` errors have no
 * colon of their own.
 */
const PROBE = /^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*:\s*(.*)$/s;

const PROBES = ['readiness', 'liveness', 'startup'] as const;

/** Kubernetes' own default. */
const FAILURES = 3;

interface FailedProbe {
  readonly probe: (typeof PROBES)[number];
  readonly container: string;
  readonly says: string;
  /** How often it was told. */
  readonly count: number;
  /** In whole seconds. */
  readonly time: number;
}

/**
 * The probe for which Kubernetes ended a container. Events say so only of a probe that fails: it counts when it failed
 * often enough, and the container ended in a way in which Kubernetes ends it.
 */
export function findProbeKill(
  pod: Pod,
  events: readonly KubeEvent[],
  times: RunTimes,
): Trouble | undefined {
  const kills = listProbes(events).filter(({ probe }) => probe !== 'readiness');
  const found = kills.at(-1);
  if (found === undefined) return undefined;
  const { probe, container, says } = found;
  const status = listCurrent(pod).find(({ name }) => name === container);
  const end = status && findEnd(pod, status, times);
  if (end === undefined || end.reason === 'OOMKilled') return undefined;
  const count = kills
    .filter((it) => it.container === container && it.probe === probe)
    .reduce((sum, it) => sum + it.count, 0);
  if (!ENDED_BY_KUBELET.includes(end.exitCode) || count < countAllowed(pod, found))
    return undefined;
  return {
    kind: 'probe',
    probe,
    container,
    says,
    restarts: status?.restartCount ?? 0,
    hasEnded: true,
  };
}

/** The probe that fails of a container that runs. */
export function findProbe(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const current = listCurrent(pod);
  const failed = listProbes(events).filter((it) =>
    current.some((status) => status.name === it.container && isOfRun(it, status)),
  );
  // A failed liveness probe does not make a container unready.
  const found = failed.findLast(({ probe }) => probe !== 'liveness') ?? failed.at(-1);
  if (found === undefined) return undefined;
  const { probe, container, says } = found;
  return { kind: 'probe', probe, container, says, restarts: 0, hasEnded: false };
}

/** What was told of an earlier run, or of a startup probe that has succeeded since, is over. */
function isOfRun(
  { probe, time }: FailedProbe,
  { ready, started, state }: ContainerStatus,
): boolean {
  if (ready || state?.running === undefined) return false;
  if (probe === 'startup' && started === true) return false;
  const began = Date.parse(state.running.startedAt ?? '') / 1_000;
  return !(time < Math.floor(began));
}

function countAllowed({ spec }: Pod, { probe, container }: FailedProbe): number {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const found = all.find(({ name }) => name === container);
  const it = probe === 'startup' ? found?.startupProbe : found?.livenessProbe;
  return it?.failureThreshold ?? FAILURES;
}

/** Oldest first. The event names its container by a path: `spec.containers{api}`. */
function listProbes(events: readonly KubeEvent[]): readonly FailedProbe[] {
  return events
    .flatMap((event) => {
      const [, which = '', says = ''] = PROBE.exec(event.message ?? '') ?? [];
      const container = /\{(.+)\}$/.exec(event.involvedObject.fieldPath ?? '')?.[1];
      const probe = PROBES.find((it) => it === which.toLowerCase());
      if (event.reason !== 'Unhealthy' || probe === undefined || container === undefined) return [];
      return [{ probe, container, says: says.trim(), count: countOf(event), time: timeOf(event) }];
    })
    .sort((a, b) => a.time - b.time);
}

function countOf({ series, count }: KubeEvent): number {
  return series?.count ?? count ?? 1;
}

function timeOf({ series, lastTimestamp, eventTime }: KubeEvent): number {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime;
  return Math.floor(Date.parse(time ?? '') / 1_000) || 0;
}
