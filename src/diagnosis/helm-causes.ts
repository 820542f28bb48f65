import type { Cause } from './cause.js';

/**
 * What helm fails of, by its own words and the API server's, of Helm 3.22 and 4.3. Those of the cluster's rules come before
 * those of the connection: a webhook that cannot be reached is no cluster that cannot be reached.
 */
export const HELM: readonly Cause[] = [
  [
    /resource name may not be empty/,
    'Give the hook a fixed metadata.name instead of metadata.generateName. With the delete policy before-hook-creation, helm replaces the object in each deploy.',
  ],
  [
    /failed calling webhook "(?<name>[^"]*)"/,
    'The admission webhook {name} does not answer. Check the service behind it, then redeploy.',
  ],
  [
    /denied request|denied the request|violates PodSecurity/,
    'A rule of the cluster refuses the object: change in the chart what it says, or ask who keeps the rule.',
  ],
  [
    /exceeded quota: (?<name>[^,]+)/,
    'ResourceQuota {name} leaves no room: free something, or raise it (kubectl describe quota --namespace {namespace}).',
  ],
  [
    /field is immutable|updates to \S+ spec for fields other than|spec: Forbidden: (?:updates|may not)/,
    'Kubernetes lets nobody change this field: give the object another name in the chart, or delete it first (helm makes it anew).',
  ],
  [
    /no matches for kind "(?<kind>[^"]*)" in version "(?<version>[^"]*)"/,
    'The cluster does not know kind {kind} in {version}: install its CRD first, or correct apiVersion and kind in the chart.',
  ],
  [
    /invalid ownership metadata/,
    'An object of that name is there already and is not of this release: delete it, name it otherwise, or take it over (--take-ownership in "helm-args").',
  ],
  [
    /Apply failed with \d+ conflict/,
    'Something else sets the same field: leave it out of the chart, or take it over (--force-conflicts in "helm-args").',
  ],
  [
    /namespaces "(?<name>[^"]*)" not found/,
    'There is no namespace {name}: make it first, or set "create-namespace" for the one of the release.',
  ],
  [/missing in charts\/ directory/, 'The chart lacks what it depends on: set "dependency-update".'],
  [
    /path "[^"]*" not found|Chart\.yaml file is missing|failed to download|chart "[^"]*" .*not found/,
    'helm finds no chart there: check "chart", "version", "repo" and "working-directory".',
  ],
  [
    /YAML parse error|execution error at|executing "[^"]*" at|nil pointer evaluating|parse error at/,
    "Fix the chart's template, or the values that it reads: helm template shows what they render to.",
  ],
  [
    /don't meet the specifications of the schema|failed parsing --set/,
    'Correct the values that it names.',
  ],
  [
    /is invalid: |cannot be handled as|failed to create typed patch|error validating|strict decoding error/,
    'The API server does not take the object: correct in the chart what it names.',
  ],
  [
    /Unauthorized|must be logged in|provide credentials/,
    'Check the credentials in the kubeconfig: the token may have expired.',
  ],
  [
    /not ready\. status: |context deadline exceeded|timed out waiting|would exceed context deadline/,
    'Not all of the release was ready within "timeout": kubectl get pods --namespace {namespace} shows what is not, and kubectl describe pod why.',
  ],
  [
    /cluster unreachable|client connection lost|connection re(?:fused|set)|i\/o timeout|TLS handshake timeout|no such host|EOF$|etcdserver: |server is currently unable/,
    'helm lost its connection to the API server. Check that this runner can reach it, then redeploy. What was applied so far stays.',
  ],
];
