import type { Place } from './host.js';
import { findUndecrypted, listKeys, readValuesText } from './undecrypted.js';

const FILE = 'values.yaml';

/**
 * Checks a chart's own values, and those of the unpacked charts in it, for values of sops: helm-secrets does not open
 * them. References of vals are taken as meant there.
 */
export function checkChartValues(chart: string, { host, folder, report }: Place): void {
  const within = host.list(host.resolve(folder, `${chart}/charts`));
  const files = [FILE, ...within.map((name) => `charts/${name}/${FILE}`)];
  for (const file of files) {
    const path = host.resolve(folder, `${chart}/${file}`);
    if (host.kindOf(path) !== 'file') continue;
    const { encrypted } = findUndecrypted(readValuesText(host.readText(path)), 'none');
    if (encrypted.length === 0) continue;
    report({
      input: 'chart',
      expected: 'no values in the chart that stay encrypted',
      got: listKeys(encrypted, file),
      hint: 'The release would get the encrypted text. Put them into a file of "values" that sops encrypts as a whole.',
    });
  }
}
