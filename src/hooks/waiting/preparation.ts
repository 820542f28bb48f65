import type { WaitingCause } from './cause.js';

/**
 * Why a Pod on its node does not start, in the words of the kubelet (`pkg/kubelet/images/types.go`,
 * `pkg/kubelet/kuberuntime/kuberuntime_container.go`, v1.35.4).
 */
export const PREPARATION: readonly WaitingCause[] = [
  {
    says: /^InvalidImageName/,
    heals: 'never',
    advice:
      'The name of the image is not valid. Correct it in the values. An empty tag is a common cause.',
  },
  {
    says: /^ErrImageNeverPull/,
    heals: 'when-fixed',
    advice: 'The image is not on the node, and imagePullPolicy is Never. Set it to IfNotPresent.',
  },
  {
    says: /^CreateContainerConfigError: (?<kind>secret|configmap) "(?<name>[^"]*)" not found/i,
    heals: 'when-fixed',
    advice: `Create {kind} "{name}" in namespace {namespace}{before}.{order}`,
  },
  {
    says: /^CreateContainerConfigError: couldn't find key (?<key>\S+) in (?<kind>\S+) (?<name>\S+)/i,
    heals: 'when-fixed',
    advice: 'Add the key {key} to {kind} {name}, or correct the name of the key in the chart.',
  },
  {
    says: /^CreateContainerConfigError.*(?:runAsNonRoot|non-root)/is,
    heals: 'when-fixed',
    advice:
      'runAsNonRoot is set, and the image runs as root. Set runAsUser to a number other than 0, or build the image with another user.',
  },
  {
    // An event, not a status: it stays when the object is there, until the kubelet tries again.
    says: /^FailedMount: .*(?<kind>secret|configmap) "(?<name>[^"]*)" not found/is,
    heals: 'by-itself',
    advice: `Create {kind} "{name}" in namespace {namespace}{before}: it is mounted as a volume.{order}`,
  },
  {
    says: /^FailedMount: .*references non-existent (?:secret|config) key: (?<key>\S+)/s,
    heals: 'by-itself',
    advice:
      'Add the key {key} to the Secret or ConfigMap of the volume, or correct the name of the key in the chart.',
  },
  {
    says: /^FailedAttachVolume: .*Multi-Attach/s,
    heals: 'by-itself',
    advice:
      'The volume is still attached to another node. Wait until the Pod that uses it there has ended, or delete that Pod.',
  },
  {
    says: /^Failed(?:Mount|AttachVolume)/,
    heals: 'by-itself',
    advice:
      'A volume of the Pod cannot be mounted. To see the whole error: kubectl describe pod --namespace {namespace}',
  },
  {
    says: /^FailedCreatePodSandBox/,
    heals: 'by-itself',
    advice:
      'The node cannot set up the network of the Pod. Check the network plugin of the cluster. The {who} is not the cause.',
  },
  {
    says: /^Pulling/,
    heals: 'by-itself',
    advice: 'The node is still pulling the image. Increase "timeout", or use a smaller image.',
  },
  {
    says: /^(?:ContainerCreating|PodInitializing)/,
    heals: 'by-itself',
    advice:
      'The node is preparing the Pod. Volumes that cannot be mounted and slow pulls are common causes: kubectl describe pod --namespace {namespace}',
  },
];
