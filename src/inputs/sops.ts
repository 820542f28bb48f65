import { isMapping, type Mapping } from '../text/yaml.js';

/** A values file that sops has encrypted. */
export interface EncryptedFile {
  /** From the working directory, without helm-secrets' marks before it. */
  readonly path: string;
  /** The keys that can open it, each like `age: age1…` or `AWS KMS: arn:…`. */
  readonly keys: readonly string[];
}

/** What sops says of a file that it has encrypted. */
export interface SopsPart {
  readonly keys: readonly string[];
  /** Whether sops left what stands at these keys as it was. False where only its comments could tell. */
  readonly leavesClear: (path: readonly string[]) => boolean;
}

/**
 * How sops calls its kinds of keys in a file, and which field of an entry names the key (sops v3.13.3,
 * `stores/stores.go`).
 */
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

/** Sops' own mapping at the top of a file's documents; undefined where sops has not encrypted it. */
export function readSops(documents: readonly unknown[]): SopsPart | undefined {
  const sops = documents.map(sopsOf).find((found) => found !== undefined);
  if (sops === undefined) return undefined;
  const groups = Array.isArray(sops['key_groups']) ? sops['key_groups'].filter(isMapping) : [];
  return {
    keys: [sops, ...groups].flatMap(keysOf),
    leavesClear: (path) => !isEncrypted(path, sops),
  };
}

/**
 * Whether helm-secrets has sops open a text: a line is like `mac.*,type:str]` (4.7.7, `scripts/lib/backends/sops.sh`).
 */
export function isOpenedBySops(text: string): boolean {
  // Most files do not hold it: do not cut them up.
  if (!text.includes(',type:str]')) return false;
  return text.split('\n').some((line) => {
    const mac = line.indexOf('mac');
    return mac >= 0 && line.lastIndexOf(',type:str]') >= mac;
  });
}

function sopsOf(document: unknown): Mapping | undefined {
  const sops = isMapping(document) ? document['sops'] : undefined;
  return isMapping(sops) && typeof sops['mac'] === 'string' ? sops : undefined;
}

function keysOf(group: Mapping): readonly string[] {
  return KINDS.flatMap(([kind, label, name]) => {
    const entries = group[kind];
    return Array.isArray(entries)
      ? entries.filter(isMapping).map((entry) => `${label}: ${name(entry)}`)
      : [];
  });
}

const RULES = [
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
  'unencrypted_comment_regex',
  'encrypted_comment_regex',
] as const;

/** By the one rule that a file may have (sops v3.13.3, `stores/stores.go` and `shouldBeEncrypted` in `sops.go`). */
function isEncrypted(path: readonly string[], sops: Mapping): boolean {
  const rule = RULES.find((name) => text(sops[name], '') !== '') ?? 'unencrypted_suffix';
  const value = text(sops[rule], '_unencrypted');
  switch (rule) {
    case 'unencrypted_suffix':
      return !path.some((key) => key.endsWith(value));
    case 'encrypted_suffix':
      return path.some((key) => key.endsWith(value));
    case 'unencrypted_regex':
      return !(matches(path, value) ?? false);
    case 'encrypted_regex':
      return matches(path, value) ?? true;
    case 'unencrypted_comment_regex':
    case 'encrypted_comment_regex':
      return true;
  }
}

const MAX_KEY_LENGTH = 256;

/** Undefined where Go alone can read the pattern, or it could take us too long. */
function matches(path: readonly string[], pattern: string): boolean | undefined {
  // A repeated group may try more ways than there is time for.
  if (/\)[*+{]/.test(pattern)) return undefined;
  const [, flags = '', rest = ''] = /^(?:\(\?(i)\))?(.*)$/s.exec(pattern) ?? [];
  try {
    const expression = new RegExp(rest, flags);
    return path.some((key) => key.length <= MAX_KEY_LENGTH && expression.test(key));
  } catch {
    return undefined;
  }
}

function text(value: unknown, otherwise = '?'): string {
  return typeof value === 'string' ? value : otherwise;
}
