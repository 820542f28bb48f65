import { isMapping, readYaml, type Mapping } from '../yaml.js';

/** A values file that sops has encrypted. */
export interface EncryptedFile {
  /** From the working directory, without helm-secrets' marks before it. */
  readonly path: string;
  /** Its keys as `describeSopsKeys` writes them, like `age: age1…`. */
  readonly keys: readonly string[];
}

/** How sops calls its kinds of keys in a file, and which field of an entry names the key (sops v3.13.3, `stores/stores.go`). */
const KINDS: readonly (readonly [kind: string, label: string, name: (entry: Mapping) => string])[] =
  [
    ['age', 'age', (entry) => text(entry['recipient'])],
    ['pgp', 'PGP', (entry) => text(entry['fp'])],
    ['kms', 'AWS KMS', (entry) => text(entry['arn'])],
    ['gcp_kms', 'GCP KMS', (entry) => text(entry['resource_id'])],
    [
      'azure_kv',
      'Azure Key Vault',
      (entry) => `${text(entry['vault_url'])}/keys/${text(entry['name'])}`,
    ],
    [
      'hc_vault',
      'Vault',
      (entry) =>
        `${text(entry['vault_address'])} ${text(entry['engine_path'])}/keys/${text(entry['key_name'])}`,
    ],
    ['hckms', 'Huawei KMS', (entry) => text(entry['key_id'])],
  ];

/** Whether sops has encrypted this YAML or JSON text: it has sops' own mapping at the top. */
export function isSopsEncrypted(yaml: string): boolean {
  return sopsMapping(yaml) !== undefined;
}

/** The keys that can open a file of sops, each like `age: age1…` or `AWS KMS: arn:…`; [] where it is not encrypted. */
export function describeSopsKeys(yaml: string): readonly string[] {
  const sops = sopsMapping(yaml);
  if (sops === undefined) return [];
  const groups = Array.isArray(sops['key_groups']) ? sops['key_groups'].filter(isMapping) : [];
  return [sops, ...groups].flatMap(keysOf);
}

function keysOf(group: Mapping): readonly string[] {
  return KINDS.flatMap(([kind, label, name]) => {
    const entries = group[kind];
    return Array.isArray(entries)
      ? entries.filter(isMapping).map((entry) => `${label}: ${name(entry)}`)
      : [];
  });
}

function sopsMapping(yaml: string): Mapping | undefined {
  // Most values files do not hold the word: spare them the parser.
  if (!yaml.includes('sops')) return undefined;
  const reading = readYaml(yaml);
  const sops = reading.kind === 'mapping' ? reading.mapping['sops'] : undefined;
  return isMapping(sops) && typeof sops['mac'] === 'string' ? sops : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}
