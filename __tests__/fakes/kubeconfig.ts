import { readFileSync } from 'node:fs';
import type { KubeconfigFile } from '../../src/kubeconfig/entries.js';
import { readYaml } from '../../src/text/yaml.js';

/** Kubeconfigs as the inputs hold them; throws where one is not YAML. */
export function parseKubeconfig(yaml: string, path = '/kubeconfig'): readonly KubeconfigFile[] {
  const reading = readYaml(yaml);
  if (reading.kind === 'wrong') throw new Error(`${path}: ${reading.got}`);
  return reading.kind === 'empty' ? [] : [{ path, mapping: reading.mapping }];
}

/** Who we are to the cluster, by kubeconfigs on the disk. */
export function openKubeconfigs(...paths: readonly string[]) {
  const files = paths.flatMap((path) => parseKubeconfig(readFileSync(path, 'utf8'), path));
  return { kind: 'files', files } as const;
}
