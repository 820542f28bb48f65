import { STYLES, type Visible } from '../text/ansi.js';
import { addRange, type Patterns, type Range } from './patterns.js';

const STARS = '***';

/**
 * Where a text has patterns, in what is seen of it or as it stands. A colour that a find cuts into is within the find:
 * half of it would be text.
 */
export function findAll(patterns: Patterns, text: string, visible: Visible): readonly Range[] {
  const seen = patterns.find(visible.text);
  if (visible.text.length === text.length) return seen;
  const inPlace = seen.map(([from, to]): Range => [
    visible.places[from] ?? text.length,
    (visible.places[to - 1] ?? text.length) + 1,
  ]);
  const raw = patterns.find(text);
  if (raw.length === 0) return inPlace;
  const colours = [...text.matchAll(STYLES)].map(({ index, 0: { length } }): Range => [
    index,
    index + length,
  ]);
  return merge([...inPlace, ...raw.map((range) => takeWhole(range, colours))]);
}

/** Ranges in order; those that overlap or touch are one. */
export function merge(ranges: readonly Range[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const range of ranges.toSorted(([one], [other]) => one - other)) addRange(merged, range, 0);
  return merged;
}

/**
 * The text with `***` for each of the ranges, which are in order, or for those that touch; the same string where there
 * is none.
 */
export function replaceRanges(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  let result = '';
  let end = -1;
  for (const [from, to] of ranges) {
    if (from !== end) result += `${text.slice(Math.max(0, end), from)}${STARS}`;
    end = to;
  }
  return result + text.slice(end);
}

function takeWhole([from, to]: Range, colours: readonly Range[]): Range {
  const first = colours.find(([start, end]) => start < from && from < end);
  const last = colours.find(([start, end]) => start < to && to < end);
  return [first?.[0] ?? from, last?.[1] ?? to];
}
