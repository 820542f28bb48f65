import fc from 'fast-check';
import { removeSequences } from '../../src/text/ansi.js';
import { escapeLogText, escapePlainText } from '../../src/text/escape.js';
import { Patterns } from '../../src/secrets/patterns.js';
import { redactPieces } from '../../src/secrets/redact-pieces.js';
import { Redactor } from '../../src/secrets/redact.js';
import { formsOf } from '../../src/secrets/forms.js';
import { property, type Property } from './property.js';

const ESC = '\u001b';
const SUBJECT = 'secrets/redact.ts';
const SGR = /\u001b\[[\d;:]*m/g;
const OTHER_SEQUENCES = [
  `${ESC}[K`,
  `${ESC}[2;5H`,
  `${ESC}]0;t\u0007`,
  `${ESC}]8;;u${ESC}\\`,
  `${ESC}(0`,
];
const COLOURS = [`${ESC}[31m`, `${ESC}[0m`, `${ESC}[1;38:5:4m`];
const WHOLE_SEQUENCES = [...COLOURS, ...OTHER_SEQUENCES];
/** What breaks other sequences, or looks like the middle of one. */
const BROKEN = [
  ESC,
  `${ESC}[`,
  `${ESC}[3`,
  `${ESC}]0;`,
  '[K',
  '31m',
  '\u0007',
  '\u009b',
  '\\',
  'm',
];

/** Few different characters, so that secrets overlap, begin alike and repeat; no asterisks: see `Redactor`. */
const character = fc.constantFrom(...Array.from('aab10mK[]3;.\\+?^$(){}|"\'`<>&%/: ü🐘\u200d'));
const secret = fc
  .array(character, { minLength: 6, maxLength: 14 })
  .map((characters) => characters.join(''))
  .filter((text) => text.trim().length >= 6);
const secrets = fc.oneof(
  fc.array(secret, { minLength: 1, maxLength: 4 }),
  // Each begins as the one before.
  secret.map((text) => [text, `${text}${Array.from(text).slice(0, 3).join('')}`, `${text}${text}`]),
);
const noise = fc.constantFrom('', ' ', 'x', 'aa', 'b1', '::', '\t', 'é', '-', ...BROKEN);

interface Case {
  readonly patterns: readonly string[];
  readonly text: string;
}

/** Texts that hold forms of secrets with sequences within, among what is likely to break the search. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    secrets,
    parts: fc.array(
      fc.record({
        which: fc.nat(200),
        parting: fc.constantFrom('', ...WHOLE_SEQUENCES, ...BROKEN),
        at: fc.nat(30),
        before: noise,
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ secrets: texts, parts }) => {
    const patterns = [...formsOf(texts[0] ?? ''), ...texts.slice(1)];
    const pieces = parts.map(({ which, parting, at, before }) => {
      const form = patterns[which % patterns.length] ?? '';
      const characters = Array.from(form);
      const cut = at % characters.length;
      return [before, ...characters.slice(0, cut), parting, ...characters.slice(cut)].join('');
    });
    return { patterns, text: pieces.join('') };
  });

/** Secrets of letters only, and text that has none of them. */
const harmless = fc.record({
  secrets: fc.array(fc.stringMatching(/^[a-f]{6,12}$/), { minLength: 1, maxLength: 5 }),
  text: fc
    .array(
      fc.oneof(fc.stringMatching(/^[a-f]{0,5}$/), fc.constantFrom(...COLOURS, 'x', '🐘', '\n')),
    )
    .map((pieces) => pieces.join('-')),
});

function redactorOf(patterns: readonly string[]): Redactor {
  const redactor = new Redactor();
  redactor.add(patterns);
  return redactor;
}

/** Pieces whose borders are anywhere. */
function split(bytes: Uint8Array, borders: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...borders.map((border) => border % (bytes.length + 1)), bytes.length];
  const sorted = at.toSorted((one, other) => one - other);
  return sorted.map((from, index) => bytes.subarray(from, sorted[index + 1] ?? bytes.length));
}

function holdsNone(text: string, patterns: readonly string[]): void {
  for (const pattern of patterns)
    if (text.includes(pattern))
      throw new Error(`${JSON.stringify(pattern)} in ${JSON.stringify(text)}`);
}

function isSame(one: string, other: string): void {
  if (one !== other) throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
}

/** What holds of the search for secrets. */
export const REDACT_PROPERTIES: readonly Property[] = [
  property(SUBJECT, 'no form of a secret is left, nor uncovered by an escape', [
    cases,
    ({ patterns, text }) => {
      const redacted = redactorOf(patterns).redact(text);
      holdsNone(redacted, patterns);
      holdsNone(escapePlainText(redacted), patterns);
      holdsNone(escapeLogText(redacted).replace(SGR, ''), patterns);
    },
  ]),
  property(SUBJECT, 'a text without secrets comes back as it is', [
    harmless,
    ({ secrets: texts, text }) => {
      const redactor = redactorOf(texts);
      isSame(redactor.redact(text), text);
      isSame(Buffer.concat([...redactor.redactBytes([Buffer.from(text)])]).toString(), text);
    },
  ]),
  property(SUBJECT, 'what was redacted stays as it is', [
    cases,
    ({ patterns, text }) => {
      const redactor = redactorOf(patterns);
      const redacted = redactor.redact(text);
      isSame(redactor.redact(redacted), redacted);
    },
  ]),
  property('secrets/redact-pieces.ts', 'bytes in any pieces are redacted as the whole', [
    fc.tuple(cases, fc.array(fc.nat(), { maxLength: 6 })),
    ([{ patterns, text }, borders]) => {
      const whole = text.repeat(3);
      const bytes = new Patterns(
        patterns.map((pattern) => Buffer.from(pattern).toString('latin1')),
      );
      const pieces = redactPieces(bytes, split(Buffer.from(whole), borders), 0);
      isSame(
        Buffer.concat([...pieces]).toString(),
        removeSequences(redactorOf(patterns).redact(whole)),
      );
    },
  ]),
  property(SUBJECT, 'a cut text ends in no beginning of a secret', [
    fc.tuple(cases, fc.nat(200)),
    ([{ patterns, text }, at]) => {
      const redacted = redactorOf(patterns).redactCut(text.slice(0, at));
      holdsNone(redacted, patterns);
      const shown = escapePlainText(redacted);
      for (const pattern of patterns)
        for (let length = 4; length < pattern.length; length++)
          if (shown.endsWith(pattern.slice(0, length)))
            throw new Error(JSON.stringify([shown, pattern]));
    },
  ]),
];
