import type { V1ContainerStateTerminated } from '@kubernetes/client-node';
import type { AsJson } from '../objects/json.js';
import { type ContainerStatus, listStatuses, type Pod } from './targets.js';

/**
 * What a container waits for that has not been started:
 * https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/kubelet/images/types.go
 */
const WAITS_TO_START: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'CreateContainerConfigError',
]);

/** How containerd and Docker call the end of a container whose program could not be started. */
const NOT_STARTED: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

/** As runc and crun say that the program does not exist, or none that can be run. */
const NO_PROGRAM =
  /exec: "[^"]*": (?:stat [^:]*: )?(?:no such file|executable file not found|permission denied|is a directory)|executable file .*not found|exec format error/i;

/**
 * The containers of a Pod that come next: the init container that is not over, else all but init containers and
 * sidecars.
 */
export function listNext(pod: Pod): readonly ContainerStatus[] {
  const isBlocking = (status: ContainerStatus) =>
    isSidecar(pod, status)
      ? WAITS_TO_START.has(status.state?.waiting?.reason ?? '')
      : status.state?.terminated?.exitCode !== 0;
  const init = pod.status?.initContainerStatuses?.find(isBlocking);
  return init === undefined ? (pod.status?.containerStatuses ?? []) : [init];
}

/**
 * True while a container of the Pod runs, or may: on a node, the status is up to a second behind, and a container was
 * seen to run that was still said to be made. Sidecars do not count, they decide nothing.
 */
export function mayRun(pod: Pod): boolean {
  const { phase } = pod.status ?? {};
  if (listStatuses(pod).some((it) => it.state?.running !== undefined && !isSidecar(pod, it)))
    return true;
  if (phase === 'Succeeded' || phase === 'Failed' || !pod.spec?.nodeName) return false;
  const next = listNext(pod);
  return next.length === 0 || next.some((status) => !isStill(pod, status));
}

/** True once a program of the Pod was started, sidecars apart. */
export function hasStarted(pod: Pod): boolean {
  return listStatuses(pod).some((status) => {
    if (isSidecar(pod, status)) return false;
    const ends = [status.state?.terminated, status.lastState?.terminated];
    return status.state?.running !== undefined || ends.some((end) => hasRun(status, end));
  });
}

/** When a Pod is deleted, the kubelet calls a container `ContainerStatusUnknown` that it has never made, too. */
export function hasRun(
  status: ContainerStatus,
  end: AsJson<V1ContainerStateTerminated> | undefined,
) {
  if (end === undefined || NOT_STARTED.has(end.reason ?? '')) return false;
  return end.reason !== 'ContainerStatusUnknown' || Boolean(status.containerID);
}

/** What says that a container's program cannot be started: there is none of this name. Undefined where it may start. */
export function findMissingProgram(status: ContainerStatus): string | undefined {
  const { reason = '', message = '' } = findStartTrouble(status) ?? {};
  return NO_PROGRAM.test(message) ? `${reason}: ${message}` : undefined;
}

/**
 * How the start failed: of a container that is not restarted, of one that is, and of one that the runtime refused to
 * make.
 */
function findStartTrouble({ state, lastState }: ContainerStatus) {
  const { waiting, terminated } = state ?? {};
  if (waiting?.reason === 'CreateContainerError') return waiting;
  const isAgain = waiting?.reason === 'CrashLoopBackOff' || waiting?.reason === 'RunContainerError';
  const end = isAgain ? lastState?.terminated : terminated;
  return NOT_STARTED.has(end?.reason ?? '') ? end : undefined;
}

/** True where the container does not run and nothing will start it by itself within a moment. */
function isStill(pod: Pod, status: ContainerStatus): boolean {
  const { waiting, terminated } = status.state ?? {};
  if (WAITS_TO_START.has(waiting?.reason ?? '')) return true;
  if (findMissingProgram(status) !== undefined) return true;
  const isFinal = pod.spec?.restartPolicy === 'Never' || terminated?.exitCode === 0;
  return terminated !== undefined && isFinal;
}

/** True of an init container that goes on beside the others, and which Kubernetes ends when they have ended. */
export function isSidecar({ spec }: Pod, { name }: Pick<ContainerStatus, 'name'>): boolean {
  return (spec?.initContainers ?? []).some(
    (it) => it.name === name && it.restartPolicy === 'Always',
  );
}
