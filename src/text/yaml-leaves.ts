import { isMapping } from './yaml.js';

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A text or a number within data, as a text, and where it stands. */
export interface Leaf {
  readonly path: Path;
  readonly text: string;
}

interface Node {
  readonly path: Path;
  readonly value: unknown;
}

/**
 * The texts and numbers in these data, in their order. What is in several places, as by YAML's aliases, is given
 * once.
 */
export function* leavesOf(documents: readonly unknown[]): Generator<Leaf> {
  const seen = new Set<unknown>();
  const stack: Node[] = documents.map((value) => ({ path: [], value })).reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { path, value } = node;
    if (typeof value === 'string' || typeof value === 'number') yield { path, text: String(value) };
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const child of childrenOf(value, path).reverse()) stack.push(child);
  }
}

function childrenOf(value: object, path: Path): Node[] {
  if (Array.isArray(value))
    return value.map((child: unknown, index) => ({ path: [...path, index], value: child }));
  if (!isMapping(value)) return [];
  return Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child }));
}
