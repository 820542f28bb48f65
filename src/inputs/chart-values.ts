import { type Place, readIfThere } from './host.js';
import type { EncryptedFile } from './sops.js';
import { findUndecrypted, listKeys, readValuesText } from './undecrypted.js';

const FILE = 'values.yaml';

/**
 * Checks a chart's own values, and those of the unpacked charts in it, for values of sops: helm-secrets does not open
 * them. References of vals are taken as meant there. What `values` names, too, is decrypted and wins.
 */
export function checkChartValues(
  chart: string,
  { host, folder, report }: Place,
  decrypted: readonly EncryptedFile[],
): void {
  const within = host.list(host.resolve(folder, `${chart}/charts`));
  const files = [FILE, ...within.map((name) => `charts/${name}/${FILE}`)];
  const own = host.resolve(folder, `${chart}/${FILE}`);
  const wins = decrypted.some(({ path }) => host.resolve(folder, path) === own);
  for (const file of wins ? files.slice(1) : files) {
    const path = host.resolve(folder, `${chart}/${file}`);
    const text = readIfThere(path, host) ?? '';
    const { encrypted } = findUndecrypted(readValuesText(text), 'none');
    if (encrypted.length === 0) continue;
    report({
      input: 'chart',
      expected: 'a chart whose values are not encrypted',
      got: listKeys(encrypted, file),
      hint: 'The release would get the encrypted text. Move these values to a file that sops encrypts as a whole, and list it in "values".',
    });
  }
}
