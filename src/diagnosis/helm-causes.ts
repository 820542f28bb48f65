import type { Cause } from './cause.js';

/**
 * What helm fails of, by its own words and the API server's, of Helm 3.22 and 4.3. Those of the cluster's rules come
 * before those of the connection: a webhook that cannot be reached is not a cluster that cannot be reached.
 */
export const HELM: readonly Cause[] = [
  {
    says: /resource name may not be empty/,
    advice:
      'Give the hook a fixed metadata.name instead of metadata.generateName. With the delete policy before-hook-creation, helm replaces the object in each deploy.',
  },
  {
    says: /failed calling webhook "(?<name>[^"]*)"/,
    advice:
      'The admission webhook {name} does not answer. Check the service behind it, then redeploy.',
  },
  {
    says: /denied request|denied the request|violates PodSecurity/,
    advice:
      "A policy of the cluster rejects the object. Correct what it names in the chart, or ask the cluster's administrators.",
  },
  {
    says: /exceeded quota: (?<name>[^,]+)/,
    advice:
      'ResourceQuota {name} is used up. Free resources in the namespace, or raise the quota: kubectl describe quota --namespace {namespace}',
  },
  {
    says: /field is immutable|updates to \S+ spec for fields other than|spec: Forbidden: (?:updates|may not)/,
    advice:
      'This field cannot be changed. Give the object another name in the chart, or delete the object, and helm creates it again.',
  },
  {
    says: /no matches for kind "(?<kind>[^"]*)" in version "(?<version>[^"]*)"/,
    advice:
      'The cluster does not know kind {kind} in {version}. Install its CRD first, or correct apiVersion and kind in the chart.',
  },
  {
    says: /invalid ownership metadata/,
    advice:
      'An object with this name exists and belongs to something else. Delete it, rename it in the chart, or set "--take-ownership" in "helm-args".',
  },
  {
    says: /Apply failed with \d+ conflict/,
    advice:
      'Another program manages the same field. Remove the field from the chart, or set "--force-conflicts" in "helm-args".',
  },
  {
    says: /namespaces "(?<name>[^"]*)" not found/,
    advice: 'Namespace {name} does not exist. Create it, or set "create-namespace: true".',
  },
  {
    says: /missing in charts\/ directory/,
    advice: 'A dependency of the chart is missing. Set "dependency-update: true".',
  },
  {
    says: /path "[^"]*" not found|Chart\.yaml file is missing|failed to download|chart "[^"]*" .*not found/,
    advice: 'helm found no chart there. Check "chart", "version", "repo" and "working-directory".',
  },
  {
    says: /YAML parse error|execution error at|executing "[^"]*" at|nil pointer evaluating|parse error at/,
    advice:
      'Fix the chart\'s template, or the values that it reads. "helm template" shows what they render to.',
  },
  {
    says: /don't meet the specifications of the schema|failed parsing --set/,
    advice: 'Correct the values that the error names.',
  },
  {
    says: /is invalid: |cannot be handled as|failed to create typed patch|error validating|strict decoding error/,
    advice: 'The API server rejects the object. Correct in the chart what the error names.',
  },
  {
    says: /Unauthorized|must be logged in|provide credentials/,
    advice: 'Check the credentials in the kubeconfig. The token may have expired.',
  },
  {
    says: /not ready\. status: |context deadline exceeded|timed out waiting|would exceed context deadline/,
    advice:
      'Not everything was ready within "timeout". Find out which Pods are not ready with kubectl get pods --namespace {namespace}, and why with kubectl describe pod.',
  },
  {
    says: /cluster unreachable|client connection lost|connection re(?:fused|set)|i\/o timeout|TLS handshake timeout|no such host|EOF$|etcdserver: |server is currently unable/,
    advice:
      'helm lost its connection to the API server. Check that this runner can reach it, then redeploy. What it has applied stays applied.',
  },
];
