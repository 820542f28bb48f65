import { isSidecar } from './alive.js';
import { findNewestPod } from './deciding.js';
import type { HookObjects } from './hook-objects.js';
import type { ContainerStatus, Pod } from './targets.js';

/** The container that does a hook's work now. */
export interface RunningContainer {
  readonly container: string;
  /** An init container: the Pod's own work has not begun. */
  readonly isInit: boolean;
  /** RFC 3339, empty where unknown. */
  readonly since: string;
  /** True when it has written a line. */
  readonly hasOutput: boolean;
  /** Containers of its Pod that were never started in it, init containers left out. */
  readonly notStarted: readonly string[];
}

/**
 * The container that runs, or undefined where none does. Sidecars do not count. An init container counts only in the
 * newest Pod, and where no main container of another Pod runs.
 */
export function findRunning({
  pods,
  logs,
}: Pick<HookObjects, 'pods' | 'logs'>): RunningContainer | undefined {
  const pod = pods.find((it) => findMain(it) !== undefined) ?? findNewestPod(pods);
  if (pod === undefined) return undefined;
  const main = findMain(pod);
  const status = main ?? findInit(pod);
  if (status === undefined) return undefined;
  return {
    container: status.name,
    isInit: main === undefined,
    since: status.state?.running?.startedAt ?? '',
    hasOutput: (logs.get(status.containerID ?? '')?.length ?? 0) > 0,
    notStarted: listNotStarted(pod),
  };
}

function findMain({ status }: Pod): ContainerStatus | undefined {
  return status?.containerStatuses?.find(isRunning);
}

function findInit(pod: Pod): ContainerStatus | undefined {
  return pod.status?.initContainerStatuses?.find((it) => isRunning(it) && !isSidecar(pod, it));
}

/** A Pod whose sandbox is made again runs its init containers once more, after the others have run. */
function listNotStarted({ spec, status }: Pod): readonly string[] {
  const started = (status?.containerStatuses ?? []).filter(
    (it) => isRunning(it) || (it.state?.terminated ?? it.lastState?.terminated) !== undefined,
  );
  return (spec?.containers ?? [])
    .map(({ name }) => name)
    .filter((name) => !started.some((it) => it.name === name));
}

function isRunning({ state }: ContainerStatus): boolean {
  return state?.running !== undefined;
}
