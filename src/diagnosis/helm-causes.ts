import { CLUSTER, LOGIN } from './cluster-causes.js';
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
    says: /^validation: |cannot load Chart\.yaml|^invalid chart apiVersion/,
    cause: 'chart',
    advice: 'Correct Chart.yaml.',
  },
  {
    says: /library charts are not installable/,
    cause: 'chart',
    advice:
      'A chart with "type: library" cannot be deployed. Deploy a chart that has it as a dependency.',
  },
  {
    says: /^directory (?<path>\S+) not found/,
    cause: 'chart',
    advice:
      'A dependency of the chart is at a "file://" path that does not exist: {path}. Correct its repository in Chart.yaml, or check out that folder in an earlier step.',
  },
  {
    says: /does not appear to be a gzipped archive|invalid reference: missing registry or repository/,
    cause: 'input',
    advice:
      'Correct "chart": expected a folder, a packaged chart (.tgz), <repository>/<chart>, or oci://<registry>/<path>/<chart>.',
  },
  {
    says: /^open (?<file>\S+): no such file or directory/,
    cause: 'input',
    advice:
      'There is no file {file}. Check "values", "set-file" and "working-directory", and that an earlier step creates it.',
  },
  {
    says: /failed to parse (?<file>\S+): .*cannot unmarshal (?:array|string|number|bool)/,
    cause: 'input',
    advice: 'Correct {file}: a values file is a mapping, such as "key: value".',
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
    says: /in the following chart\(s\):; \S+:; (?:unexpected EOF|invalid character|json: |".*" is not valid against metaschema|jsonschema)/,
    cause: 'chart',
    advice: "Correct the chart's values.schema.json: it is not a valid JSON schema.",
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
    says: /^unknown (?:shorthand )?flag: |^invalid argument "[^"]*" for "[^"]*" flag|^flag needs an argument/,
    cause: 'input',
    advice: 'Correct "helm-args". "helm upgrade --help" lists the flags of this version of helm.',
  },
  {
    says: /^release name .*is invalid|^release name "[^"]*" exceeds max length/,
    cause: 'input',
    advice: 'Correct "release".',
  },
  {
    says: /has no deployed releases/,
    cause: 'record',
    advice:
      'The release has no deployed revision that helm could upgrade. List its revisions with helm history --namespace {namespace}. If none of them was ever deployed, run helm uninstall, then redeploy.',
  },
  {
    // Helm says this only of the chart's own "fail" and "required", whose message tells what to do.
    says: /execution error at \(/,
    cause: 'chart',
    advice: "Correct the value that the chart's message names.",
  },
  {
    says: /YAML parse error|executing "[^"]*" at|nil pointer evaluating|parse error at/,
    cause: 'chart',
    advice:
      'Fix the chart\'s template, or the values that it reads. "helm template" shows what they render to.',
  },
];

/**
 * What helm fails of, by its own words and those whom it quotes, of Helm 3.22 and 4.3, in the order of how surely they
 * tell who failed: its record, the chart and the values first, whose texts may quote anything of the chart's; then
 * the login; then the chart's repository, which refuses and is unreachable in the same words as a cluster; then the API server's refusals,
 * since a webhook that cannot be reached is not a cluster that cannot be reached.
 */
export const HELM: readonly BlamedCause[] = [
  ...OWN,
  ...LOGIN,
  ...REPOSITORY,
  ...REFUSED,
  ...CLUSTER,
];
