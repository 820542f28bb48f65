import { complainOfCredentials } from './url-credentials.js';
import { quote, type Report } from './problems.js';
import { isUrl } from './url.js';

// Helm's rule: https://github.com/helm/helm/blob/v4.3.1/pkg/chart/v2/util/validate_name.go
const RELEASE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_RELEASE_LENGTH = 53;
// Kubernetes' rule: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names (v1.35)
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const MAX_LABEL_LENGTH = 63;

/** Checks the release's name by Helm's own rule. */
export function checkRelease(release: string, report: Report): string {
  if (release.length > MAX_RELEASE_LENGTH || !RELEASE.test(release)) {
    const hint =
      release === ''
        ? 'Give the release a name.'
        : `Use a-z, 0-9, "-" and ".", at most ${MAX_RELEASE_LENGTH} characters.`;
    report({
      input: 'release',
      expected: 'a valid release name, like "backend"',
      got: quote(release),
      hint,
    });
  }
  return release;
}

/** Checks the namespace's name by Kubernetes' rule; undefined stays so. */
export function checkNamespace(namespace: string | undefined, report: Report): string | undefined {
  if (namespace !== undefined && (namespace.length > MAX_LABEL_LENGTH || !LABEL.test(namespace))) {
    const hint = `Use a-z, 0-9 and "-", at most ${MAX_LABEL_LENGTH} characters.`;
    report({
      input: 'namespace',
      expected: 'a valid namespace name',
      got: quote(namespace),
      hint,
    });
  }
  return namespace;
}

/** Checks that the chart repository is a URL without credentials; what it holds is helm's to judge. */
export function checkRepo(repo: string | undefined, report: Report): string | undefined {
  const credentials = repo === undefined ? undefined : complainOfCredentials(repo);
  if (credentials !== undefined) {
    report({ input: 'repo', ...credentials });
    return repo;
  }
  if (repo !== undefined && (!isUrl(repo) || /^oci:/i.test(repo))) {
    const hint = /^oci:/i.test(repo)
      ? 'Put the whole oci:// address in "chart".'
      : 'For a repository that helm knows, set "chart" to repo/name.';
    report({ input: 'repo', expected: 'the URL of a chart repository', got: quote(repo), hint });
  }
  return repo;
}
