import { readYaml } from '../text/yaml.js';
import type { Report } from './problems.js';
import { complainOfUndecrypted, findUndecrypted, readValuesText } from './undecrypted.js';

const INPUT = 'values-inline';

/**
 * Checks `values-inline`: a YAML mapping, or nothing, which gives undefined. Its content is never shown. It is a file
 * like those of `values`, the last of them, so helm-secrets opens it with the backend (4.7.7, `scripts/commands/helm.sh`).
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
      hint: 'Quote a secret that it holds: toJSON(secrets.NAME) gives YAML whatever the secret is.',
    });
  }
  if (reading.kind !== 'mapping') return undefined;
  const complaints = complainOfUndecrypted(findUndecrypted(readValuesText(text), backend), {
    ifEncrypted:
      'The release would get the encrypted text. Give the secret itself, from the workflow\'s secrets, or the encrypted file in "values".',
    ifReferences: `Set "secrets-backend" to vals. A text that is meant belongs in the chart's values.yaml.`,
  });
  for (const complaint of complaints) report({ input: INPUT, ...complaint });
  return text;
}
