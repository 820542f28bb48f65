import fc from 'fast-check';

/** What must hold whatever comes in: tried a few thousand times in the tests, 100,000 times by `script/bench fuzz`. */
export interface Property {
  /** The source file that it is about, below src/. */
  readonly subject: string;
  /** What holds, as a sentence that goes on from the subject. */
  readonly name: string;
  /** Throws with a counterexample where it does not hold; the same seed tries the same. */
  readonly check: (runs: number, seed?: number) => void;
}

/** A property of synchronous code; `holds` throws where it does not. */
export function property<T>(
  subject: string,
  name: string,
  [inputs, holds]: readonly [fc.Arbitrary<T>, (input: T) => void],
): Property {
  return {
    subject,
    name,
    check: (runs, seed) => {
      fc.assert(fc.property(inputs, holds), {
        numRuns: runs,
        ...(seed === undefined ? {} : { seed }),
      });
    },
  };
}
