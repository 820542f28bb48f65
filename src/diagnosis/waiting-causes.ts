import type { Cause } from './cause.js';

/** An image that cannot be had. */
export const IMAGE_PULL = /^(?:ErrImagePull|ImagePullBackOff)/;

/** Why an image cannot be had, by what its registry or the network says. */
export const IMAGE_PULLS: readonly Cause[] = [
  [
    /too ?many ?requests|rate limit/i,
    'The registry refuses more pulls for now: pull with a login (imagePullSecrets), or from a mirror.',
  ],
  [
    /x509|certificate/i,
    "The node does not trust the registry's certificate: give the node its authority, or use another registry.",
  ],
  [
    /unauthorized|authentication required|denied|forbidden|\b401\b|\b403\b/i,
    'The registry does not give this image to the cluster: check imagePullSecrets in namespace {namespace}, and the name of the image, since many registries say the same of one that does not exist.',
  ],
  [
    /not found|manifest unknown|\b404\b/i,
    'There is no such image: check its name and tag, and that it was pushed.',
  ],
  [
    /no such host|dial tcp|i\/o timeout|connection refused|EOF/i,
    'The node cannot reach the registry: check the name of the registry, and the network of the node.',
  ],
  [/^/, 'Check the image: its name and tag, that it was pushed, and that the cluster may pull it.'],
];

/** Reasons of a container that waits are the kubelet's (https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/kubelet/images/types.go). */
export const WAITING: readonly Cause[] = [
  [
    /^InvalidImageName/,
    'This is no name of an image: correct it in the values. A tag that is empty is a frequent cause.',
  ],
  [
    /^ErrImageNeverPull/,
    'The image is not on the node, and imagePullPolicy is Never: set it to IfNotPresent.',
  ],
  [
    /^CreateContainerConfigError: (?<kind>secret|configmap) "(?<name>[^"]*)" not found/i,
    'Make {kind} "{name}" in namespace {namespace} before the hook runs. One that the chart itself makes is there only after pre-install hooks: make it a hook, too, with a lower weight.',
  ],
  [
    /^CreateContainerConfigError: couldn't find key (?<key>\S+) in (?<kind>\S+) (?<name>\S+)/i,
    'Add the key {key} to {kind} {name}, or correct its name in the chart.',
  ],
  [
    /^CreateContainerConfigError.*(?:runAsNonRoot|non-root)/is,
    'Set runAsUser to a number other than 0, or build the image for one.',
  ],
  [
    /^Unschedulable.*persistentvolumeclaim "(?<name>[^"]*)" not found/s,
    'Create PersistentVolumeClaim "{name}" in namespace {namespace} before the hook runs. One that the chart itself makes is there only after pre-install hooks: make it a hook, too, with a lower weight.',
  ],
  [
    /^Unschedulable.*Insufficient/is,
    "No node has as much free: make the hook's resources.requests smaller, or the cluster larger.",
  ],
  [
    /^Unschedulable.*(?:PersistentVolumeClaim|volume)/is,
    'A volume of the Pod is not there yet: check its PersistentVolumeClaim (kubectl describe pvc --namespace {namespace}).',
  ],
  [
    /^Unschedulable.*(?:selector|affinity|taint)/is,
    'No node fits: compare nodeSelector, affinity and tolerations of the hook with the nodes (kubectl get nodes --show-labels).',
  ],
  [/^Unschedulable/, 'No node can run the Pod: fix what the scheduler reports.'],
  [
    /^FailedCreate: .*exceeded quota: (?<name>[^,]+)/s,
    'ResourceQuota {name} leaves no room for the hook: free something, or raise it (kubectl describe quota --namespace {namespace}).',
  ],
  [
    /^FailedCreate: .*failed quota: (?<name>[^:]+): must specify (?<what>.+)/s,
    "ResourceQuota {name} requires every Pod to set its resources. Set resources of the hook's containers in the chart: {what}.",
  ],
  [
    /^FailedCreate: .*violates PodSecurity/s,
    "Pod Security of namespace {namespace} refuses the Pod: set what it lists in the hook's securityContext.",
  ],
  [
    /^FailedCreate: .*failed calling webhook "(?<name>[^"]*)"/s,
    'The admission webhook {name} does not answer: see to the service behind it. No Pod can be made before.',
  ],
  [
    /^FailedCreate: .*(?:denied request|denied the request)/s,
    'A rule of the cluster refuses the Pod: change in the chart what it says, or ask who keeps the rule.',
  ],
  [
    /^FailedCreate: .*serviceaccount "(?<name>[^"]*)" not found/s,
    'Make ServiceAccount "{name}" in namespace {namespace} before the hook runs. One that the chart itself makes is there only after pre-install hooks: make it a hook, too, with a lower weight.',
  ],
  [
    /^FailedCreate: .*no PriorityClass with name (?<name>\S+) was found/s,
    'Create PriorityClass "{name}" before the hook runs, or set another priorityClassName in the hook.',
  ],
  [
    /^FailedCreate: .*RuntimeClass "(?<name>[^"]*)" not found/s,
    'Create RuntimeClass "{name}" before the hook runs, or set another runtimeClassName in the hook.',
  ],
  [/^FailedCreate\b/, 'Kubernetes cannot create the Pod: fix what it reports.'],
  [
    /^FailedMount: .*(?<kind>secret|configmap) "(?<name>[^"]*)" not found/is,
    'Make {kind} "{name}" in namespace {namespace} before the hook runs: it is mounted as a volume. One that the chart itself makes is there only after pre-install hooks: make it a hook, too, with a lower weight.',
  ],
  [
    /^FailedMount: .*references non-existent (?:secret|config) key: (?<key>\S+)/s,
    'Add the key {key} to the Secret or ConfigMap of the volume, or correct its name in the chart.',
  ],
  [
    /^FailedAttachVolume: .*Multi-Attach/s,
    'The volume is still attached to another node: it comes free when what uses it there has ended.',
  ],
  [
    /^Failed(?:Mount|AttachVolume)/,
    'A volume of the Pod cannot be mounted: fix what its node reports (kubectl describe pod --namespace {namespace} shows it in full).',
  ],
  [
    /^FailedCreatePodSandBox/,
    'The node cannot give the Pod a network: see to the network plugin of the cluster. The hook is not at fault.',
  ],
  [
    /^Pulling/,
    'The node still pulls the image: give it more "timeout", or an image that is smaller or nearer.',
  ],
  [
    /^its first Pod/,
    'Kubernetes made no Pod for it: kubectl describe job --namespace {namespace} says why. Quota, an admission webhook and Pod Security are frequent causes.',
  ],
  [
    /^the Job is suspended/,
    'Something suspended the Job (spec.suspend), a queue mostly: resume it, or deploy when it may run.',
  ],
  [
    /^(?:ContainerCreating|PodInitializing)/,
    'The node prepares the Pod: kubectl describe pod --namespace {namespace} says what it waits for. A volume that cannot be mounted and a slow pull are frequent causes.',
  ],
];
