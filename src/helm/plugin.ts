import { readYaml, type Mapping } from '../text/yaml.js';

/** A plugin that is helm-secrets, as its `plugin.yaml` tells. */
export interface SecretsPlugin {
  readonly folder: string;
  readonly version: string;
  /** Which major versions of helm take `helm secrets` from it. */
  readonly majors: readonly number[];
}

/**
 * Reads a `plugin.yaml`; undefined where it is another plugin. The old form is a command for Helm 3; Helm 4 takes it as
 * a command only where it has no `downloaders`, else as a getter (helm v4.3.1, `internal/plugin/metadata.go`). The form
 * with an `apiVersion` is Helm 4's alone.
 */
export function readSecretsPlugin(folder: string, yaml: string): SecretsPlugin | undefined {
  const reading = readYaml(yaml);
  if (reading.kind !== 'mapping' || reading.mapping['name'] !== 'secrets') return undefined;
  const majors = majorsOf(reading.mapping);
  const version = reading.mapping['version'];
  if (majors.length === 0) return undefined;
  return { folder, version: typeof version === 'string' ? version : '', majors };
}

/** How helm-secrets is installed for a major version of helm; both ways where it is not known. */
export function explainInstall(major: number | undefined): string {
  const base = 'https://github.com/jkroepke/helm-secrets';
  const three = `helm plugin install ${base} --version v4.7.7`;
  const release = `${base}/releases/download/v4.7.7`;
  const four = `helm plugin install ${release}/secrets-4.7.7.tgz and ${release}/secrets-getter-4.7.7.tgz`;
  if (major === 3) return `Install it in an earlier step: ${three}.`;
  if (major === 4)
    return `Install it in an earlier step, as separate packages for Helm 4: ${four}.`;
  return `Install it in an earlier step. Helm 3: ${three}. Helm 4: ${four}.`;
}

function majorsOf(plugin: Mapping): readonly number[] {
  if (plugin['apiVersion'] !== undefined) return plugin['type'] === 'cli/v1' ? [4] : [];
  const downloaders = plugin['downloaders'];
  return Array.isArray(downloaders) && downloaders.length > 0 ? [3] : [3, 4];
}
