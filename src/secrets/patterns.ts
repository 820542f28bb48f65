/** Two characters are looked at together; of ASCII ones each pair has a place of its own. */
const PAIRS = 1 << 14;
/** A longer window makes larger steps, and a table that takes longer to make. */
const LONGEST_WINDOW = 32;
/** Shorter ones are not patterns: every line would have them. */
const SHORTEST = 4;
/** The least of a pattern's beginning that says something. */
const HEAD = 4;

/** From a character of a text to the one after its last. */
export type Range = readonly [from: number, to: number];

/**
 * Finds many texts in a text at once: looks at the end of a window of the shortest pattern's length, and steps on by as
 * much as no pattern allows for the two characters there.
 * Wu and Manber, "A Fast Algorithm for Multi-Pattern Searching" (TR-94-17, University of Arizona, 1994).
 */
export class Patterns {
  /** The longest pattern's length. */
  readonly longest: number;
  private readonly window: number;
  private readonly steps = new Uint8Array(PAIRS);
  /** The patterns whose window ends in a pair, the longest first. */
  private readonly endings = new Map<number, string[]>();
  private heads: Map<string, string[]> | undefined;
  private readonly patterns: readonly string[];

  /** Patterns of fewer than 4 characters are left out. */
  constructor(texts: Iterable<string>) {
    this.patterns = [...texts]
      .filter(({ length }) => length >= SHORTEST)
      .sort((one, other) => other.length - one.length);
    this.longest = this.patterns[0]?.length ?? 0;
    this.window = Math.min(this.patterns.at(-1)?.length ?? SHORTEST, LONGEST_WINDOW);
    this.steps.fill(this.window - 1);
    for (const pattern of this.patterns) this.enter(pattern);
  }

  /** Where the text has patterns, in order; finds that overlap are one. */
  find(text: string): readonly Range[] {
    const { window, steps, longest } = this;
    const found: [number, number][] = [];
    if (longest === 0) return found;
    for (let at = window - 1; at < text.length;) {
      const pair = hashPair(text.charCodeAt(at - 1), text.charCodeAt(at));
      const step = steps[pair] ?? 1;
      if (step > 0) {
        at += step;
        continue;
      }
      const from = at - window + 1;
      const length = this.matchAt(text, from, pair);
      if (length > 0) addRange(found, [from, from + length], 1);
      at++;
    }
    return found;
  }

  /** Whether the text is a part of a longer pattern. */
  isWithin(text: string): boolean {
    return this.patterns.some((pattern) => pattern.length > text.length && pattern.includes(text));
  }

  /**
   * Where the text ends in the beginning of a pattern, of `least` characters (4) or more: the longest such beginning.
   */
  findCut(text: string, least = HEAD): Range | undefined {
    const heads = (this.heads ??= groupByHead(this.patterns));
    for (
      let from = Math.max(0, text.length - this.longest + 1);
      from <= text.length - least;
      from++
    ) {
      const patterns = heads.get(text.slice(from, from + HEAD));
      if (patterns === undefined) continue;
      const rest = text.slice(from);
      if (patterns.some((pattern) => pattern.startsWith(rest))) return [from, text.length];
    }
    return undefined;
  }

  private enter(pattern: string): void {
    const { window, steps } = this;
    for (let at = 1; at < window; at++) {
      const pair = hashPair(pattern.charCodeAt(at - 1), pattern.charCodeAt(at));
      steps[pair] = Math.min(steps[pair] ?? 0, window - 1 - at);
    }
    const ending = hashPair(pattern.charCodeAt(window - 2), pattern.charCodeAt(window - 1));
    addTo(this.endings, ending, pattern);
  }

  /** The length of the longest pattern that stands at a place; 0 where none does. */
  private matchAt(text: string, from: number, pair: number): number {
    const first = text.charCodeAt(from);
    for (const pattern of this.endings.get(pair) ?? []) {
      if (pattern.charCodeAt(0) === first && text.startsWith(pattern, from)) return pattern.length;
    }
    return 0;
  }
}

/** Adds a range to a list that is in order; it becomes one with the last if they share so many characters. */
export function addRange(ranges: [number, number][], [from, to]: Range, shared: number): void {
  const last = ranges.at(-1);
  if (last === undefined || from > last[1] - shared) ranges.push([from, to]);
  else last[1] = Math.max(last[1], to);
}

function hashPair(one: number, two: number): number {
  return ((one << 7) ^ two) & (PAIRS - 1);
}

function groupByHead(patterns: readonly string[]): Map<string, string[]> {
  const heads = new Map<string, string[]>();
  for (const pattern of patterns) addTo(heads, pattern.slice(0, HEAD), pattern);
  return heads;
}

function addTo<K>(groups: Map<K, string[]>, key: K, pattern: string): void {
  const group = groups.get(key);
  if (group) group.push(pattern);
  else groups.set(key, [pattern]);
}
