import type { LineBook } from '../book.js';
import { type Contest, showByStep, showByViewer } from '../contest.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { median, medianRatio } from '../statistics.js';
import { stern } from '../viewer.js';

const PODS = 50;
const LINES = 1_000;

/** Many logs beside each other. */
export const pods: Row = {
  name: 'pods',
  title: '50 Pods at once, 1000 lines each, in turn',
  run: (scale) =>
    withNamespaces(['bench-pods'], async () => {
      const { ours, sterns } = await measure(scale);
      const missing = (books: readonly LineBook[]): number =>
        Math.max(...books.map((book) => podCount(scale) * LINES - book.unique + book.twice));
      const samples = { ours: ours.map(seconds), stern: sterns.map(seconds) };
      const ratio = medianRatio(samples.ours, samples.stern);
      const delays = (books: readonly LineBook[]) => median(books.flatMap((book) => book.delays));
      return [
        {
          what: 'first line written to last line shown',
          unit: 's',
          ours: median(samples.ours),
          theirs: [{ tool: 'stern', value: median(samples.stern) }],
          ratio,
          goal: 'ratio ≤ 1.0',
          hit: ratio <= 1,
          samples,
        },
        {
          what: 'lines missing or twice',
          unit: '',
          ours: missing(ours),
          theirs: [{ tool: 'stern', value: missing(sterns) }],
          goal: '0',
          hit: missing(ours) === 0,
        },
        {
          what: 'a line, written to shown, median',
          unit: 'ms',
          ours: delays(ours),
          theirs: [{ tool: 'stern', value: delays(sterns) }],
          goal: 'shown',
        },
      ];
    }),
};

function podCount(scale: Scale): number {
  return scale.quick ? 10 : PODS;
}

async function measure(scale: Scale) {
  const ours: LineBook[] = [];
  const sterns: LineBook[] = [];
  for (const turn of times(scale, 3, 1)) {
    const contest = (side: string): Contest => ({
      namespace: 'bench-pods',
      linesEach: LINES,
      job: { name: `pods-${side}-${turn}`, args: ['-lines', String(LINES)], pods: podCount(scale) },
    });
    ours.push(await showByStep(contest('ours')));
    sterns.push(await showByViewer(stern, contest('stern')));
    scale.say(
      `round ${turn}: ${[ours, sterns]
        .map((books) => books.at(-1))
        .map((book) => (book === undefined ? '' : seconds(book).toFixed(1)))
        .join(' and ')} s`,
    );
  }
  return { ours, sterns };
}

function seconds(book: LineBook): number {
  return (book.lastShown - book.firstWritten) / 1_000;
}
