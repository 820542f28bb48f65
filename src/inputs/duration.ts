const SECONDS = { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 } as const;
type Unit = keyof typeof SECONDS;

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const WHOLE = new RegExp(`^\\+?(?:${PART.source})+$`);
// Go counts nanoseconds in 63 bits.
const MAX_SECONDS = 2 ** 63 / 1e9;

/**
 * The seconds of a Go duration (https://pkg.go.dev/time@go1.26.0#ParseDuration) that is longer than
 * nothing, or undefined where the text is none.
 */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    seconds += Number(amount) * SECONDS[unit as Unit];
  return seconds > 0 && seconds < MAX_SECONDS ? seconds : undefined;
}

/** What somebody meant who left out the unit; undefined of any other text. */
export function guessUnit(text: string): string | undefined {
  return /^[1-9]\d*$/.test(text) ? `Did you mean "${text}s"?` : undefined;
}
