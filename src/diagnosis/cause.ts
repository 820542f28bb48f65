/**
 * One cause of a failure: what is said of it, and what to do. `{name}` in the advice is a group of `says`, or a fact.
 */
export interface Cause {
  readonly says: RegExp;
  readonly advice: string;
}

/**
 * The advice of the first cause that `text` tells of, filled in, or undefined. Text chooses what is advised and steers
 * nothing.
 */
export function findAdvice(
  causes: readonly Cause[],
  text: string,
  facts: Readonly<Record<string, string>>,
): string | undefined {
  for (const { says, advice } of causes) {
    const found = says.exec(text);
    const fill = (_all: string, name: string) => found?.groups?.[name] ?? facts[name] ?? '';
    if (found !== null) return advice.replaceAll(/\{(\w+)\}/g, fill);
  }
  return undefined;
}
