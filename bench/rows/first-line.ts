import { LineBook } from '../book.js';
import { makeChart } from '../chart.js';
import { setClock } from '../clock.js';
import { deployByStep } from '../deploy.js';
import { type Row, type Scale, times } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { median } from '../statistics.js';
import { kubectlLogs, stern, viewDeploy } from '../viewer.js';

/** The first line, by all three of the same Pod: the kubelet's delay differs by a second from Pod to Pod. */
export const firstLine: Row = {
  name: 'first-line',
  title: 'First line: written to shown, all three beside each other on the same Pod',
  run: (scale) =>
    withNamespaces(['bench-first'], async () => {
      const samples = await measure(scale);
      const ours = median(samples.ours);
      const theirs = [
        { tool: 'stern', value: median(samples.stern) },
        { tool: 'kubectl logs -f', value: median(samples.kubectl) },
      ];
      return [
        {
          what: 'first line',
          unit: 'ms',
          ours,
          theirs,
          ratio: ours / Math.min(...theirs.map(({ value }) => value)),
          goal: '≤ both',
          hit: theirs.every(({ value }) => ours <= value),
          samples,
        },
      ];
    }),
};

async function measure(scale: Scale) {
  const samples: { ours: number[]; stern: number[]; kubectl: number[] } = {
    ours: [],
    stern: [],
    kubectl: [],
  };
  for (const turn of times(scale, 15, 3)) {
    setClock();
    const job = `first-${turn}`;
    const chart = makeChart([{ name: job, args: ['-linger', '3s'] }]);
    const [ours, sterns, kubectls] = [new LineBook(1), new LineBook(1), new LineBook(1)];
    const viewers = [[stern, sterns] as const, [kubectlLogs, kubectls] as const];
    const namespace = 'bench-first';
    await viewDeploy(viewers, { namespace, job, lines: 1 }, () =>
      deployByStep({ namespace, chart }, ours),
    );
    samples.ours.push(ours.delays[0] ?? Infinity);
    samples.stern.push(sterns.delays[0] ?? Infinity);
    samples.kubectl.push(kubectls.delays[0] ?? Infinity);
    scale.say(
      Object.values(samples)
        .map((list) => list.at(-1)?.toFixed(1))
        .join(' '),
    );
  }
  return samples;
}
