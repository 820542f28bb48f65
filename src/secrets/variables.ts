import type { SecretValue } from '../objects/secret-object.js';

/** Names of variables whose value is a secret in all likelihood; what ends in `_FILE` is a path. */
const SECRET_NAME =
  /(TOKEN|PASS|PASSWORD|PASSWD|PASSPHRASE|_PWD|_PAT|SECRET|SECRET_KEY_BASE|CREDENTIALS?|(API|ACCESS|AGE|PRIVATE|SECRET|SIGNING|ENCRYPTION|JWT|MASTER)_?KEY|DSN|CONNECTION_STRING)$/i;
/** A URL with a user and a password, whatever the variable is called: a proxy's, say. */
const LOGIN = /:\/\/[^\s/@]*:[^\s/]*@/;

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

function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || LOGIN.test(value);
}
