/**
 * What is known to be wrong with a released version of helm that is to deploy hooks, as one sentence that says what to use instead; undefined
 * where nothing is. From 4.0.0 to 4.1.0 helm waits its whole timeout after a hook has failed: https://github.com/helm/helm/issues/31690
 */
export function warnOfVersion(version: string | undefined): string | undefined {
  if (version === undefined || !/^v4\.(?:0\.\d+|1\.0)(?:$|-)/.test(version)) return undefined;
  return `helm ${version} waits its whole timeout after a hook has failed (helm/helm#31690): use Helm 4.1.1 or later, or Helm 3.`;
}
