import { ESC, findBegun, hideColours, removeSequences, type Visible } from '../text/ansi.js';
import { findAll, merge, replaceRanges } from './matches.js';
import { type Patterns } from './patterns.js';

/** How much of a sequence is kept until its end comes: a longer one is text. */
const LONGEST_SEQUENCE = 4_096;
/** Looking again at what was kept must cost less than looking at what is new. */
const LEAST_AT_ONCE = 64 * 1024;
/** More is kept only where it is full of colours. */
const MOST_KEPT = 64 * 1024;

/**
 * The bytes with `***` for each pattern, whose characters are bytes; sequences that are not colours or styles are
 * removed. They are looked at in portions of `atOnce` bytes, or of two times the longest pattern where that is more.
 */
export function* redactPieces(
  patterns: Patterns,
  pieces: Iterable<Uint8Array>,
  atOnce: number = LEAST_AT_ONCE,
): Generator<Uint8Array> {
  const part = new Part(patterns, Math.max(atOnce, 2 * patterns.longest));
  for (const piece of pieces) {
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    const ready = part.push(text);
    if (ready !== '') yield Buffer.from(ready, 'latin1');
  }
  const rest = part.end();
  if (rest !== '') yield Buffer.from(rest, 'latin1');
}

/** The part of a text that is not given out yet: a pattern that goes on in the next piece may start in it. */
class Part {
  private readonly patterns: Patterns;
  private readonly portion: number;
  /** The sequence in which the text ends so far. */
  private begun = '';
  private text = '';
  /** Up to where the text belongs to a find whose stars are given out already; -1 where the last given is no such. */
  private told = -1;

  constructor(patterns: Patterns, portion: number) {
    this.patterns = patterns;
    this.portion = portion;
  }

  push(piece: string): string {
    const text = this.begun + piece;
    const end = findBegun(text);
    const isText = text.length - end > LONGEST_SEQUENCE;
    this.begun = isText ? '' : text.slice(end);
    this.text += removeSequences(isText ? text : text.slice(0, end));
    if (this.text.length < this.portion) return '';
    const visible = hideColours(this.text);
    // Whatever starts before this place is whole.
    const place = Math.max(0, visible.text.length - this.patterns.longest + 1);
    const ready = this.give(visible, visible.places[place] ?? 0);
    if (this.text.length > MOST_KEPT + this.patterns.longest) this.dropColours();
    return ready;
  }

  end(): string {
    this.text += removeSequences(this.begun);
    return this.give(hideColours(this.text), this.text.length);
  }

  /** The text up to a place that is not a colour's, redacted. */
  private give(visible: Visible, end: number): string {
    const { text, told } = this;
    if (end === 0) return '';
    const found = findAll(this.patterns, text, visible);
    const ranges = told === -1 ? merge(found) : merge([[0, told], ...found]);
    const rest = ranges.filter(([from]) => from < end || end === text.length);
    const last = rest.at(-1);
    const start = told === -1 ? 0 : Math.min(rest.shift()?.[1] ?? told, end);
    this.told = last !== undefined && last[1] >= end ? last[1] - end : -1;
    this.text = text.slice(end);
    const cut = rest.map(([from, to]): [number, number] => [
      from - start,
      Math.min(to, end) - start,
    ]);
    return replaceRanges(text.slice(start, end), cut);
  }

  /** Nothing else is left that could make what is kept so long. */
  private dropColours(): void {
    if (!this.text.includes(ESC)) return;
    const { told } = this;
    const { text, places } = hideColours(this.text);
    this.text = text;
    if (told !== -1) this.told = places.subarray(0, text.length).filter((at) => at < told).length;
  }
}
