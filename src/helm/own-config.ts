import type { OwnFiles } from '../folder/files.js';
import type { Environment } from '../inputs/host.js';
import type { Inputs } from '../inputs/inputs.js';
import type { RegistryLogin } from '../inputs/registry-login.js';

type Login = RegistryLogin | undefined;

/**
 * Helm's list of logins as it is before helm adds ours. It names the host already: where it names none, helm looks for
 * a keyring of the runner's, and would leave the password there (oras-go v2.6, `registry/remote/credentials/store.go`).
 */
export function startRegistryConfig(login: Login): string | undefined {
  if (login === undefined) return undefined;
  const { place } = login;
  return JSON.stringify({ auths: place.kind === 'registry' ? { [place.host]: {} } : {} });
}

/**
 * What makes helm keep the login in our folder, and find it there. Helm 3 looks for registries of dependencies in its
 * own folder, whatever $HELM_REGISTRY_CONFIG says (v3.22.0, `pkg/getter/ocigetter.go`), so that one is ours, too; its
 * list of repositories is not.
 */
export function loginEnvironment(
  login: Login,
  { env, files }: { readonly env: Environment; readonly files: Pick<OwnFiles, 'helmConfig'> },
): Readonly<Record<string, string>> {
  const own = files.helmConfig;
  if (login === undefined || own === undefined) return {};
  if (login.place.kind === 'repository')
    return {
      HELM_REPOSITORY_CONFIG: `${own}/repositories.yaml`,
      HELM_REPOSITORY_CACHE: `${own}/cache`,
    };
  return {
    HELM_CONFIG_HOME: own,
    HELM_REGISTRY_CONFIG: `${own}/registry/config.json`,
    HELM_REPOSITORY_CONFIG: env['HELM_REPOSITORY_CONFIG'] || `${configHome(env)}/repositories.yaml`,
  };
}

/** Helm's folder as it finds it (v4.3.1, `pkg/helmpath`). */
function configHome({ HELM_CONFIG_HOME, XDG_CONFIG_HOME, HOME = '' }: Environment): string {
  return HELM_CONFIG_HOME || `${XDG_CONFIG_HOME || `${HOME}/.config`}/helm`;
}

/**
 * The chart as helm gets it. A repository with a login has a name for helm, one that no folder of the workspace can
 * have: helm would take that for the chart.
 */
export function nameChart(
  { chart, repo, registryLogin }: Pick<Inputs, 'chart' | 'repo' | 'registryLogin'>,
  { folder }: Pick<OwnFiles, 'folder'>,
): { readonly chart: string; readonly repo: string | undefined } {
  const isNamed = registryLogin?.place.kind === 'repository';
  return isNamed
    ? { chart: `${nameRepository(folder)}/${chart}`, repo: undefined }
    : { chart, repo };
}

/** The name of the repository that has a login. Our folder's name has random letters. */
export function nameRepository(folder: string): string {
  return `${folder.slice(folder.lastIndexOf('/') + 1)}-repo`;
}
