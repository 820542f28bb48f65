import type { LineBook } from '../book.js';
import { type Contest, showByStep, showByViewer } from '../contest.js';
import { type Measure, type Row, type Scale, times } from '../measure.js';
import { growth, type MemoryUse, watchMemory } from '../memory.js';
import { withNamespaces } from '../namespace.js';
import { median, medianRatio } from '../statistics.js';
import { kubectlLogs } from '../viewer.js';

const LENGTH = 108;
const MAX_RATIO = 1.05;
const MAX_PEAK_MB = 200;
const MAX_GROWTH = 1.1;
const NAMESPACE = 'bench-million';

interface Side {
  readonly name: string;
  /** The process whose memory counts, by its name. */
  readonly process: RegExp;
  readonly show: (contest: Contest) => Promise<LineBook>;
}

interface Run {
  /** From the first line's writing to the last line's showing. */
  readonly seconds: number;
  /** Lines missing or twice. */
  readonly wrong: number;
  readonly memory: MemoryUse;
}

const OURS: Side = { name: 'ours', process: /^(node|MainThread)$/, show: showByStep };
const KUBECTL: Side = {
  name: 'kubectl',
  process: /^kubectl$/,
  show: (contest) => showByViewer(kubectlLogs, contest),
};

/** A great log as fast as it can be written. */
export const million: Row = {
  name: 'million',
  title: '1,000,000 lines, 108 MB, as fast as they can be written, in turn',
  run: (scale) =>
    withNamespaces([NAMESPACE], async () => {
      const ours: Run[] = [];
      const kubectl: Run[] = [];
      for (const turn of times(scale, 3, 1)) {
        ours.push(await run(scale, OURS, `ours-${turn}`));
        kubectl.push(await run(scale, KUBECTL, `kubectl-${turn}`));
      }
      return [compareTime(ours, kubectl), ...compareMemory(ours, kubectl)];
    }),
};

async function run(scale: Scale, side: Side, name: string): Promise<Run> {
  const lines = scale.quick ? 100_000 : 1_000_000;
  const args = ['-lines', String(lines), '-length', String(LENGTH), '-wait', '2s'];
  let watched = (): MemoryUse => ({ peak: NaN, series: [] });
  const book = await side.show({
    namespace: NAMESPACE,
    linesEach: lines,
    job: { name, args },
    onStart: ({ pid }) => (watched = watchMemory(pid, side.process)),
  });
  const memory = watched();
  // Now and then `kubectl logs -f` shows nothing and ends well: there is no time to compare with.
  if (book.unique === 0) {
    scale.say(`${name}: not one line; again`);
    return await run(scale, side, `${name}-again`);
  }
  const seconds = (book.lastShown - book.firstWritten) / 1_000;
  scale.say(`${name}: ${seconds.toFixed(1)} s, ${book.unique} lines, ${memory.peak.toFixed(0)} MB`);
  return { seconds, wrong: lines - book.unique + book.twice, memory };
}

function compareTime(ours: readonly Run[], kubectl: readonly Run[]): Measure {
  const samples = {
    ours: ours.map(({ seconds }) => seconds),
    kubectl: kubectl.map(({ seconds }) => seconds),
  };
  const ratio = medianRatio(samples.ours, samples.kubectl);
  return {
    what: 'time',
    unit: 's',
    ours: median(samples.ours),
    theirs: [{ tool: 'kubectl logs -f', value: median(samples.kubectl) }],
    ratio,
    goal: `ratio ≤ ${MAX_RATIO}`,
    hit: ratio <= MAX_RATIO,
    samples,
  };
}

function compareMemory(ours: readonly Run[], kubectl: readonly Run[]): readonly Measure[] {
  const worst = (pick: (run: Run) => number) => ({
    unit: '',
    ours: Math.max(...ours.map(pick)),
    theirs: [{ tool: 'kubectl logs -f', value: Math.max(...kubectl.map(pick)) }],
  });
  const peak = worst(({ memory }) => memory.peak);
  const flat = worst(({ memory }) => growth(memory.series));
  const wrong = worst((one) => one.wrong);
  const samples = {
    ours: ours.at(-1)?.memory.series ?? [],
    kubectl: kubectl.at(-1)?.memory.series ?? [],
  };
  return [
    {
      ...peak,
      what: 'peak memory',
      unit: 'MB',
      goal: `≤ ${MAX_PEAK_MB} MB`,
      hit: peak.ours <= MAX_PEAK_MB,
      samples,
    },
    {
      ...flat,
      what: 'memory, last third by middle third',
      goal: `≤ ${MAX_GROWTH}`,
      hit: flat.ours <= MAX_GROWTH,
    },
    { ...wrong, what: 'lines missing or twice', goal: '0', hit: wrong.ours === 0 },
  ];
}
