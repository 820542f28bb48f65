import { setting } from '../../__tests__/e2e/support/lab.js';
import { FaultProxy, type StreamFault } from '../../__tests__/fakes/fault-proxy.js';
import type { LineBook } from '../book.js';
import { type Contest, showByStep, showByViewer } from '../contest.js';
import { type Measure, type Row, type Scale } from '../measure.js';
import { withNamespaces } from '../namespace.js';
import { kubectlLogs, stern } from '../viewer.js';

const NAMESPACE = 'bench-cuts';
const EVERY_MS = 200;

const KINDS: readonly StreamFault[] = ['reset', 'end', 'end-in-line'];

interface Side {
  readonly tool: string;
  /** Whose requests suffer, by the beginning of the User-Agent. The action's helm goes undisturbed. */
  readonly userAgent?: string;
  readonly show: (contest: Contest) => Promise<LineBook>;
}

interface Run {
  readonly tool: string;
  readonly lost: number;
  readonly twice: number;
  readonly cuts: number;
}

const SIDES: readonly Side[] = [
  { tool: 'ours', userAgent: 'helm-migrate', show: showByStep },
  { tool: 'stern', show: (contest) => showByViewer(stern, contest) },
  { tool: 'kubectl logs -f', show: (contest) => showByViewer(kubectlLogs, contest) },
];

/**
 * The log's stream is cut at random from its first line on: reset, ended as if all were well, and ended within a line.
 */
export const cuts: Row = {
  name: 'cuts',
  title: '200 cuts at random moments of a 100,000-line log, in turn',
  run: (scale) =>
    withNamespaces([NAMESPACE], async () => {
      const runs: Run[] = [];
      for (const side of SIDES) runs.push(await cut(scale, side));
      return compare(runs);
    }),
};

async function cut(scale: Scale, side: Side): Promise<Run> {
  const { tool } = side;
  const [lines, times] = scale.quick ? [20_000, 40] : [100_000, 200];
  const proxy = await FaultProxy.start({
    kubeconfig: setting('KUBECONFIG'),
    seed: scale.seed,
    ...(side.userAgent === undefined ? {} : { userAgent: side.userAgent }),
  });
  const stops: (() => Promise<void>)[] = [];
  const onFirstLine = (): void => {
    stops.push(proxy.strikeAtRandom({ everyMs: EVERY_MS, kinds: KINDS, on: ['log'], times }));
  };
  try {
    const args = ['-lines', String(lines), '-every', '1ms'];
    const job = { name: `cuts-${tool.split(' ')[0] ?? ''}`, args };
    const { kubeconfig } = proxy;
    const log = { namespace: NAMESPACE, linesEach: lines, job, kubeconfig };
    const book = await side.show({ ...log, onFirstLine });
    scale.say(`${tool}: ${proxy.summary}`);
    return { tool, lost: lines - book.unique, twice: book.twice, cuts: proxy.done.length };
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await proxy.close();
  }
}

function compare([ours, ...theirs]: readonly Run[]): readonly Measure[] {
  if (ours === undefined) return [];
  const figures = (pick: (run: Run) => number) => ({
    unit: '',
    ours: pick(ours),
    theirs: theirs.map((run) => ({ tool: run.tool, value: pick(run) })),
  });
  return [
    { what: 'lines lost', ...figures(({ lost }) => lost), goal: '0', hit: ours.lost === 0 },
    { what: 'lines twice', ...figures(({ twice }) => twice), goal: '0', hit: ours.twice === 0 },
    { what: 'cuts that were met', ...figures((run) => run.cuts), goal: 'shown' },
  ];
}
