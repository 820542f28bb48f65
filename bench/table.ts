import type { Figure, Measure } from './measure.js';

const HEAD = ['', 'ours', 'theirs', 'ratio', 'goal', ''];

/** The measures of one row as lines of text in columns. */
export function formatMeasures(measures: readonly Measure[]): string {
  const rows = [HEAD, ...measures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function cells({ what, unit, ours, theirs, ratio, goal, hit }: Measure): readonly string[] {
  const verdict = hit === undefined ? '' : hit ? 'hit' : 'MISS';
  const others = theirs.map((figure) => formatFigure(figure, unit)).join(', ') || '–';
  return [what, formatValue(ours, unit), others, ratio?.toFixed(3) ?? '–', goal, verdict];
}

function formatFigure({ tool, value }: Figure, unit: string): string {
  return `${tool} ${formatValue(value, unit)}`;
}

function formatValue(value: number, unit: string): string {
  if (!Number.isFinite(value)) return 'none';
  const digits = Number.isInteger(value) ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`.trim();
}
