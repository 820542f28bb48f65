import { ActionError } from '../errors.js';
import type { Execute } from './execute.js';
import type { EncryptedFile } from '../inputs/sops.js';
import type { ProgramCommand } from './tools.js';

/** How sops runs: as under helm. */
export interface SopsCommand extends ProgramCommand {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execute: Execute;
}

/**
 * What keeps sops 3.13 from decrypting a file, in its own words. Its text may quote a value that was added in clear, so
 * it is not shown.
 */
const SOPS: readonly (readonly [says: RegExp, what: string, hint: string])[] = [
  [
    /Failed to get the data key|no master key was able/,
    'none of the keys that the step has opens it. It is encrypted for {keys}',
    'Give the step one of these keys: an age key in $SOPS_AGE_KEY, or a login for the key service.',
  ],
  [
    // Whatever stops it in the middle of the values: it would have encrypted each of them.
    /MAC mismatch|decrypt MAC|Error walking tree: |message authentication failed/,
    'it was changed after it was encrypted, and not with sops',
    'Restore the file from Git, and make the change with "sops edit".',
  ],
  [
    /^yaml: |could not find expected|Error unmarshal|parsing time|cannot unmarshal/m,
    'it is not complete, or not valid YAML',
    'Restore the file from Git. Merge conflict markers and cut-off files are common causes.',
  ],
];

/**
 * Asks sops whether it can decrypt these files, and says which it cannot, and why; undefined when all is well. What it
 * decrypts is thrown away.
 */
export async function explainDecryption(
  files: readonly EncryptedFile[],
  { program, args, cwd, env, execute }: SopsCommand,
): Promise<ActionError | undefined> {
  for (const { path, keys } of files) {
    const all = [...args, 'decrypt', '--output', '/dev/null', path];
    const { exitCode, stderr } = await execute(program, all, { cwd, env });
    if (exitCode !== 0) return explainSops(path, keys, stderr);
  }
  return undefined;
}

/** What these files are in plain; one that sops cannot decrypt is left out. */
export async function decryptAll(
  files: readonly EncryptedFile[],
  { program, args, cwd, env, execute }: SopsCommand,
): Promise<readonly string[]> {
  const runs = files.map(({ path }) => execute(program, [...args, 'decrypt', path], { cwd, env }));
  const ended = await Promise.all(runs);
  return ended.filter(({ exitCode }) => exitCode === 0).map(({ stdout }) => stdout);
}

/** Why sops could not decrypt a file, by what it wrote to stderr. */
export function explainSops(path: string, keys: readonly string[], stderr: string): ActionError {
  const known = SOPS.find(([says]) => says.test(stderr));
  const [, what, hint] = known ?? [
    /^/,
    'sops reports an error',
    'Run "sops decrypt" on the file to see it.',
  ];
  return new ActionError(
    'decryption-failed',
    `Input "values": sops cannot decrypt "${path}": ${what.replace('{keys}', keys.join(', '))}.`,
    hint,
  );
}
