/** What colours and styles (SGR) begin with, and every other sequence of a terminal. */
export const ESC = '\u001b';
/** ESC and what it begins, other than colours and styles, which stay. */
const OTHER_ANSI =
  /\u001b(?!\[[\d;:]*m)(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])?/g;
const SGR = /\u001b\[[\d;:]*m/g;
/** What may still become any sequence, once more text follows. */
const BEGUN = /^\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*|[ -/]*)$/;

/** Text of which some characters are not seen: the others, and where each of them stands. */
export interface Visible {
  readonly text: string;
  /** The place in the whole text of each character, and of what follows the last one. */
  readonly places: Int32Array;
}

/** The text without any sequence but colours and styles, each of which is whole. */
export function removeSequences(text: string): string {
  return text.replace(OTHER_ANSI, '');
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
  for (const colour of text.matchAll(SGR)) {
    take(colour.index);
    from = colour.index + colour[0].length;
  }
  take(text.length);
  places[seen.length] = text.length;
  return { text: seen, places: places.subarray(0, seen.length + 1) };
}

/** Where the sequence starts in which the text ends; the text's length where it ends in none. */
export function findBegun(text: string): number {
  const last = text.lastIndexOf(ESC);
  return last === -1 || !BEGUN.test(text.slice(last)) ? text.length : last;
}
