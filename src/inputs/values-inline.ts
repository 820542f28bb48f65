import { readYaml } from '../text/yaml.js';
import type { Report } from './problems.js';
import { complainOfUndecrypted, findUndecrypted, readValuesText } from './undecrypted.js';

const INPUT = 'values-inline';

/**
 * Checks `values-inline`: a YAML mapping, or nothing, which gives undefined. Its content is never shown. It is a file
 * like those of `values`, the last of them, so helm-secrets opens it with the backend (4.7.7,
 * `scripts/commands/helm.sh`).
 */
export function checkValuesInline(
  text: string,
  backend: string,
  report: Report,
): string | undefined {
  const reading = readYaml(text);
  if (reading.kind === 'wrong') {
    report({
      input: INPUT,
      expected: 'a YAML mapping like "key: value"',
      got: reading.got,
      hint: 'Quote the secrets in it with toJSON(secrets.NAME), which is valid YAML for every secret.',
    });
  }
  if (reading.kind !== 'mapping') return undefined;
  const complaints = complainOfUndecrypted(findUndecrypted(readValuesText(text), backend), {
    ifEncrypted:
      'The release would get the encrypted text. Use the secret itself, from the workflow\'s secrets, or list the encrypted file in "values".',
    ifReferences: `Set "secrets-backend" to vals. Text that should stay as it is belongs in the chart's values.yaml.`,
  });
  for (const complaint of complaints) report({ input: INPUT, ...complaint });
  return text;
}
