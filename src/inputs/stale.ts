import type { Place } from './host.js';
import { quote } from './problems.js';
import type { EncryptedFile } from './sops.js';
import { readSource } from './source.js';

/**
 * The decrypted copies that lie beside encrypted files, where helm-secrets leaves them unless it is told to use
 * another folder. It would take one for the file itself (4.7.7, `scripts/commands/helm.sh`: `Decrypt skipped`).
 * One that `values` names, too, is used as it says.
 */
export function findStale(
  files: readonly EncryptedFile[],
  values: readonly string[],
  { host, folder }: Pick<Place, 'host' | 'folder'>,
): readonly string[] {
  const named = values.map((line) => host.resolve(folder, readSource(line, 'sops').path));
  const copies = new Set(files.map(({ path }) => `${path}.dec`));
  return [...copies].filter((copy) => {
    const path = host.resolve(folder, copy);
    return host.kindOf(path) === 'file' && !named.includes(path);
  });
}

/** The warning of decrypted copies in the workspace, on one line; undefined where there are none. */
export function warnOfStale(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined;
  const [verb, pronoun] = paths.length === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${paths.map(quote).join(', ')} ${verb} not used: the action decrypts values into its own folder. ${pronoun === 'it' ? 'It holds' : 'They hold'} secrets in clear text. Delete ${pronoun}, and add *.dec to .gitignore.`;
}
