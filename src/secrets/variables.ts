import type { SecretValue } from './secret-object.js';

/** Names of variables whose value is a secret in all likelihood; what ends in `_FILE` is a path. */
const SECRET_NAME =
  /(TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIALS?|API_?KEY|ACCESS_?KEY|AGE_KEY|PRIVATE_?KEY|DSN|DATABASE_URL)$/i;

/** The values of environment variables that are secret by their names. A path, as of a file with credentials, is none. */
export function listSecretVariables(
  env: Iterable<readonly [name: string, value: string | undefined]>,
): readonly SecretValue[] {
  return [...env].flatMap(([name, value]) =>
    value === undefined || value === '' || value.startsWith('/') || !SECRET_NAME.test(name)
      ? []
      : { origin: `$${name}`, name, value },
  );
}
