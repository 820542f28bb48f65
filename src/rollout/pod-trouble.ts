import { isSidecar } from '../hooks/alive.js';
import { explainWait, isExplained, type KubeEvent } from '../hooks/events.js';
import { findFailedContainer, judgePod, NEXT_ATTEMPT } from '../hooks/pod.js';
import type { ContainerStatus, Pod } from '../hooks/targets.js';
import { findEnd, isInit, listCurrent, type RunTimes } from './container-end.js';
import { findProbe, findProbeKill } from './probe-trouble.js';
import type { Trouble } from './trouble.js';

/** Why a Pod that is not ready is not; `events` may be of others, too. */
export function explainPod(pod: Pod, events: readonly KubeEvent[], times: RunTimes): Trouble {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === pod.metadata?.uid);
  return (
    findPodEnd(pod) ??
    findProbeKill(pod, own, times) ??
    findExit(pod, times) ??
    findBlock(pod, own) ??
    findProbe(pod, own) ??
    findGate(pod) ??
    findWait(pod, own) ??
    findUnready(pod, own)
  );
}

/** `Evicted`, `DeadlineExceeded`, `NodeShutdown`: the cluster ended the Pod, whatever its containers came to. */
function findPodEnd({ status }: Pod): Trouble | undefined {
  const { phase, reason, message } = status ?? {};
  if (phase !== 'Failed' || reason === undefined) return undefined;
  return { kind: 'waits', on: joinWords(reason, message?.trim()) };
}

function findExit(pod: Pod, times: RunTimes): Trouble | undefined {
  for (const status of listCurrent(pod)) {
    const end = findEnd(pod, status, times);
    if (end !== undefined && (end.exitCode !== 0 || mustRun(pod, status)))
      return {
        kind: 'exits',
        end,
        isInit: isInit(pod, status.name),
        restarts: status.restartCount,
      };
  }
  return undefined;
}

/** True of a container that may not end, not even well. */
function mustRun(pod: Pod, status: ContainerStatus): boolean {
  if (isSidecar(pod, status)) return true;
  return !isInit(pod, status.name) && (pod.spec?.restartPolicy ?? 'Always') === 'Always';
}

/** What keeps a container, or the whole Pod, from starting; other containers may run. */
function findBlock(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const waiting = listCurrent(pod).map(({ state }) =>
    joinWords(state?.waiting?.reason, state?.waiting?.message),
  );
  const verdict = judgePod(pod);
  const of = verdict.kind === 'waiting' && verdict.on !== NEXT_ATTEMPT ? [verdict.on] : [];
  const on = [...waiting, ...of].find((it) => it !== '' && isExplained(it));
  return on === undefined ? undefined : { kind: 'waits', on: explainWait(on, events) };
}

/** What is controlled by others than the Pod's containers, a load balancer for instance. */
function findGate({ spec, status }: Pod): Trouble | undefined {
  const conditions = status?.conditions ?? [];
  const isTrue = (type: string) =>
    conditions.some((it) => it.type === type && it.status === 'True');
  const gates = spec?.readinessGates?.map(({ conditionType }) => conditionType) ?? [];
  const gate = isTrue('ContainersReady') ? gates.find((it) => !isTrue(it)) : undefined;
  if (gate === undefined) return undefined;
  const told = conditions.find(({ type }) => type === gate);
  return {
    ...{ kind: 'gate', gate, isSet: told !== undefined },
    says: joinWords(told?.reason, told?.message),
  };
}

/** While a node prepares it, its events tell more than its status. */
function findWait(pod: Pod, events: readonly KubeEvent[]): Trouble | undefined {
  const verdict = judgePod(pod);
  if (verdict.kind === 'failed')
    return { kind: 'waits', on: joinWords(verdict.reason, findFailedContainer(pod)?.message) };
  if (verdict.kind !== 'waiting' || verdict.on === NEXT_ATTEMPT) return undefined;
  return { kind: 'waits', on: explainWait(verdict.on, events) };
}

function findUnready(pod: Pod, events: readonly KubeEvent[]): Trouble {
  const container = listCurrent(pod).find(({ ready, state }) => !ready && state?.running)?.name;
  if (container !== undefined)
    return { kind: 'not-ready', container, isInit: isInit(pod, container) };
  // When its node is lost, a Pod's containers stay as they were told last.
  const { reason, message } = events.find((it) => it.reason === 'NodeNotReady') ?? {};
  return reason === undefined
    ? { kind: 'not-ready', container: undefined, isInit: false }
    : { kind: 'waits', on: joinWords(reason, message) };
}

function joinWords(...words: readonly (string | undefined)[]): string {
  return words.filter(Boolean).join(': ');
}
