import { ActionError } from '../errors.js';
import type { Execute } from './execute.js';
import type { EncryptedFile } from '../inputs/sops.js';

/** Where sops runs: as under helm. */
export interface SopsCommand {
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execute: Execute;
}

/**
 * Asks sops whether it can decrypt these files, and says which it cannot and for which keys they are
 * encrypted; undefined when all is well. What it decrypts is thrown away.
 */
export async function explainDecryption(
  files: readonly EncryptedFile[],
  { program, cwd, env, execute }: SopsCommand,
): Promise<ActionError | undefined> {
  for (const { path, keys } of files) {
    const args = ['decrypt', '--output', '/dev/null', path];
    const { exitCode } = await execute(program, args, { cwd, env });
    if (exitCode !== 0) return undecryptable(path, keys);
  }
  return undefined;
}

function undecryptable(path: string, keys: readonly string[]): ActionError {
  return new ActionError(
    'bad-input',
    `Input "values": sops cannot decrypt "${path}". It is encrypted for ${keys.join(', ')}.`,
    'Give the step one of these keys: an age key in $SOPS_AGE_KEY, or a login for the key service.',
  );
}
