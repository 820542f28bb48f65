import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';

/** A Pod as the API sends it. */
export type Pod = AsJson<V1Pod>;
/** One container's part of a Pod's status. */
export type ContainerStatus = AsJson<V1ContainerStatus>;

/** One start of one container: what a log belongs to. Its identity is `id`, never a name. */
export interface ContainerRun {
  /** The container runtime's ID (`containerd://…`). */
  readonly id: string;
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  /** True for a run that has ended and been restarted since: the API serves it as `previous`. */
  readonly previous: boolean;
  /** True as soon as the Pod's status says that this run has ended. */
  readonly ended: boolean;
}

/**
 * All container runs of a Pod that have a log: running or ended, init containers first. One restart
 * back is reachable (`previous`), older ones are not.
 */
export function listContainerRuns(pod: Pod): readonly ContainerRun[] {
  return listStatuses(pod).flatMap((status) => {
    const runs: ContainerRun[] = [];
    const last = status.lastState?.terminated?.containerID;
    if (last !== undefined)
      runs.push(makeRun(pod, status.name, { id: last, previous: true, ended: true }));
    const { running, terminated } = status.state ?? {};
    const id = terminated?.containerID ?? status.containerID;
    if ((running ?? terminated) !== undefined && id !== undefined && id !== '') {
      runs.push(
        makeRun(pod, status.name, { id, previous: false, ended: terminated !== undefined }),
      );
    }
    return runs;
  });
}

/** The container of a Pod on its node that will start first, or none where one has started already. */
export function firstContainer(pod: Pod): readonly ContainerRun[] {
  const { nodeName, initContainers = [], containers = [] } = pod.spec ?? {};
  const [first] = [...initContainers, ...containers];
  if (nodeName === undefined || first === undefined || listContainerRuns(pod).length > 0) return [];
  return [makeRun(pod, first.name, { id: '', previous: false, ended: false })];
}

/**
 * A run as its Pod's newest status has it, or undefined when later runs of its container have pushed
 * its log out of reach. A Pod that is over and tells of no container any more (evicted) has ended it.
 */
export function findRun(run: ContainerRun, pod: Pod): ContainerRun | undefined {
  const runs = listContainerRuns(pod).filter(({ container }) => container === run.container);
  if (runs.length > 0) return runs.find(({ id }) => id === run.id);
  const isOver = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
  return isOver ? { ...run, ended: true } : run;
}

/** Statuses of all containers, in the order in which Kubernetes starts them. */
export function listStatuses(pod: Pod): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}

function makeRun(
  pod: Pod,
  container: string,
  state: { readonly id: string; readonly previous: boolean; readonly ended: boolean },
): ContainerRun {
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
  return { ...state, namespace, pod: name, podUid: uid, container };
}
