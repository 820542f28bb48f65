import { ESC, findBegun, hideColours, removeSequences, type Visible } from '../text/ansi.js';
import { Patterns } from './patterns.js';
import { findAll, merge, replaceRanges } from './matches.js';
import { redactPieces } from './redact-pieces.js';
import { findTail, findWrapped, reverse } from './wrapped.js';

/** Half a character, where bytes were cut. */
const BROKEN_END = /\ufffd$/;

/**
 * Hides texts in texts. The terminal sequences within a text are not seen by the search; those that are not colours or
 * styles are removed where anything is to be hidden, as `escapeLogText` would remove them later and uncover what they
 * part. What comes out may look like a secret that has asterisks in it: its text was never there.
 */
export class Redactor {
  private readonly texts = new Set<string>();
  private patterns: Patterns | undefined;
  private backwards: Patterns | undefined;
  private byteNeedles: Patterns | undefined;

  /**
   * Texts (already all forms) to hide from now on; adding one twice is nothing, and fewer than 4 characters are never
   * hidden.
   */
  add(texts: Iterable<string>): void {
    const before = this.texts.size;
    for (const text of texts) {
      this.addText(text);
      if (!text.includes(ESC)) continue;
      const clean = removeSequences(text);
      this.addText(clean);
      this.addText(hideColours(clean).text);
    }
    if (this.texts.size === before) return;
    this.patterns = undefined;
    this.backwards = undefined;
    this.byteNeedles = undefined;
  }

  /** True until there is a text to hide. */
  get isEmpty(): boolean {
    return this.texts.size === 0;
  }

  /**
   * The text with `***` for each secret, or for several that overlap or touch; the same string where there is nothing
   * to hide. What is hidden takes the text's sequences along, but for colours: one that begins before a secret could be
   * ended by what is left of it, and uncover another.
   */
  redact(text: string): string {
    if (this.isEmpty) return text;
    const patterns = this.table();
    if (!text.includes(ESC)) return replaceRanges(text, patterns.find(text));
    const clean = removeSequences(text);
    const found = findAll(patterns, clean, hideColours(clean));
    const isHidden = found.length > 0 || patterns.find(text).length > 0;
    return isHidden ? replaceRanges(clean, found) : text;
  }

  /**
   * The same for a text that was cut at its end: a secret's beginning of 4 characters or more goes, too, and half a
   * sequence or character.
   */
  redactCut(text: string): string {
    if (this.isEmpty) return text;
    const patterns = this.table();
    const clean = removeSequences(text.slice(0, findBegun(text)));
    const visible = hideColours(clean);
    const cut = this.findCut(visible, clean.length);
    const found = findAll(patterns, clean, visible);
    return replaceRanges(clean, cut === undefined ? found : merge([...found, cut]));
  }

  /** A line with `***` for what it has of a secret whose base64 goes on in the lines around it. */
  redactWrapped(line: string): string {
    if (this.isEmpty) return line;
    const bothWays = () => ({ patterns: this.table(), backwards: this.reversed() });
    return replaceRanges(line, merge(findWrapped(line, bothWays)));
  }

  /** The same for a text that may have been cut at both of its ends by somebody else. */
  redactEnds(text: string): string {
    const redacted = this.redactCut(text);
    const tail = this.isEmpty ? undefined : findTail(redacted, this.reversed());
    return tail === undefined ? redacted : replaceRanges(redacted, [tail]);
  }

  /**
   * The same as `redact` for bytes that come in pieces, UTF-8 or not: what is kept is some two times the longest
   * secret.
   */
  redactBytes(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
    if (this.isEmpty) return pieces;
    this.byteNeedles ??= new Patterns([...this.texts].map(toBytes));
    return redactPieces(this.byteNeedles, pieces);
  }

  private addText(text: string): void {
    if (text.length >= 4) this.texts.add(text);
  }

  private reversed(): Patterns {
    return (this.backwards ??= new Patterns([...this.texts].map(reverse)));
  }

  private table(): Patterns {
    return (this.patterns ??= new Patterns(this.texts));
  }

  private findCut({ text, places }: Visible, end: number): readonly [number, number] | undefined {
    const patterns = this.table();
    const cut = patterns.findCut(text) ?? patterns.findCut(text.replace(BROKEN_END, ''));
    return cut && [places[cut[0]] ?? end, end];
  }
}

/** The bytes of the text in UTF-8, as a string of one character for each. */
function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
