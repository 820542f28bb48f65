import type { Bar } from './timeline.js';

const KINDS: Readonly<Record<Bar['kind'], string>> = {
  waited: 'done, ',
  ran: '',
  failed: 'crit, ',
  open: 'active, ',
};

/**
 * A Gantt chart of the bars as lines of Mermaid. Each line begins with a word of ours, and what Mermaid's grammar reads
 * is not in a name any more (`packages/mermaid/src/diagrams/gantt/parser/gantt.jison`, v11).
 */
export function drawGantt(bars: readonly Bar[]): readonly string[] {
  const sections = [...Map.groupBy(bars, ({ section }) => section)];
  return [
    'gantt',
    '  dateFormat x',
    '  axisFormat %H:%M:%S',
    ...sections.flatMap(([section, some]) => [
      `  section ${cleanName(section)}`,
      ...some.map(
        ({ text, kind, since, until }) =>
          `  ${cleanName(text)} :${KINDS[kind]}${String(since)}, ${String(until)}`,
      ),
    ]),
  ];
}

/** A colon ends a name, `%%`, `#`, `;` and quotes begin something else. */
function cleanName(name: string): string {
  return name.replaceAll(':', '∶').replaceAll(/[^\p{L}\p{M}\p{N} ._/@+()∶-]/gu, '_');
}
