import type { KnownCause } from './known-cause.js';

/** Why the cluster ended a workload's Pod, or lost it, in Kubernetes' words. */
export const POD_ENDS: readonly KnownCause[] = [
  {
    says: /^Evicted: .*(?:exceeds the (?:total )?limit|exceeded its local ephemeral storage limit)/s,
    advice:
      'It used more disk than its limit. Increase sizeLimit of the volume, or resources.limits.ephemeral-storage of the container.',
  },
  {
    says: /^DeadlineExceeded/,
    advice: 'It ran longer than its activeDeadlineSeconds. Increase that value.',
  },
  {
    says: /^(?:OutOf|NodeAffinity|UnexpectedAdmissionError)/,
    advice:
      'The node rejected the Pod, and none of its containers ran. Fix what the node reports, then redeploy.',
  },
  {
    says: /^(?:NodeNotReady|NodeLost|NodeShutdown|Terminated|ContainerStatusUnknown)/,
    advice:
      'The node of the Pod is down or not reachable. kubectl get nodes shows it. Redeploy when it is ready.',
  },
  {
    says: /^(?:Evicted|Preempt)/,
    advice:
      'The node needed the resources of the Pod. Redeploy when the node has room. Resource requests that match what the containers use make this less likely.',
  },
];
