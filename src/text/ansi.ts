/**
 * An ESC and what it begins: a control sequence, a control string that has an end (a title, a link), another
 * sequence, or nothing (ECMA-48, 5th edition, 5.4, 5.6 and 8.2). Each ESC of a text is in a match.
 */
export const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])?/g;

/** What every sequence of a terminal begins with. */
export const ESC = '\u001b';

/** A colour or a style (SGR). */
const STYLE = /^\u001b\[([\d;:]*)m$/;
/** All colours and styles of a text. */
export const STYLES = /\u001b\[[\d;:]*m/g;
/** What may still become any sequence, once more text follows. */
const BEGUN = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/;
const CONCEAL = 8;
/** What begins a colour of several numbers: of the text, its background, its underline. */
const COLOURS: ReadonlySet<string> = new Set(['38', '48', '58']);
/** How many numbers it has, by the second of them: one of 256, or red, green and blue. */
const COLOUR_LENGTHS: Readonly<Record<string, number>> = { '5': 3, '2': 5 };

/**
 * A sequence's colours and styles, but not `conceal`, which hides text; empty of a sequence that does something else.
 */
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

/** Text of which some characters are not seen: the others, and where each of them stands. */
export interface Visible {
  readonly text: string;
  /** The place in the whole text of each character, and of what follows the last one. */
  readonly places: Int32Array;
}

/** The text without any sequence but colours and styles, each of which is whole. */
export function removeSequences(text: string): string {
  return text.replace(ANSI, (sequence) => (STYLE.test(sequence) ? sequence : ''));
}

/** What is seen of a text in which no sequences but colours and styles are. */
export function hideColours(text: string): Visible {
  const places = new Int32Array(text.length + 1);
  let seen = '';
  let from = 0;
  const take = (to: number): void => {
    for (let at = from; at < to; at++) places[seen.length + at - from] = at;
    seen += text.slice(from, to);
  };
  for (const colour of text.matchAll(STYLES)) {
    take(colour.index);
    from = colour.index + colour[0].length;
  }
  take(text.length);
  places[seen.length] = text.length;
  return { text: seen, places: places.subarray(0, seen.length + 1) };
}

/**
 * Where the sequence starts in which the text ends, while more of it is to come; the text's length where it ends in
 * none.
 */
export function findBegun(text: string): number {
  const at = text.includes(ESC) ? text.search(BEGUN) : -1;
  return at === -1 ? text.length : at;
}
