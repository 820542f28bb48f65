import { ALL_PROPERTIES } from '../../__tests__/properties/all.js';
import type { Property } from '../../__tests__/properties/property.js';
import type { Measure, Row, Scale } from '../measure.js';

const CASES = 100_000;
const FEW_CASES = 2_000;

/** What must hold whatever comes in, each tried with as many cases as no test has time for. */
export const fuzz: Row = {
  name: 'fuzz',
  title: 'what holds for any text, tried at random: cases without a counterexample',
  run: async (scale) => {
    const measures: Measure[] = [];
    for (const property of ALL_PROPERTIES) {
      measures.push(tryProperty(property, scale));
      // So that what is said is seen while it lasts.
      await new Promise(setImmediate);
    }
    return measures;
  },
};

function tryProperty({ subject, name, check }: Property, { quick, seed, say }: Scale): Measure {
  const cases = quick ? FEW_CASES : CASES;
  const started = performance.now();
  const failure = failureOf(() => {
    check(cases, seed);
  });
  const seconds = (performance.now() - started) / 1_000;
  say(`${subject}: ${name}: ${failure ?? `${cases} cases in ${seconds.toFixed(1)} s`}`);
  const held = failure === undefined;
  return {
    what: `${subject}: ${name}`,
    unit: 'cases',
    ours: held ? cases : 0,
    theirs: [],
    goal: `${cases}`,
    hit: held,
    samples: { seconds: [Number(seconds.toFixed(2))] },
  };
}

function failureOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
