import type { ToolName } from '../inputs/tool-versions.js';

/** One tool that the action sets up, and its version without a `v`. */
export interface Wanted {
  readonly tool: ToolName;
  readonly version: string;
}

/** What a download is: the program itself, an archive with the program in it, or an archive of a plugin's files. */
export type Package =
  | { readonly kind: 'program' }
  | { readonly kind: 'archive'; readonly member: string }
  | { readonly kind: 'plugin' };

/** Where a tool comes from. */
export interface Source {
  readonly url: string;
  readonly holds: Package;
}

/** The platform of a runner as Go names it, by `process.arch`; runners are Linux. */
export function platformOf(arch: string): string {
  return `linux-${arch === 'arm64' ? 'arm64' : 'amd64'}`;
}

/** The download of a tool, at its own publisher or in a mirror that has the same paths below each host's name. */
export function sourceOf(
  { tool, version }: Wanted,
  platform: string,
  mirror: string | undefined,
): Source {
  const { path, holds } = SOURCES[tool](version, platform);
  return { url: mirror === undefined ? `https://${path}` : `${mirror}/${path}`, holds };
}

type Place = { readonly path: string; readonly holds: Package };

const SOURCES: Readonly<Record<ToolName, (version: string, platform: string) => Place>> = {
  helm: (version, platform) => ({
    path: `get.helm.sh/helm-v${version}-${platform}.tar.gz`,
    holds: { kind: 'archive', member: `${platform}/helm` },
  }),
  'helm-secrets': (version) => ({
    path: `github.com/jkroepke/helm-secrets/releases/download/v${version}/helm-secrets.tar.gz`,
    holds: { kind: 'plugin' },
  }),
  sops: (version, platform) => ({
    path: `github.com/getsops/sops/releases/download/v${version}/sops-v${version}.${platform.replace('-', '.')}`,
    holds: { kind: 'program' },
  }),
  vals: (version, platform) => ({
    path: `github.com/helmfile/vals/releases/download/v${version}/vals_${version}_${platform.replace('-', '_')}.tar.gz`,
    holds: { kind: 'archive', member: 'vals' },
  }),
};
