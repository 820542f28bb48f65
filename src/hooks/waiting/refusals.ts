import { MISSING } from '../missing-object.js';
import type { WaitingCause } from './cause.js';

/**
 * Why there is no Pod, or none on a node, in the words of the API server and the scheduler (v1.35.4; quotas:
 * `pkg/quota/v1/evaluator/core/pods.go`). Policies of the cluster come first: their text is their own, and whoever
 * keeps them may change them.
 */
export const REFUSALS: readonly WaitingCause[] = [
  {
    says: /^FailedCreate: .*failed calling webhook "(?<name>[^"]*)"/s,
    heals: 'by-itself',
    advice:
      'The admission webhook {name} does not answer. Check the service behind it: no Pod can be created until it does.',
  },
  {
    says: /^FailedCreate: .*(?:\bwebhook "|\bdenied (?:the )?request\b)/s,
    heals: 'by-itself',
    advice:
      "A policy of the cluster rejected the Pod. Fix what it names in the chart, or ask the cluster's administrators.",
  },
  {
    says: MISSING.PersistentVolumeClaim,
    heals: 'when-fixed',
    advice: `Create PersistentVolumeClaim "{name}" in namespace {namespace}{before}.{order}`,
  },
  {
    says: /^Unschedulable.*Insufficient/is,
    heals: 'by-itself',
    advice:
      "No node has enough free resources. Lower the {who}'s resources.requests, or add nodes to the cluster.",
  },
  {
    says: /^Unschedulable.*(?:PersistentVolumeClaim|volume)/is,
    heals: 'by-itself',
    advice:
      'A volume of the Pod is not available. Check its PersistentVolumeClaim: kubectl describe pvc --namespace {namespace}',
  },
  {
    says: /^Unschedulable.*(?:selector|affinity|taint)/is,
    heals: 'by-itself',
    advice:
      'No node matches the Pod. Compare nodeSelector, affinity and tolerations of the {who} with the nodes: kubectl get nodes --show-labels',
  },
  {
    says: /^Unschedulable/,
    heals: 'by-itself',
    advice: 'No node can run the Pod. Fix what the scheduler reports.',
  },
  {
    says: /^FailedCreate: .*exceeded quota: (?<name>[^,]+)/s,
    heals: 'by-itself',
    advice:
      'ResourceQuota {name} is used up. Free resources in the namespace, or raise the quota: kubectl describe quota --namespace {namespace}',
  },
  {
    says: /^FailedCreate: .*failed quota: (?<name>[^:]+): must specify (?<what>.+)/s,
    heals: 'when-fixed',
    advice:
      "ResourceQuota {name} requires every Pod to set its resources. Set resources of the {who}'s containers in the chart: {what}.",
  },
  {
    says: /^FailedCreate: .*violates PodSecurity/s,
    heals: 'by-itself',
    advice:
      "Pod Security in namespace {namespace} rejects the Pod. Set the fields that it lists in the {who}'s securityContext.",
  },
  {
    says: /^FailedCreate: .*serviceaccount "default" not found/s,
    heals: 'by-itself',
    advice:
      'Kubernetes creates ServiceAccount "default" in each namespace. Check why it is missing in namespace {namespace}.',
  },
  {
    says: MISSING.ServiceAccount,
    heals: 'when-fixed',
    advice: `Create ServiceAccount "{name}" in namespace {namespace}{before}.{order}`,
  },
  {
    says: MISSING.PriorityClass,
    heals: 'when-fixed',
    advice: 'Create PriorityClass "{name}"{before}, or set another priorityClassName in the {who}.',
  },
  {
    says: MISSING.RuntimeClass,
    heals: 'when-fixed',
    advice: 'Create RuntimeClass "{name}"{before}, or set another runtimeClassName in the {who}.',
  },
  {
    says: /^FailedCreate\b/,
    heals: 'by-itself',
    advice: 'Kubernetes cannot create the Pod. Fix what it reports.',
  },
  {
    says: /^its first Pod/,
    heals: 'by-itself',
    advice:
      'Kubernetes has created no Pod for it. Quotas, admission webhooks and Pod Security are common causes: kubectl describe job --namespace {namespace}',
  },
  {
    says: /^the Job is suspended/,
    heals: 'by-itself',
    advice:
      'Something suspended the Job (spec.suspend: true), usually a queue such as Kueue. Resume it, or redeploy when the queue lets it run.',
  },
];
