import type { BlamedCause } from './known-cause.js';

/** What a person must know of every migration that ended before its end. */
export const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied. Check the schema before you redeploy.';

/**
 * A Job's reasons: https://github.com/kubernetes/kubernetes/blob/v1.35.4/staging/src/k8s.io/api/batch/v1/types.go; a
 * Pod's as its node gives them.
 */
export const FAILED: readonly BlamedCause[] = [
  {
    says: /^DeadlineExceeded/,
    cause: 'hook-stopped',
    advice: `It ran longer than its activeDeadlineSeconds. Increase that value. ${HALF_APPLIED}`,
  },
  {
    says: /^Deleted/,
    cause: 'hook-stopped',
    advice: `The Job was deleted while it ran, by another deploy of this release or by a person. Set "concurrency" in the workflow, so that one deploy runs at a time. ${HALF_APPLIED}`,
  },
  {
    says: /^PodDeleted/,
    cause: 'hook-stopped',
    advice: `Its Pod was deleted while it ran, by a person or by a cleanup tool. Redeploy. ${HALF_APPLIED}`,
  },
  {
    says: /^PodFailurePolicy/,
    cause: 'hook-exit',
    advice: `The Job's podFailurePolicy allows no further attempt after this failure. Fix the error that the hook logged, then redeploy. ${HALF_APPLIED}`,
  },
  {
    says: /^Evicted: .*(?:exceeds the (?:total )?limit|exceeded its local ephemeral storage limit)/s,
    cause: 'hook-stopped',
    advice: `It used more disk than its limit. Increase sizeLimit of the volume, or resources.limits.ephemeral-storage of the container. ${HALF_APPLIED}`,
  },
  {
    says: /^(?:EvictionByEvictionAPI|DeletionByTaintManager|DeletionByPodGC|NodeLost|NodeShutdown|Terminated)/,
    cause: 'hook-stopped',
    advice: `Its node was drained or lost, which ended the Pod. The migration is not the cause. Redeploy. The annotation cluster-autoscaler.kubernetes.io/safe-to-evict: "false" keeps an autoscaler from evicting the Pod. ${HALF_APPLIED}`,
  },
  {
    says: /^(?:OutOf|NodeAffinity|UnexpectedAdmissionError)/,
    cause: 'hook-cannot-start',
    advice:
      'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
  },
  {
    says: /^(?:Evicted|Preempt|DisruptionTarget|TerminationByKubelet)/,
    cause: 'hook-stopped',
    advice: `The cluster ended the Pod. The migration is not the cause. Redeploy when the node is healthy. Resource requests or a higher priority make this less likely. ${HALF_APPLIED}`,
  },
  {
    says: /^OOMKilled/,
    cause: 'hook-exit',
    advice: `It needed more memory than its limit{limit}. Increase resources.limits.memory of the container. ${HALF_APPLIED}`,
  },
  {
    says: /^(?:StartError|ContainerCannotRun)/,
    cause: 'hook-cannot-start',
    advice:
      'The image does not contain this program, or it is not executable. Check the image, and command and args in the chart.',
  },
];
