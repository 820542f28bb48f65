const UNITS: Readonly<Record<string, number>> = {
  ...{ ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, sec: 1_000, m: 60_000 },
  ...{ h: 3_600_000, '': 1_000 },
};
const PART = /(\d{1,15}(?:\.\d{1,12})?)\s?(ns|us|µs|μs|ms|sec|s|m|h|)(?![a-z])?/y;
const CLOCK = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)s?$/;

/**
 * Milliseconds of a duration as a tool prints it: `12.3ms`, `1m2.5s`, `727µs`, `0.0012` (seconds), `00:01.250s`;
 * undefined of any other text.
 */
export function readDuration(text: string): number | undefined {
  const clock = CLOCK.exec(text);
  const ms = clock === null ? sumParts(text) : readClock(clock);
  return ms === undefined ? undefined : Math.round(ms * 1_000) / 1_000;
}

function readClock([, hours = '0', minutes = '0', seconds = '0']: readonly string[]): number {
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
}

function sumParts(text: string): number | undefined {
  let ms = 0;
  PART.lastIndex = 0;
  let end = 0;
  for (let count = 0; count < 4 && end < text.length; count += 1) {
    const [, amount = '', unit = ''] = PART.exec(text) ?? [];
    if (amount === '') return undefined;
    end = PART.lastIndex;
    ms += Number(amount) * (UNITS[unit] ?? 1_000);
  }
  return end === 0 || end < text.length ? undefined : ms;
}
