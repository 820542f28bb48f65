import { findUndecryptedIn, listKeys } from '../inputs/undecrypted.js';
import { mappingOf } from '../text/yaml.js';

/**
 * What to say of values that were deployed as the text of sops or vals, by their keys; undefined where there are none.
 * The record's `config` is what was decrypted, so this finds what stood within an encrypted file, or came from a URL.
 * `pkg/release/v1/release.go` (helm v4.3.1).
 */
export function warnOfUndecrypted(json: string): string | undefined {
  // Most have nothing of it, and a record may hold a megabyte.
  if (!/ENC\[|ref\+/.test(json)) return undefined;
  const { config } = mappingOf(JSON.parse(json));
  const { encrypted, references } = findUndecryptedIn(config);
  const keys = [...encrypted, ...references];
  if (keys.length === 0) return undefined;
  return `Values that were not decrypted are deployed as they are: ${listKeys(keys)}. Encrypt them again, or use the backend that resolves them.`;
}
