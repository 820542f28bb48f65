import type { Patterns, Range } from './patterns.js';

/** One line of what `base64` writes, which breaks its output after 76 characters; other tools do after 64. */
const LINE = /^[A-Za-z\d+/]{8,76}={0,2}$/;
const FULL = 60;
/** Less of a secret's beginning or end than this says nothing: many lines would have it. */
const LEAST = 8;

/** Patterns, and the same from their last character to their first. */
export interface BothWays {
  readonly patterns: Patterns;
  readonly backwards: Patterns;
}

/**
 * Where a line of base64 has a part of a pattern that goes on in the line before or after it; undefined where the text
 * is no such line, or has none.
 */
export function findWrapped(text: string, bothWays: () => BothWays): readonly Range[] {
  if (!LINE.test(text)) return [];
  const { patterns, backwards } = bothWays();
  const isFull = text.length >= FULL;
  if (isFull && patterns.isWithin(text)) return [[0, text.length]];
  const tail = findTail(text, backwards, LEAST);
  const head = isFull ? patterns.findCut(text, LEAST) : undefined;
  return [tail, head].filter((range) => range !== undefined);
}

/** Where the text begins with the end of a pattern, of `least` characters or more: the longest such end. */
export function findTail(text: string, backwards: Patterns, least?: number): Range | undefined {
  const found = backwards.findCut(reverse(text), least);
  return found && [0, text.length - found[0]];
}

/** The text from its last character to its first. */
export function reverse(text: string): string {
  return text.split('').reverse().join('');
}
