import type { BlamedCause } from './known-cause.js';
import { REFUSED } from './object-causes.js';
import { REPOSITORY } from './repository-causes.js';

/** What helm says of its own record, of the chart and of the values. */
const OWN: readonly BlamedCause[] = [
  {
    says: /"?sh\.helm\.release\.v1\.\S+ is invalid: data: Too long|request is too large|message larger than max/,
    cause: 'record',
    advice:
      "The release is too large: helm keeps the whole chart in its release record, which holds at most 1 MiB. Exclude files with the chart's .helmignore, or split the chart.",
  },
  {
    says: /resource name may not be empty/,
    cause: 'chart',
    advice:
      'Give the hook a fixed metadata.name instead of metadata.generateName. With the delete policy before-hook-creation, helm replaces the object in each deploy.',
  },
  {
    says: /missing in charts\/ directory/,
    cause: 'chart',
    advice: 'A dependency of the chart is missing. Set "dependency-update: true".',
  },
  {
    says: /path "[^"]*" not found|Chart\.yaml file is missing/,
    cause: 'input',
    advice: 'helm found no chart there. Check "chart", "version", "repo" and "working-directory".',
  },
  {
    says: /chart requires kubeVersion/,
    cause: 'chart',
    advice:
      "The chart does not support the cluster's version of Kubernetes. Use a version of the chart that does.",
  },
  {
    says: /^validation: |cannot load Chart\.yaml/,
    cause: 'chart',
    advice: 'Correct Chart.yaml.',
  },
  {
    says: /failed to parse (?<file>\S+): .*(?:YAML|yaml)/s,
    cause: 'input',
    advice: 'Correct the YAML in {file}.',
  },
  {
    says: /failing loading "(?<url>[^"]*)"/,
    cause: 'chart',
    advice:
      "The chart's values.schema.json refers to {url}, which helm cannot load. Put the schema into the chart.",
  },
  {
    says: /don't meet the specifications of the schema|failed parsing --set/,
    cause: 'input',
    advice: 'Correct the values that the error names.',
  },
  {
    says: /"--post-renderer" flag: plugin/,
    cause: 'tool',
    advice:
      'Helm 4 takes only plugins as post-renderers. Install the post-renderer as a plugin in an earlier step, or use Helm 3.',
  },
  {
    says: /"--post-renderer" flag: unable to find binary/,
    cause: 'tool',
    advice: 'Install the post-renderer in an earlier step, or correct its path in "helm-args".',
  },
  {
    says: /YAML parse error|execution error at|executing "[^"]*" at|nil pointer evaluating|parse error at/,
    cause: 'chart',
    advice:
      'Fix the chart\'s template, or the values that it reads. "helm template" shows what they render to.',
  },
];

/** What helm says of the way to the cluster, and of what it waited for. */
const CLUSTER: readonly BlamedCause[] = [
  {
    says: /getting credentials: exec/,
    cause: 'credentials',
    advice:
      'The credential plugin of the kubeconfig failed. Check that it is installed, and that an earlier step has logged in.',
  },
  {
    says: /Unauthorized|must be logged in|provide credentials/,
    cause: 'credentials',
    advice: 'Check the credentials in the kubeconfig. The token may have expired.',
  },
  {
    says: /not ready\. status: |context deadline exceeded|timed out waiting|would exceed context deadline/,
    cause: 'not-ready',
    advice:
      'Not everything was ready within "timeout". Find out which Pods are not ready with kubectl get pods --namespace {namespace}, and why with kubectl describe pod.',
  },
  {
    says: /cluster unreachable|client connection lost|connection re(?:fused|set)|i\/o timeout|TLS handshake timeout|no such host|EOF$|etcdserver: |server is currently unable/i,
    cause: 'cluster-unreachable',
    advice:
      'helm lost its connection to the API server. Check that this runner can reach it, then redeploy. What helm has already changed stays changed.',
  },
];

/**
 * What helm fails of, by its own words and those whom it quotes, of Helm 3.22 and 4.3, in the order of how surely they
 * tell who failed: its record, the chart and the values first, whose texts may quote anything of the chart's; then the
 * chart's repository, which refuses and is unreachable in the same words as a cluster; then the API server's refusals,
 * since a webhook that cannot be reached is not a cluster that cannot be reached.
 */
export const HELM: readonly BlamedCause[] = [...OWN, ...REPOSITORY, ...REFUSED, ...CLUSTER];
