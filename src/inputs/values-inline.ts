import { readYaml } from '../yaml.js';
import type { Report } from './problems.js';

/** Checks `values-inline`: a YAML mapping, or nothing, which gives undefined. Its content is never shown. */
export function checkValuesInline(text: string, report: Report): string | undefined {
  const reading = readYaml(text);
  if (reading.kind === 'wrong') {
    report({
      input: 'values-inline',
      expected: 'a YAML mapping like "key: value"',
      got: reading.got,
      hint: 'Quote a secret that it holds: toJSON(secrets.NAME) gives YAML whatever the secret is.',
    });
  }
  return reading.kind === 'mapping' ? text : undefined;
}
