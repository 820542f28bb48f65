import type { LineBook } from '../book.js';
import { type Contest, showByStep, showByViewer } from '../contest.js';
import { type Measure, type Row, type Scale, times } from '../measure.js';
import { growth, type MemoryUse, watchMemory } from '../memory.js';
import { withNamespaces } from '../namespace.js';
import { timeReaders } from '../readers.js';
import { median, medianRatio } from '../statistics.js';
import { kubectlLogs, kubectlLogsWithTimes, type Viewer } from '../viewer.js';

const LENGTH = 108;
const MAX_RATIO = 1.05;
const MAX_PEAK_MB = 200;
const MAX_GROWTH = 1.1;
const MAX_READERS = 0.05;
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
  /** CPU time of who shows a line, in µs. */
  readonly cpuEach: number;
}

const OURS: Side = { name: 'ours', process: /^(node|MainThread)$/, show: showByStep };
const KUBECTL = showBy(kubectlLogs);
const KUBECTL_WITH_TIMES = showBy(kubectlLogsWithTimes);

function showBy(viewer: Viewer): Side {
  return {
    name: viewer.name,
    process: /^kubectl$/,
    show: (contest) => showByViewer(viewer, contest),
  };
}

/** A great log as fast as it can be written. */
export const million: Row = {
  name: 'million',
  title: '1,000,000 lines, 108 MB, as fast as they can be written, in turn',
  run: (scale) =>
    withNamespaces([NAMESPACE], async () => {
      const sides = [OURS, KUBECTL, KUBECTL_WITH_TIMES];
      const runs = new Map<Side, Run[]>(sides.map((side) => [side, []]));
      for (const turn of times(scale, 3, 1))
        for (const [number, side] of sides.entries())
          runs.get(side)?.push(await run(scale, side, `turn-${turn}-side-${number}`));
      return [compareTime(runs), ...compareMemory(runs), measureReaders(runs, scale)];
    }),
};

async function run(scale: Scale, side: Side, name: string): Promise<Run> {
  const lines = scale.quick ? 100_000 : 1_000_000;
  const args = ['-lines', String(lines), '-length', String(LENGTH), '-wait', '2s'];
  let watched = (): MemoryUse => ({ peak: NaN, cpu: NaN, series: [] });
  const book = await side.show({
    namespace: NAMESPACE,
    linesEach: lines,
    job: { name, args },
    onStart: ({ pid }) => (watched = watchMemory(pid, side.process)),
  });
  const memory = watched();
  // Now and then `kubectl logs -f` shows nothing and ends well: there is no time to compare with.
  if (book.unique === 0) {
    scale.say(`${side.name}: not one line; again`);
    return await run(scale, side, `${name}-again`);
  }
  const seconds = (book.lastShown - book.firstWritten) / 1_000;
  scale.say(
    `${side.name}: ${seconds.toFixed(1)} s, ${book.unique} lines, ${memory.peak.toFixed(0)} MB`,
  );
  const cpuEach = (memory.cpu / lines) * 1e6;
  return { seconds, wrong: lines - book.unique + book.twice, memory, cpuEach };
}

type Runs = ReadonlyMap<Side, readonly Run[]>;

/** One figure of each side, made of its runs. */
function compare(runs: Runs, figure: (runs: readonly Run[]) => number) {
  const theirs = [...runs].filter(([side]) => side !== OURS);
  return {
    ours: figure(runs.get(OURS) ?? []),
    theirs: theirs.map(([{ name }, all]) => ({ tool: name, value: figure(all) })),
  };
}

function compareTime(runs: Runs): Measure {
  const secondsOf = (all: readonly Run[] = []) => all.map(({ seconds }) => seconds);
  const ratio = medianRatio(secondsOf(runs.get(OURS)), secondsOf(runs.get(KUBECTL)));
  return {
    what: 'time',
    unit: 's',
    ...compare(runs, (all) => median(secondsOf(all))),
    ratio,
    goal: `ratio ≤ ${MAX_RATIO}`,
    hit: ratio <= MAX_RATIO,
    samples: Object.fromEntries([...runs].map(([{ name }, all]) => [name, secondsOf(all)])),
  };
}

/** What reading the lines for migrations adds to what a line costs us. */
function measureReaders(runs: Runs, { quick }: Scale): Measure {
  const readers = timeReaders(quick ? 100_000 : 1_000_000, LENGTH);
  const rest = (runs.get(OURS) ?? []).map(({ cpuEach }) => cpuEach - readers);
  const share = readers / median(rest);
  return {
    what: 'CPU of the migration readers, by that of all else for a line',
    unit: '%',
    ours: share * 100,
    theirs: [],
    goal: `≤ ${MAX_READERS * 100} %`,
    hit: share <= MAX_READERS,
    samples: { 'µs, readers': [readers], 'µs, all else': rest },
  };
}

function compareMemory(runs: Runs): readonly Measure[] {
  const worst = (pick: (run: Run) => number) =>
    compare(runs, (all) => Math.max(...all.map((one) => pick(one))));
  const peak = worst(({ memory }) => memory.peak);
  const flat = worst(({ memory }) => growth(memory.series));
  const wrong = worst((one) => one.wrong);
  return [
    {
      ...peak,
      what: 'peak memory',
      unit: 'MB',
      goal: `≤ ${MAX_PEAK_MB} MB`,
      hit: peak.ours <= MAX_PEAK_MB,
      samples: Object.fromEntries(
        [...runs].map(([{ name }, all]) => [name, all.at(-1)?.memory.series ?? []]),
      ),
    },
    {
      ...flat,
      what: 'memory, last third by middle third',
      unit: '',
      goal: `≤ ${MAX_GROWTH}`,
      hit: flat.ours <= MAX_GROWTH,
    },
    { ...wrong, what: 'lines missing or twice', unit: '', goal: '0', hit: wrong.ours === 0 },
  ];
}
