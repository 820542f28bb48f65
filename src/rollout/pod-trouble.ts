import { isSidecar } from '../hooks/alive.js';
import { explainWait, type KubeEvent } from '../hooks/events.js';
import { judgePod, listContainerEnds, NEXT_ATTEMPT } from '../hooks/pod.js';
import { type ContainerStatus, listStatuses, type Pod } from '../hooks/targets.js';
import type { Trouble } from './trouble.js';

/** Exit codes of a container that Kubernetes ends: SIGKILL, SIGTERM, and 0 where it heeds the latter. */
const ENDED_BY_KUBELET: readonly number[] = [0, 137, 143];

/**
 * How the kubelet tells of a probe (`pkg/kubelet/prober/prober.go`, v1.35.4); `http` errors have no
 * colon of their own.
 */
const PROBE = /^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*:\s*(.*)$/s;

/** Why a Pod that is not ready is not; `events` may be of others, too. */
export function explainPod(pod: Pod, events: readonly KubeEvent[]): Trouble {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === pod.metadata?.uid);
  return (
    findProbeKill(pod, own) ??
    findExit(pod) ??
    findWait(pod, own) ??
    findProbe(pod, own) ??
    findUnready(pod)
  );
}

function findExit(pod: Pod): Trouble | undefined {
  const status = listCurrent(pod).find((it) => hasEnded(pod, it));
  if (status === undefined) return undefined;
  const end = listContainerEnds(pod).findLast(({ container }) => container === status.name);
  if (end === undefined) return undefined;
  return { kind: 'exits', end, isInit: isInit(pod, status.name), restarts: status.restartCount };
}

/** A container that runs after a failure is judged by its end until it has come as far as its probe. */
function hasEnded(pod: Pod, { name, state, lastState, ready }: ContainerStatus): boolean {
  const end = state?.terminated ?? lastState?.terminated;
  if (end === undefined || ready) return false;
  if (isInit(pod, name)) return state?.terminated?.exitCode !== 0 && end.exitCode !== 0;
  return pod.spec?.restartPolicy === 'Never' ? end.exitCode !== 0 : true;
}

/** All but init containers that are done. */
function listCurrent(pod: Pod): readonly ContainerStatus[] {
  return listStatuses(pod).filter(
    (it) => !(isInit(pod, it.name) && it.state?.terminated?.exitCode === 0),
  );
}

function findWait(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const verdict = judgePod(pod);
  if (verdict.kind === 'failed')
    return { kind: 'waits', on: [verdict.reason, verdict.message].filter(Boolean).join(': ') };
  if (verdict.kind !== 'waiting' || verdict.on === NEXT_ATTEMPT) return undefined;
  return { kind: 'waits', on: explainWait(verdict.on, events) };
}

function findProbeKill(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const found = listProbes(events).findLast(({ probe }) => probe !== 'readiness');
  const status = listCurrent(pod).find(({ name }) => name === found?.container);
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  if (found === undefined || status === undefined || status.ready) return undefined;
  if (end === undefined || !ENDED_BY_KUBELET.includes(end.exitCode)) return undefined;
  return { kind: 'probe', ...found, restarts: status.restartCount };
}

function findProbe(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const found = listProbes(events).at(-1);
  const status = listStatuses(pod).find(({ name }) => name === found?.container);
  if (found === undefined || status === undefined || status.ready) return undefined;
  return { kind: 'probe', ...found, restarts: status.restartCount };
}

/** Oldest first. The event names its container by a path: `spec.containers{api}`. */
function listProbes(events: readonly KubeEvent[]) {
  return events
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .flatMap(({ reason, message = '', involvedObject }) => {
      const [, which = '', says = ''] = PROBE.exec(message) ?? [];
      const container = /\{(.+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1];
      const probe = PROBES.find((it) => it === which.toLowerCase());
      return reason !== 'Unhealthy' || probe === undefined || container === undefined
        ? []
        : [{ probe, container, says: says.trim() }];
    });
}

const PROBES = ['readiness', 'liveness', 'startup'] as const;

function timeOf({ series, lastTimestamp, eventTime }: KubeEvent): string {
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '';
}

function findUnready(pod: Pod): Trouble {
  const status = listCurrent(pod).find(({ ready }) => !ready);
  const container = status?.name ?? '';
  return { kind: 'not-ready', container, isInit: isInit(pod, container) };
}

function isInit(pod: Pod, name: string): boolean {
  const all = pod.spec?.initContainers ?? [];
  return all.some((it) => it.name === name) && !isSidecar(pod, { name });
}
