import type { Cause } from './cause.js';

/**
 * One known cause of a failure: what is said of it, and what to do. `{name}` in the advice is a group of `says`, or a
 * fact.
 */
export interface KnownCause {
  readonly says: RegExp;
  readonly advice: string;
}

/** A known cause, and who failed. */
export interface BlamedCause extends KnownCause {
  readonly cause: Cause;
}

/**
 * The first cause that `text` tells of, with its advice filled in, or undefined. Text chooses what is advised and
 * steers nothing.
 */
export function findKnown<T extends KnownCause>(
  causes: readonly T[],
  text: string,
  facts: Readonly<Record<string, string>>,
): T | undefined {
  for (const cause of causes) {
    const found = cause.says.exec(text);
    const fill = (_all: string, name: string) => found?.groups?.[name] ?? facts[name] ?? '';
    if (found !== null) return { ...cause, advice: cause.advice.replaceAll(/\{(\w+)\}/g, fill) };
  }
  return undefined;
}
