import { type KubeconfigSource, secretsIn } from '../inputs/kubeconfig.js';
import { decodeText, type SecretValue } from '../objects/secret-object.js';

/**
 * The secrets of a kubeconfig one by one: masked as a whole, a token within it would still show. Keys and certificates are in it as base64, and
 * are hidden as what that says, too.
 */
export function listKubeconfigSecrets(
  source: KubeconfigSource,
  readText: (path: string) => string,
): readonly SecretValue[] {
  if (source.kind === 'in-cluster') return [];
  const texts =
    source.kind === 'inline' ? [source.yaml] : source.paths.map((path) => read(path, readText));
  return texts.flatMap(secretsIn).flatMap(([key, secret]) => {
    const origin = `"${key}" of the kubeconfig`;
    const decoded = key.endsWith('-data') ? decodeText(secret) : undefined;
    return [secret, ...(decoded ? [decoded] : [])].map((value) => ({ origin, name: key, value }));
  });
}

/** As for kubectl, a file of the list may be missing. */
function read(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    return '';
  }
}
