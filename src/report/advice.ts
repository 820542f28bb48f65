import type { Release } from '../helm/release.js';
import type { DecidingContainer } from '../hooks/pod.js';

const ADVICE_HOOK = 'Read the log of the hook, mend what it says, and deploy again.';

/** What a person must know of every migration that ended before its end. */
const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied, so look at the schema first.';

const ADVICE_MIGRATION = `Mend the migration and deploy again. ${HALF_APPLIED}`;

/** One cause, known by what Kubernetes says, and what to do about it; `{name}` is a group of the expression, or a fact. */
type Cause = readonly [says: RegExp, advice: string];

/** An image that cannot be had; why, its registry or the network says, in words of their own. */
const IMAGE_PULL = /^(?:ErrImagePull|ImagePullBackOff)/;
const IMAGE_PULLS: readonly Cause[] = [
  [
    /toomanyrequests|rate limit/i,
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
const WAITING: readonly Cause[] = [
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
  [/^Unschedulable/, 'No node takes the Pod: mend what the scheduler says.'],
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

/** What to do about a hook that has not started; `on` is what it waits for, in Kubernetes' words. */
export function adviseWaiting(on: string, namespace: string): string {
  const causes = IMAGE_PULL.test(on) ? IMAGE_PULLS : WAITING;
  return findAdvice(causes, on, { namespace }) ?? 'Mend what it waits for and deploy again.';
}

/** A Job's reasons: https://github.com/kubernetes/kubernetes/blob/v1.35.4/staging/src/k8s.io/api/batch/v1/types.go; a Pod's as its node gives them. */
const FAILED: readonly Cause[] = [
  [
    /^DeadlineExceeded/,
    `It ran longer than its activeDeadlineSeconds allow: raise them. ${HALF_APPLIED}`,
  ],
  [
    /^Deleted/,
    `Something deleted the Job while it ran: another deploy of this release, or a person. Let one deploy run at a time (concurrency in the workflow). ${HALF_APPLIED}`,
  ],
  [
    /^(?:Evicted|Preempt|NodeLost|NodeShutdown|Terminated|DisruptionTarget|TerminationByKubelet)/,
    `The cluster ended the Pod, not the migration: deploy again when the node is well, and give the hook requests or a priority that keep it. ${HALF_APPLIED}`,
  ],
  [
    /^OOMKilled/,
    `It needed more memory than its limit{limit}: raise resources.limits.memory of the container. ${HALF_APPLIED}`,
  ],
  [
    /^(?:StartError|ContainerCannotRun)/,
    'The container has no such program, or it is not executable: check command and args in the chart, and the image.',
  ],
];

/** What to do about a hook that failed: for a reason of Kubernetes' own, or one that its log tells. */
export function adviseFailure(
  reason: string,
  deciding: DecidingContainer | undefined,
  isMigration: boolean,
): string {
  const limit = deciding?.memoryLimit === undefined ? '' : ` of ${deciding.memoryLimit}`;
  return (
    findAdvice(FAILED, deciding?.reason ?? '', { limit }) ??
    findAdvice(FAILED, reason, { limit }) ??
    (isMigration ? ADVICE_MIGRATION : ADVICE_HOOK)
  );
}

function findAdvice(
  causes: readonly Cause[],
  text: string,
  facts: Readonly<Record<string, string>>,
): string | undefined {
  for (const [says, advice] of causes) {
    const found = says.exec(text);
    const fill = (_all: string, name: string) => found?.groups?.[name] ?? facts[name] ?? '';
    if (found !== null) return advice.replaceAll(/\{(\w+)\}/g, fill);
  }
  return undefined;
}

/** What to do about a release that is `pending-*`; `deployed` is its last deployed revision. */
export function advisePending(
  { name, namespace, status }: Release,
  deployed: number | undefined,
): string {
  const wait = 'If that deploy still runs, wait for it.';
  if (status === 'pending-install' || deployed === undefined) {
    return `${wait} If it was killed, nothing of this release was ever deployed: helm uninstall ${name} --namespace ${namespace}`;
  }
  return `${wait} If it was killed: helm rollback ${name} ${String(deployed)} --no-hooks --namespace ${namespace}`;
}
