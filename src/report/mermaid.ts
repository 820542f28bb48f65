import type { Bar } from './timeline.js';

const KINDS: Readonly<Record<Bar['kind'], string>> = {
  waited: 'done, ',
  ran: '',
  failed: 'crit, ',
  open: 'active, ',
};

/** Times on the axis stand beside each other: more of them than that overlap on a page's width. */
const MOST_TICKS = 6;
const TICKS: readonly (readonly [text: string, ms: number])[] = [
  ...list('second', 1_000, [1, 2, 5, 10, 30]),
  ...list('minute', 60_000, [1, 2, 5, 10, 30]),
  ...list('hour', 3_600_000, [1, 2, 6, 12]),
];

/** Mermaid writes the names of sections over the bars where they are longer than its 75 pixels; one letter has about 6. */
const LETTER_PIXELS = 6.5;
const PADDING_PIXELS = { around: 20, least: 75, most: 220 };

/**
 * A Gantt chart of the bars as lines of Mermaid. Each line begins with a word of ours, and what Mermaid's grammar reads
 * is not in a name any more (`packages/mermaid/src/diagrams/gantt/parser/gantt.jison`, v11).
 */
export function drawGantt(bars: readonly Bar[]): readonly string[] {
  const sections = [...Map.groupBy(bars, ({ section }) => section)];
  return [
    `%%{init: {"gantt": {"leftPadding": ${String(measurePadding(bars))}}}}%%`,
    'gantt',
    '  dateFormat x',
    '  axisFormat %H:%M:%S',
    `  tickInterval ${chooseTick(bars)}`,
    ...sections.flatMap(([section, some]) => [
      `  section ${cleanName(section)}`,
      ...some.map(
        ({ text, kind, since, until }) =>
          `  ${cleanName(text)} :${KINDS[kind]}${String(since)}, ${String(until)}`,
      ),
    ]),
  ];
}

function list(unit: string, ms: number, counts: readonly number[]) {
  return counts.map((count) => [`${String(count)}${unit}`, count * ms] as const);
}

function chooseTick(bars: readonly Bar[]): string {
  const width =
    Math.max(...bars.map(({ until }) => until)) - Math.min(...bars.map(({ since }) => since));
  return TICKS.find(([, ms]) => width / ms <= MOST_TICKS)?.[0] ?? '1day';
}

function measurePadding(bars: readonly Bar[]): number {
  const letters = Math.max(...bars.map(({ section }) => section.length));
  const { around, least, most } = PADDING_PIXELS;
  return Math.min(most, Math.max(least, Math.round(letters * LETTER_PIXELS + around)));
}

/** A colon ends a name, `%%`, `#`, `;` and quotes begin something else. */
function cleanName(name: string): string {
  return name.replaceAll(':', '∶').replaceAll(/[^\p{L}\p{M}\p{N} ._/@+()∶-]/gu, '_');
}
