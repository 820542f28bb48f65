import type { BlamedCause } from './known-cause.js';

/**
 * How helm speaks of a chart repository or an OCI registry, and of nothing else (`pkg/repo`, `pkg/registry` and
 * oras-go, of v3.22.0 and v4.3.1). A cluster refuses and cannot be reached in the same words otherwise.
 */
const SPEAKER = String.raw`is not a valid chart repository|failed to fetch https?:|failed to perform "|/v2/\S+/(?:manifests|tags|blobs)/|credential not found|could not download|Get "https?:[^"]+\.(?:tgz|prov|yaml)"|Unable to get an update`;

/** True of a text in which the repository or registry says one of these. */
function spoken(what: string): RegExp {
  return new RegExp(`^(?=[^]*(?:${SPEAKER}))[^]*(?:${what})`, 'i');
}

/** Why the chart could not be had from its repository or registry. */
export const REPOSITORY: readonly BlamedCause[] = [
  {
    says: /^repo \S+ not found$|no repo named "|no repositories to show/,
    cause: 'repository',
    advice:
      'helm does not know this repository. Add it with "helm repo add" in an earlier step, or set "repo".',
  },
  {
    says: /no cached repository for/,
    cause: 'repository',
    advice:
      "A repository of the chart's dependencies could not be read. The lines before helm's error say why.",
  },
  {
    says: /chart "[^"]*" (?:version "[^"]*" )?not found in/,
    cause: 'repository',
    advice: 'The repository has no such chart or version. Check "chart", "repo" and "version".',
  },
  {
    says: spoken(
      String.raw`\b40[13] (?:Unauthorized|Forbidden)|status code 40[13]\b|credential not found|\bdenied\b|unauthorized`,
    ),
    cause: 'repository',
    advice:
      'The chart repository or registry denies access. Set "registry-username" and "registry-password" to a login that may read this chart, or log in with "helm registry login --password-stdin" or "helm repo add --password-stdin" in an earlier step. Many registries give this answer for a chart that does not exist, too.',
  },
  {
    says: spoken(String.raw`\b404 Not Found|status code 404\b|: not found|name unknown`),
    cause: 'repository',
    advice:
      'The chart, or this version of it, does not exist there. Check "chart", "repo" and "version".',
  },
  {
    says: spoken(
      'no such host|connection refused|connection reset|timeout|timed out|deadline exceeded|network is unreachable|no route to host',
    ),
    cause: 'repository',
    advice:
      'The runner cannot reach the chart repository or registry. Check its address in "chart" or "repo", and the network of the runner.',
  },
  {
    says: spoken('x509|certificate'),
    cause: 'repository',
    advice:
      'The runner does not trust the certificate of the chart repository or registry. Set "--ca-file" in "helm-args".',
  },
  {
    says: spoken(String.raw`\b5\d\d [A-Z]|status code 5\d\d`),
    cause: 'repository',
    advice: 'The chart repository or registry reports an error of its own. Redeploy later.',
  },
  {
    says: spoken('unmarshal|not a valid chart repository'),
    cause: 'repository',
    advice: 'There is no chart repository at this address. Check "repo".',
  },
  {
    says: spoken(''),
    cause: 'repository',
    advice: 'Check the chart repository or registry: its address, the login, and the chart.',
  },
];
