import { isSidecar } from '../hooks/alive.js';
import { type ContainerEnd, listEndsOf } from '../hooks/pod.js';
import { type ContainerStatus, listStatuses, type Pod } from '../hooks/targets.js';

/** How long containers that were started again have been seen running, in ms, by the IDs of their runs. */
export type RunTimes = ReadonlyMap<string, number>;

/** A container that runs for so long, and twice as long as the time before, is past what ended it. */
const LASTING_MS = 30_000;
/** What the kubelet says of a container that it does not find any more: how it ended was not seen. */
const NOT_SEEN = 'ContainerStatusUnknown';

/** True of an init container that has to end before the next one starts. */
export function isInit(pod: Pod, name: string): boolean {
  const all = pod.spec?.initContainers ?? [];
  return all.some((it) => it.name === name) && !isSidecar(pod, { name });
}

/** All containers but init containers that are done; sidecars come last, since they wait for nothing. */
export function listCurrent(pod: Pod): readonly ContainerStatus[] {
  const isDone = (it: ContainerStatus) =>
    isInit(pod, it.name) && it.state?.terminated?.exitCode === 0;
  const current = listStatuses(pod).filter((it) => !isDone(it));
  const [sidecars, others] = [true, false].map((is) =>
    current.filter((it) => isSidecar(pod, it) === is),
  );
  return [...(others ?? []), ...(sidecars ?? [])];
}

/** The end that keeps a container from being ready; undefined of one that has not ended, or runs again for long. */
export function findEnd(
  pod: Pod,
  status: ContainerStatus,
  times: RunTimes,
): ContainerEnd | undefined {
  const end = listEndsOf(pod, [status]).at(-1);
  if (end === undefined || status.ready || end.reason === NOT_SEEN) return undefined;
  return isLasting(status, end, times) ? undefined : end;
}

function isLasting(
  { state, containerID = '' }: ContainerStatus,
  end: ContainerEnd,
  times: RunTimes,
) {
  if (state?.running === undefined) return false;
  const began = Date.parse(end.started);
  // A program that could not be started has the time 0.
  const ranMs = began > 0 ? Date.parse(end.finished) - began : 0;
  return (times.get(containerID) ?? 0) >= Math.max(LASTING_MS, 2 * ranMs);
}

/** Since when containers run that were started again, by our own clock: that of their node may be another. */
export class RunClock {
  private since = new Map<string, number>();

  /** Takes the Pods as they are at `now`, in ms of a steady clock. */
  see(pods: readonly Pod[], now: number): RunTimes {
    const again = pods
      .flatMap(listStatuses)
      .filter(({ state, lastState }) => state?.running && lastState?.terminated)
      .map(({ containerID = '' }) => [containerID, this.since.get(containerID) ?? now] as const);
    this.since = new Map(again);
    return new Map(again.map(([id, since]) => [id, now - since]));
  }
}
