import type { BlamedCause } from './known-cause.js';

/** One known cause, and whether it ended the hook while that ran. */
export interface FailedCause extends BlamedCause {
  readonly isCut: boolean;
}

/**
 * A Job's reasons: https://github.com/kubernetes/kubernetes/blob/v1.35.4/staging/src/k8s.io/api/batch/v1/types.go; a
 * Pod's as its node gives them.
 */
export const FAILED: readonly FailedCause[] = [
  {
    says: /^DeadlineExceeded/,
    cause: 'hook-stopped',
    isCut: true,
    advice: 'It ran longer than its activeDeadlineSeconds. Increase that value.',
  },
  {
    says: /^Deleted/,
    cause: 'hook-stopped',
    isCut: true,
    advice:
      'The Job was deleted while it ran, by another deploy of this release or by a person. Set "concurrency" in the workflow, so that one deploy runs at a time.',
  },
  {
    says: /^PodDeleted/,
    cause: 'hook-stopped',
    isCut: true,
    advice: 'Its Pod was deleted while it ran, by a person or by a cleanup tool. Redeploy.',
  },
  {
    says: /^PodFailurePolicy/,
    cause: 'hook-exit',
    isCut: false,
    advice:
      "The Job's podFailurePolicy allows no further attempt after this failure. Fix the error that the hook logged, then redeploy.",
  },
  {
    says: /^Evicted: .*(?:exceeds the (?:total )?limit|exceeded its local ephemeral storage limit)/s,
    cause: 'hook-stopped',
    isCut: true,
    advice:
      'It used more disk than its limit. Increase sizeLimit of the volume, or resources.limits.ephemeral-storage of the container.',
  },
  {
    says: /^(?:EvictionByEvictionAPI|DeletionByTaintManager|DeletionByPodGC|NodeLost|NodeShutdown|Terminated)/,
    cause: 'hook-stopped',
    isCut: true,
    advice:
      'Its node was drained or lost, which ended the Pod. The migration is not the cause. Redeploy. The annotation cluster-autoscaler.kubernetes.io/safe-to-evict: "false" keeps an autoscaler from evicting the Pod.',
  },
  {
    says: /^(?:OutOf|NodeAffinity|UnexpectedAdmissionError)/,
    cause: 'hook-cannot-start',
    isCut: false,
    advice:
      'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
  },
  {
    says: /^(?:Evicted|Preempt|DisruptionTarget|TerminationByKubelet)/,
    cause: 'hook-stopped',
    isCut: true,
    advice:
      'The cluster ended the Pod. The migration is not the cause. Redeploy when the node is healthy. Resource requests or a higher priority make this less likely.',
  },
  {
    says: /^OOMKilled/,
    cause: 'hook-exit',
    isCut: true,
    advice:
      'It needed more memory than its limit{limit}. Increase resources.limits.memory of the container.',
  },
  {
    says: /^(?:StartError|ContainerCannotRun)/,
    cause: 'hook-cannot-start',
    isCut: false,
    advice:
      'The image does not contain this program, or it is not executable. Check the image, and command and args in the chart.',
  },
];
