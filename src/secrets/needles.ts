/** Two characters are looked at together; of ASCII ones each pair has a place of its own. */
const PAIRS = 1 << 14;
/** A longer window makes larger steps, and a table that takes longer to make. */
const LONGEST_WINDOW = 32;
/** Shorter ones are no needles: every line would have them. */
const SHORTEST = 4;
/** The least of a needle's beginning that says something. */
const HEAD = 4;

/** From a character of a text to the one after its last. */
export type Range = readonly [from: number, to: number];

/**
 * Finds many texts in a text at once: looks at the end of a window of the shortest needle's length, and steps on by as
 * much as no needle allows for the two characters there.
 * Wu and Manber, "A Fast Algorithm for Multi-Pattern Searching" (TR-94-17, University of Arizona, 1994).
 */
export class Needles {
  /** The longest needle's length. */
  readonly longest: number;
  private readonly window: number;
  private readonly steps = new Uint8Array(PAIRS);
  /** The needles whose window ends in a pair, the longest first. */
  private readonly endings = new Map<number, string[]>();
  private heads: Map<string, string[]> | undefined;
  private readonly needles: readonly string[];

  /** Needles of fewer than 4 characters are left out. */
  constructor(texts: Iterable<string>) {
    this.needles = [...texts]
      .filter(({ length }) => length >= SHORTEST)
      .sort((one, other) => other.length - one.length);
    this.longest = this.needles[0]?.length ?? 0;
    this.window = Math.min(this.needles.at(-1)?.length ?? SHORTEST, LONGEST_WINDOW);
    this.steps.fill(this.window - 1);
    for (const needle of this.needles) this.enter(needle);
  }

  /** Where the text has needles, in order; finds that overlap are one. */
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

  /** Where the text ends in the beginning of a needle, of 4 characters or more: the longest such beginning. */
  findCut(text: string): Range | undefined {
    const heads = (this.heads ??= groupByHead(this.needles));
    for (
      let from = Math.max(0, text.length - this.longest + 1);
      from <= text.length - HEAD;
      from++
    ) {
      const needles = heads.get(text.slice(from, from + HEAD));
      if (needles === undefined) continue;
      const rest = text.slice(from);
      if (needles.some((needle) => needle.startsWith(rest))) return [from, text.length];
    }
    return undefined;
  }

  private enter(needle: string): void {
    const { window, steps } = this;
    for (let at = 1; at < window; at++) {
      const pair = hashPair(needle.charCodeAt(at - 1), needle.charCodeAt(at));
      steps[pair] = Math.min(steps[pair] ?? 0, window - 1 - at);
    }
    const ending = hashPair(needle.charCodeAt(window - 2), needle.charCodeAt(window - 1));
    addTo(this.endings, ending, needle);
  }

  /** The length of the longest needle that stands at a place; 0 where none does. */
  private matchAt(text: string, from: number, pair: number): number {
    const first = text.charCodeAt(from);
    for (const needle of this.endings.get(pair) ?? []) {
      if (needle.charCodeAt(0) === first && text.startsWith(needle, from)) return needle.length;
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

function groupByHead(needles: readonly string[]): Map<string, string[]> {
  const heads = new Map<string, string[]>();
  for (const needle of needles) addTo(heads, needle.slice(0, HEAD), needle);
  return heads;
}

function addTo<K>(groups: Map<K, string[]>, key: K, needle: string): void {
  const group = groups.get(key);
  if (group) group.push(needle);
  else groups.set(key, [needle]);
}
