import type { Cause } from './cause.js';

/** What a person must know of every migration that ended before its end. */
export const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied, so look at the schema first.';

/** A Job's reasons: https://github.com/kubernetes/kubernetes/blob/v1.35.4/staging/src/k8s.io/api/batch/v1/types.go; a Pod's as its node gives them. */
export const FAILED: readonly Cause[] = [
  [
    /^DeadlineExceeded/,
    `It ran longer than its activeDeadlineSeconds allow: raise them. ${HALF_APPLIED}`,
  ],
  [
    /^Deleted/,
    `Something deleted the Job while it ran: another deploy of this release, or a person. Let one deploy run at a time (concurrency in the workflow). ${HALF_APPLIED}`,
  ],
  [
    /^PodDeleted/,
    `Something deleted its Pod while it ran: a person, or a tool that clears up. Deploy again. ${HALF_APPLIED}`,
  ],
  [
    /^PodFailurePolicy/,
    `The Job's podFailurePolicy allows no further attempt after this failure: fix the error that the hook logged, then redeploy. ${HALF_APPLIED}`,
  ],
  [
    /^Evicted: .*(?:exceeds the (?:total )?limit|exceeded its local ephemeral storage limit)/s,
    `It wrote more to its disk than its limit: raise sizeLimit of the volume, or resources.limits.ephemeral-storage of the container. ${HALF_APPLIED}`,
  ],
  [
    /^(?:EvictionByEvictionAPI|DeletionByTaintManager|DeletionByPodGC|NodeLost|NodeShutdown|Terminated)/,
    `Its node was drained, or is gone: that ended the Pod, not the migration. Redeploy; the annotation cluster-autoscaler.kubernetes.io/safe-to-evict: "false" keeps an autoscaler from evicting such a Pod. ${HALF_APPLIED}`,
  ],
  [
    /^(?:OutOf|NodeAffinity|UnexpectedAdmissionError)/,
    'The node refused the Pod, and none of its containers ran: fix what the node reports, then redeploy.',
  ],
  [
    /^(?:Evicted|Preempt|DisruptionTarget|TerminationByKubelet)/,
    `The cluster ended the Pod, not the migration: redeploy when the node is healthy, and give the hook resource requests or a higher priority. ${HALF_APPLIED}`,
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
