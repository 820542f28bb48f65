import { type Blocks, type Column, paragraph, table } from '../document.js';

/** A table of the first `most` rows, and how many more there are. */
export function tableOfFirst<T>(
  rows: readonly T[],
  most: number,
  columns: readonly Column<T>[],
): Blocks {
  return [...table(rows.slice(0, most), columns), ...sayRest(rows.length - most)];
}

/** How many more there are than are shown; none where all are. */
export function sayRest(left: number, which = 'more'): Blocks {
  return left > 0
    ? [paragraph(`${String(left)} ${which} ${left === 1 ? 'is' : 'are'} not shown.`)]
    : [];
}
