import type { BlamedCause } from './known-cause.js';

/** What the API server says of an object that it does not take. */
export const REFUSED: readonly BlamedCause[] = [
  {
    says: /failed calling webhook "(?<name>[^"]*)"/,
    cause: 'object-refused',
    advice:
      'The admission webhook {name} does not answer. Check the service behind it, then redeploy.',
  },
  {
    says: /denied request|denied the request|violates PodSecurity/,
    cause: 'object-refused',
    advice:
      "A policy of the cluster rejected the object. Fix what it names in the chart, or ask the cluster's administrators.",
  },
  {
    says: /attempting to grant RBAC permissions not currently held/,
    cause: 'rights',
    advice:
      'The kubeconfig\'s user can grant only permissions that it has itself. Grant it those permissions, or the verb "escalate" on roles.',
  },
  {
    says: /exceeded quota: (?<name>[^,]+)/,
    cause: 'object-refused',
    advice:
      'ResourceQuota {name} is used up. Free resources in the namespace, or raise the quota: kubectl describe quota --namespace {namespace}',
  },
  {
    says: /failed quota: (?<name>[^:]+): must specify/,
    cause: 'object-refused',
    advice:
      'ResourceQuota {name} allows only containers that set their resources. Set what the error names under resources in the chart.',
  },
  {
    says: /is forbidden: (?:\[?(?:maximum|minimum) \S+ usage per|\S+ max limit to request ratio)/,
    cause: 'object-refused',
    advice:
      'A LimitRange of the namespace does not allow these resources. Correct them in the chart: kubectl describe limitrange --namespace {namespace}',
  },
  {
    says: /because it is being terminated/,
    cause: 'object-refused',
    advice:
      'The namespace is being deleted. Wait until it is gone, then redeploy with "create-namespace: true".',
  },
  {
    says: /serviceaccount "(?<name>[^"]*)" not found/,
    cause: 'object-refused',
    advice:
      'ServiceAccount {name} does not exist. Create it first. If the chart creates it, make it a hook, too, with a lower helm.sh/hook-weight.',
  },
  {
    says: /field is immutable|updates to \S+ spec for fields other than|spec: Forbidden: (?:updates|may not)/,
    cause: 'object-refused',
    advice:
      'This field cannot be changed. Give the object another name in the chart, or delete the object, and helm creates it again.',
  },
  {
    says: /no matches for kind "(?<kind>[^"]*)" in version "(?<version>[^"]*)"/,
    cause: 'object-refused',
    advice:
      'The cluster does not know kind {kind} in {version}. Install its CRD first, or correct apiVersion and kind in the chart.',
  },
  {
    says: /invalid ownership metadata/,
    cause: 'object-refused',
    advice:
      'An object with this name exists and belongs to something else. Delete it, rename it in the chart, or set "--take-ownership" in "helm-args".',
  },
  {
    says: /Apply failed with \d+ conflict/,
    cause: 'object-refused',
    advice:
      'Another program manages the same field. Remove the field from the chart, or set "--force-conflicts" in "helm-args".',
  },
  {
    says: /namespaces "(?<name>[^"]*)" not found/,
    cause: 'object-refused',
    advice: 'Namespace {name} does not exist. Create it, or set "create-namespace: true".',
  },
  {
    says: /\S+ "(?<name>[^"]*)" already exists/,
    cause: 'object-refused',
    advice:
      'An object with this name already exists. Delete it, or rename it in the chart. For a hook, add before-hook-creation to its helm.sh/hook-delete-policy.',
  },
  {
    says: /must be no more than \d+ (?:bytes|characters)/,
    cause: 'object-refused',
    advice:
      "The name is too long. Shorten the release's name, or set the chart's nameOverride or fullnameOverride.",
  },
  {
    says: /restartPolicy: (?:Required|Unsupported) value/,
    cause: 'object-refused',
    advice:
      'A Job needs restartPolicy: Never or OnFailure. Set it in the Pod template of the hook.',
  },
  {
    says: /is invalid: |cannot be handled as|failed to convert new object|error decoding from json|failed to create typed patch|error validating|strict decoding error/,
    cause: 'object-refused',
    advice: 'The API server rejected the object. Fix the fields that the error names in the chart.',
  },
];
