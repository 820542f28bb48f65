import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeToolServer, pack, sha256 } from '../../fakes/tool-server.js';
import { setting } from './lab.js';

/** No release has this version: what is published under it is what the machine has. */
export const PLUGIN_VERSION = '4.7.99';

const PLATFORM = process.arch === 'arm64' ? 'linux-arm64' : 'linux-amd64';
const SOPS = `github.com/getsops/sops/releases/download/v3.13.3/sops-v3.13.3.${PLATFORM.replace('-', '.')}`;
const PLUGIN = `github.com/jkroepke/helm-secrets/releases/download/v${PLUGIN_VERSION}/helm-secrets.tar.gz`;

/** Where helm's publisher has a version. */
export function pathOfHelm(version: string): string {
  return `get.helm.sh/helm-v${version}-${PLATFORM}.tar.gz`;
}

/**
 * Puts helm, and the machine's helm-secrets and sops, where their publishers have them; returns `tool-checksums` of
 * them.
 */
export async function publishTools(
  server: FakeToolServer,
  helm: { readonly version: string; readonly program: Uint8Array },
): Promise<string> {
  const plugins = readPlugins();
  const archived = Object.entries(plugins).map(([path, bytes]) => [`helm-secrets/${path}`, bytes]);
  const archive = await pack({ [`${PLATFORM}/helm`]: helm.program });
  const helmSum = server.put(pathOfHelm(helm.version), archive);
  const sopsSum = server.put(SOPS, readFileSync(join(setting('HM_TOOLS'), 'sops')));
  server.put(PLUGIN, await pack(Object.fromEntries(archived) as Record<string, Buffer>));
  return [
    '# built here',
    `helm ${helm.version} ${PLATFORM} ${helmSum}`,
    `sops 3.13.3 ${PLATFORM} ${sopsSum}`,
    ...Object.entries(plugins).map(
      ([path, bytes]) => `helm-secrets ${PLUGIN_VERSION} ${path} ${sha256(bytes)}`,
    ),
  ].join('\n');
}

/** The plugins of both Helms as one repository has them, by path. */
function readPlugins(): Record<string, Buffer> {
  const [three, four] = [setting('HM_PLUGINS3'), setting('HM_PLUGINS4')];
  const read = (folder: string, to: string) =>
    globSync('**/*.{yaml,sh}', { cwd: folder }).map((path): [string, Buffer] => [
      to + path,
      readFileSync(join(folder, path)),
    ]);
  return Object.fromEntries(
    [
      ...read(join(three, 'helm-secrets'), ''),
      ...read(join(four, 'helm-secrets-cli'), 'plugins/helm-secrets-cli/'),
      ...read(join(four, 'helm-secrets-getter'), 'plugins/helm-secrets-getter/'),
    ].filter(([path]) => !/^plugins\/[^/]+\/scripts\//.test(path)),
  );
}
