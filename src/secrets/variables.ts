import type { SecretValue } from '../objects/secret-object.js';
import { holdsSecret } from './parts.js';
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

/**
 * What arguments hold: `--token=value`, `--token value`, `-database postgres://user:password@host`. A flag with one
 * dash counts, too: Go's programs take both.
 */
export function listSecretArguments(args: readonly string[]): readonly SecretValue[] {
  const secret = (flag: string, value: string) => [{ origin: flag, name: flag, value }];
  return args.flatMap((arg, at) => {
    const [, flag = '', value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (value?.startsWith('$(')) return [];
    if (value !== undefined) return isSecret(flag, value) ? secret(`--${flag}`, value) : [];
    if (flag === '') return holdsSecret(arg) ? secret('args', arg) : [];
    const next = args[at + 1];
    const isGiven = next !== undefined && !next.startsWith('-') && isSecretName(flag);
    return isGiven ? secret(`--${flag}`, next) : [];
  });
}

/** The key or variable says that the value is secret, or the value holds one: a proxy's URL, a DSN, a private key. */
export function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || holdsSecret(value);
}
