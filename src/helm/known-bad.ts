/** Released versions, and what is wrong with them for who deploys hooks; the last word says what to use instead. */
const KNOWN: readonly (readonly [versions: RegExp, what: string])[] = [
  [
    /^v4\.(?:0\.\d+|1\.0)(?:$|-)/,
    'waits the whole timeout after a hook has failed (helm/helm#31690). Use Helm 4.1.1 or later, or Helm 3.',
  ],
  [
    /^v4\.2\.1$/,
    "may wait the whole timeout for the deletion of a hook's last Job (helm/helm#32214). Use Helm 4.2.2 or later, or Helm 3.",
  ],
];

/**
 * What is known to be wrong with a version of helm that is to deploy hooks, as one sentence; undefined where nothing
 * is.
 * https://github.com/helm/helm/issues/31690 and https://github.com/helm/helm/issues/32214, by the history of
 * `pkg/kube/statuswait.go`
 */
export function warnOfVersion(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  const what = KNOWN.find(([versions]) => versions.test(version))?.[1];
  return what === undefined ? undefined : `helm ${version} ${what}`;
}
