import type { SecretValue } from '../objects/secret-object.js';
import { isMapping, readYaml, splitDocuments } from '../text/yaml.js';
import { isSecret, listSecretArguments, listSecretVariables } from './variables.js';

/**
 * What rendered objects hold of secrets beside those in Secrets: values whose key, variable or flag says so, or that are
 * of a secret's form.
 */
export function listManifestSecrets(manifest: string): readonly SecretValue[] {
  return splitDocuments(manifest)
    .map(readYaml)
    .flatMap((reading) => (reading.kind === 'mapping' ? find(reading.mapping) : []));
}

function find(value: unknown): readonly SecretValue[] {
  if (Array.isArray(value)) {
    const texts = value.filter((item) => typeof item === 'string');
    return [...listSecretArguments(texts), ...value.flatMap(find)];
  }
  if (!isMapping(value)) return [];
  const { name, value: held } = value;
  const variable =
    typeof name === 'string' && typeof held === 'string' ? [[name, held] as const] : [];
  const entries = Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' && item !== '' && isSecret(key, item)
      ? [{ origin: `"${key}"`, name: key, value: item }]
      : find(item),
  );
  return [...listSecretVariables(variable), ...entries];
}
