import { type Mapping, mappingOf, textOf } from '../text/yaml.js';

/** One text that must not be shown. */
export interface SecretValue {
  /** Where it comes from, for messages: `key "password" of Secret shop/db`. */
  readonly origin: string;
  /** Its name there, which tells what kind of value it is. */
  readonly name: string;
  readonly value: string;
}

/** A Secret with the texts of its values. */
export interface SecretObject {
  readonly namespace: string;
  readonly name: string;
  readonly values: readonly SecretValue[];
}

/** Which Secret. */
export interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

/** How messages name a Secret, and how one is told from another. */
export function nameSecret({ namespace, name }: SecretRef): string {
  return `Secret ${namespace}/${name}`;
}

/** Keys that say nothing of their value: there the Secret's name does. */
const SAYS_NOTHING = /^(?:value|data|content|text|secret|key)$/i;

/**
 * Reads a Secret as the API or a chart has it; undefined where the object is none. A value that is not UTF-8 is hidden
 * as its base64.
 * https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ (v1.35)
 */
export function readSecretObject(object: Mapping, namespace: string): SecretObject | undefined {
  const metadata = mappingOf(object['metadata']);
  const name = textOf(metadata['name']);
  if (object['kind'] !== 'Secret' || name === undefined) return undefined;
  const ref = { namespace: textOf(metadata['namespace']) ?? namespace, name };
  const stored = entriesOf(object['data']).map(
    ([key, value]) => [key, decodeText(value) ?? value] as const,
  );
  const values = [...stored, ...entriesOf(object['stringData'])].map(([key, value]) => ({
    origin: `key "${key}" of ${nameSecret(ref)}`,
    name: SAYS_NOTHING.test(key) ? `${name}-${key}` : key,
    value,
  }));
  return { ...ref, values };
}

/** A chart may leave a number unquoted; the API server would refuse it, and it is a secret all the same. */
function entriesOf(value: unknown): readonly (readonly [key: string, value: string])[] {
  return Object.entries(mappingOf(value)).flatMap(([key, entry]) =>
    typeof entry === 'string' || typeof entry === 'number' ? [[key, String(entry)] as const] : [],
  );
}

/** The text behind base64; undefined where it is none, or bytes that are not UTF-8. */
export function decodeText(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
