/**
 * The wall clock in ms since 1970, with microseconds: `Date.now()` has whole ms only, and lines say when they were
 * written by the clock that all processes of one machine share.
 */
export function now(): number {
  return performance.now() + offset;
}

/** Sets the clock by the machine's; a long run does so before each measurement. */
export function setClock(): void {
  const before = Date.now();
  let tick = before;
  while (tick === before) tick = Date.now();
  offset = tick - performance.now();
}

let offset = 0;
setClock();
