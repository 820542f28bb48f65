import { isMaskable } from './maskable.js';
import { base64Forms, hexForms } from './binary-forms.js';
import { percentForms } from './percent-forms.js';
import { quotedForms } from './quoted-forms.js';

/** A shorter one would be found in text that has nothing to do with the secret. */
const SHORTEST_FORM = 6;
/** With nothing but these, no quoting or percent-encoding changes a text. */
const PLAIN = /^[\w.-]*$/;
/** The log shows no more of a line: a longer secret is in it by its parts, which are secrets of their own. */
const LONGEST_QUOTED = 16 * 1024;
const NO_WORDS: ReadonlySet<string> = new Set();

/**
 * All forms in which a secret may be in a text, the text itself first; none of fewer than 6 characters. Has all that
 * the runner's own masker looks for
 * (https://github.com/actions/runner/blob/v2.330.0/src/Sdk/DTLogging/Logging/ValueEncoders.cs).
 */
export function formsOf(secret: string): readonly string[] {
  const quoted =
    PLAIN.test(secret) || secret.length > LONGEST_QUOTED
      ? []
      : [...quotedForms(secret), ...percentForms(secret)];
  const forms = new Set([
    secret,
    ...base64Forms(secret),
    ...hexForms(secret),
    ...quoted,
    ...bareForms(secret),
    ...caseForms(secret),
    ...numberForms(secret),
  ]);
  return [...forms].filter(({ length }) => length >= SHORTEST_FORM);
}

/** In capitals and in small letters, but for a word, which would be found as one. */
function caseForms(secret: string): readonly string[] {
  return /[^\p{L}]/u.test(secret) ? [secret.toUpperCase(), secret.toLowerCase()] : [];
}

/** As Go prints a number that helm has read from YAML: `8.675309123e+09`; longer digits alone, whatever follows. */
function numberForms(secret: string): readonly string[] {
  if (!/^\d{7,}$/.test(secret)) return [];
  const [digits = '', exponent = ''] = Number(secret).toExponential().split('e+');
  return [`${digits}e+${exponent.padStart(2, '0')}`, ...(digits.length > 8 ? [digits] : [])];
}

/** Without its quotes, and the parts that PowerShell shows on their own when it could not run a command with `&`. */
function bareForms(secret: string): readonly string[] {
  const bare = secret.length > 8 && /^".*"$/s.test(secret) ? [secret.slice(1, -1)] : [];
  const [, before, after] =
    /^(.*?&\+)(?:.(.*))?$/su.exec(secret) ?? /^(.*&)(.*)$/s.exec(secret) ?? [];
  const parts = [before, after].filter((part) => part !== undefined);
  return [...bare, ...parts.filter((part) => isMaskable(part, NO_WORDS))];
}
