/**
 * An ESC and what it begins: a control sequence, a control string that has an end (a title, a link), another
 * sequence, or nothing (ECMA-48, 5th edition, 5.4, 5.6 and 8.2). Each ESC of a text is in a match.
 */
export const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])?/g;

/** A colour or a style (SGR). */
const STYLE = /^\u001b\[([\d;:]*)m$/;
const CONCEAL = 8;
/** What begins a colour of several numbers: of the text, its background, its underline. */
const COLOURS: ReadonlySet<string> = new Set(['38', '48', '58']);
/** How many numbers it has, by the second of them: one of 256, or red, green and blue. */
const COLOUR_LENGTHS: Readonly<Record<string, number>> = { '5': 3, '2': 5 };

/** A sequence's colours and styles, but not `conceal`, which hides text; empty of a sequence that does something else. */
export function keepStyle(sequence: string): string {
  const [, list] = STYLE.exec(sequence) ?? [];
  if (list === undefined) return '';
  if (!list.includes('8')) return sequence;
  const kept = dropConceal(list.split(';'));
  return kept.length === 0 ? '' : `\u001b[${kept.join(';')}m`;
}

function dropConceal(codes: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < codes.length;) {
    const code = codes[at] ?? '';
    const length = COLOURS.has(code) ? COLOUR_LENGTHS[codes[at + 1] ?? ''] : 1;
    // Terminals differ in how they go on behind a colour that is none.
    if (length === undefined || at + length > codes.length) break;
    if (Number(code.split(':', 1)[0]) !== CONCEAL) kept.push(...codes.slice(at, at + length));
    at += length;
  }
  return kept;
}
