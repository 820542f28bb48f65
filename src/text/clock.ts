/** The times that programs put before each line: with a date, or of the day alone. */
export const CLOCKS: readonly RegExp[] = [
  /\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: UTC)?[:\s]+/,
  /\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [A-Z]{3})?\]?[:\s]+/,
];

const CLOCK = new RegExp(`^(?:${CLOCKS.map(({ source }) => source).join('|')})`);

/** A line without the program's own time before it; as it is where it has none. */
export function dropClock(line: string): string {
  return line.replace(CLOCK, '');
}
