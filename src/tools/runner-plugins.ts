import { readYaml } from '../text/yaml.js';

/** A plugin of the runner's: where it is, and the text of its `plugin.yaml`. */
export interface RunnerPlugin {
  readonly folder: string;
  readonly manifest: string;
}

/**
 * The plugins of the runner that helm can have beside our helm-secrets: those of another name, and for Helm 3 only
 * those in its own form, since it loads none at all where one is made for Helm 4 (v3.22.0, `pkg/plugin`).
 */
export function keepPlugins(
  plugins: readonly RunnerPlugin[],
  major: number | undefined,
): readonly RunnerPlugin[] {
  return plugins.filter(({ manifest }) => {
    const reading = readYaml(manifest);
    if (reading.kind !== 'mapping') return false;
    const { name, apiVersion } = reading.mapping;
    if (name === 'secrets' || name === 'secrets-getter') return false;
    return major !== 3 || apiVersion === undefined;
  });
}
