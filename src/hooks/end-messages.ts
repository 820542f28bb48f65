import type { V1ContainerState, V1ContainerStatus } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';
import type { Pod } from './targets.js';

type ContainerStatus = AsJson<V1ContainerStatus>;
type ContainerState = AsJson<V1ContainerState>;

/** What a Pod's status says of each of its containers. */
export function listStatuses(status: Pod['status']): readonly ContainerStatus[] {
  const { initContainerStatuses, containerStatuses, ephemeralContainerStatuses } = status ?? {};
  return [initContainerStatuses, containerStatuses, ephemeralContainerStatuses].flatMap(
    (statuses) => statuses ?? [],
  );
}

/** True where a container of the Pod has said something at its end. */
export function hasEndMessage({ status }: Pod): boolean {
  return listStatuses(status).some(({ state, lastState }) =>
    [state, lastState].some((one) => one?.terminated?.message !== undefined),
  );
}

/** The same Pod with what its containers said at their ends as `change` has it. */
export function changeEndMessages(pod: Pod, change: (message: string) => string): Pod {
  const { status } = pod;
  if (status === undefined || !hasEndMessage(pod)) return pod;
  const changeAll = (statuses: readonly ContainerStatus[] | undefined) =>
    statuses?.map((one) => ({
      ...one,
      ...(one.state && { state: changeState(one.state, change) }),
      ...(one.lastState && { lastState: changeState(one.lastState, change) }),
    }));
  const containers = {
    initContainerStatuses: changeAll(status.initContainerStatuses),
    containerStatuses: changeAll(status.containerStatuses),
    ephemeralContainerStatuses: changeAll(status.ephemeralContainerStatuses),
  };
  const known = Object.entries(containers).filter(([, statuses]) => statuses !== undefined);
  return { ...pod, status: { ...status, ...Object.fromEntries(known) } };
}

function changeState(state: ContainerState, change: (message: string) => string): ContainerState {
  const { terminated } = state;
  if (terminated?.message === undefined) return state;
  return { ...state, terminated: { ...terminated, message: change(terminated.message) } };
}
