import { type Contest, showByStep, showByViewer } from '../contest.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { quantile } from '../statistics.js';
import { kubectlLogs, stern } from '../viewer.js';

const LINES = 1_000;
const MAX_P99_MS = 10;

/** Lines that come one by one, shown by each side in turn. */
export const steady: Row = {
  name: 'steady',
  title: 'Steady line: written to shown, 1000 lines at 5 ms, in turn',
  run: (scale) =>
    withNamespaces(['bench-steady'], async () => {
      const samples = await measure(scale);
      const figures = (q: number) => ({
        unit: 'ms',
        ours: quantile(samples.ours, q),
        theirs: [
          { tool: 'kubectl logs -f', value: quantile(samples.kubectl, q) },
          { tool: 'stern', value: quantile(samples.stern, q) },
        ],
      });
      const [middle, late] = [figures(0.5), figures(0.99)];
      const best = Math.min(...middle.theirs.map(({ value }) => value));
      return [
        {
          what: 'median',
          ...middle,
          ratio: middle.ours / best,
          goal: '≤ both',
          hit: middle.ours <= best,
        },
        { what: '99 of 100', ...late, goal: `≤ ${MAX_P99_MS} ms`, hit: late.ours <= MAX_P99_MS },
      ];
    }),
};

async function measure(scale: Scale) {
  const samples: { ours: number[]; stern: number[]; kubectl: number[] } = {
    ours: [],
    stern: [],
    kubectl: [],
  };
  for (const turn of times(scale, 5, 1)) {
    const contest = (side: string): Contest => ({
      namespace: 'bench-steady',
      linesEach: LINES,
      // All have opened the log by then: the first line is a row of its own.
      job: {
        name: `steady-${side}-${turn}`,
        args: ['-lines', String(LINES), '-every', '5ms', '-wait', '2s'],
      },
    });
    samples.ours.push(...(await showByStep(contest('ours'))).delays);
    samples.kubectl.push(...(await showByViewer(kubectlLogs, contest('kubectl'))).delays);
    samples.stern.push(...(await showByViewer(stern, contest('stern'))).delays);
    scale.say(`round ${turn}`);
  }
  return samples;
}
