import type { SecretValue } from '../objects/secret-object.js';
import { holdsPassword } from './parts.js';
import { isSecretName } from './secret-names.js';

/**
 * The values of environment variables that are secret by their names, or hold a login. A path, as of a file with
 * credentials, is none.
 */
export function listSecretVariables(
  env: Iterable<readonly [name: string, value: string | undefined]>,
): readonly SecretValue[] {
  return [...env].flatMap(([name, value]) =>
    value === undefined || value === '' || value.startsWith('/') || !isSecret(name, value)
      ? []
      : { origin: `$${name}`, name, value },
  );
}

/** The key or variable says that the value is secret, or the value holds a password: a proxy's URL, a DSN. */
export function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || holdsPassword(value);
}
