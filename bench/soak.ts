import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { writeLines } from '../__tests__/e2e/support/chatty.js';
import { container, jobHook, podSpec } from '../__tests__/e2e/support/hooks.js';
import { ROOT, setting } from '../__tests__/e2e/support/lab.js';
import { spawnStep } from '../__tests__/e2e/support/step.js';
import { ANSWER_FAULTS, FaultProxy, STREAM_FAULTS } from '../__tests__/fakes/fault-proxy.js';
import { growth, watchMemory } from './memory.js';
import { withNamespaces } from './namespace.js';

const NAMESPACE = 'cuts-soak';
const LINES_A_SECOND = 500;
const LINE = / line (\d{7}) of the migration/;
const GAP = 'log may be incomplete here';
const REPORT_MS = 60_000;
const SHOWN = 300;
/** Most faults cut; those that only wait are there, too. */
const KINDS = [...STREAM_FAULTS, 'reset', 'end', 'end-in-line', ...ANSWER_FAULTS] as const;

/** What was shown of the numbered lines. A line that is missing where a gap was told is not lost in silence. */
class Count {
  shown = 0;
  twice = 0;
  lost = 0;
  lostAtGaps = 0;
  gaps = 0;
  private last = 0;
  private isGap = false;

  take(text: string): void {
    if (text.includes(GAP)) {
      this.gaps += 1;
      this.isGap = true;
    }
    const number = Number(LINE.exec(text)?.[1] ?? 0);
    if (number === 0) return;
    this.shown += 1;
    if (number <= this.last) this.twice += 1;
    else if (this.isGap) this.lostAtGaps += number - this.last - 1;
    else this.lost += number - this.last - 1;
    this.last = Math.max(this.last, number);
    this.isGap = false;
  }

  end(count: number): void {
    if (this.isGap) this.lostAtGaps += count - this.last;
    else this.lost += count - this.last;
  }
}

await main();

/** Deploys one hook that writes for a long time, through random faults, and watches lines and memory. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string' },
      every: { type: 'string', default: '2000' },
    },
  });
  const minutes = Number(values.minutes);
  const everyMs = Number(values.every);
  if (!(minutes > 0 && everyMs > 0))
    throw new Error(
      `script/soak: expected --minutes and --every (ms) above 0, got "${values.minutes}" and "${values.every}".`,
    );
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  await withNamespaces([NAMESPACE], () => soak({ minutes, everyMs, seed }));
}

async function soak(plan: { minutes: number; everyMs: number; seed: number }): Promise<void> {
  const { minutes, everyMs, seed } = plan;
  const lines = minutes * 60 * LINES_A_SECOND;
  console.log(`seed ${seed}: ${lines} lines in ${minutes} minutes, a fault every ${everyMs} ms`);
  const userAgent = 'helm-migrate';
  const proxy = await FaultProxy.start({ kubeconfig: setting('KUBECONFIG'), seed, userAgent });
  const stop = proxy.strikeAtRandom({ everyMs, kinds: KINDS });
  const count = new Count();
  const step = spawnStep({ helm: 4, inputs: inputs(proxy, { lines, minutes }) });
  const memory = watchMemory(step.child.pid, /^(node|MainThread)$/);
  const reading = [read(step.child.stdout, count), read(step.child.stderr, count)];
  const began = Date.now();
  const timer = setInterval(() => {
    console.log(
      `${minutesSince(began)} min: ${count.shown} lines, ${count.gaps} gaps, ${rss(step.child.pid)} MB`,
    );
  }, REPORT_MS);
  const [exitCode] = (await once(step.child, 'close')) as [number | null];
  await Promise.all(reading);
  clearInterval(timer);
  await stop();
  count.end(lines);
  const { series, peak } = memory();
  report({ exitCode, seed, lines, minutes, count, series, peak, faults: proxy.summary });
  await proxy.close();
}

function inputs(proxy: FaultProxy, { lines, minutes }: { lines: number; minutes: number }) {
  const job = jobHook(
    { name: 'soak' },
    podSpec([container(writeLines(lines, LINES_A_SECOND / 10))]),
  );
  return {
    release: 'soak',
    namespace: NAMESPACE,
    chart: join(ROOT, '__tests__/e2e/support/any-chart'),
    kubeconfig: readFileSync(proxy.kubeconfig, 'utf8'),
    'secrets-backend': 'none',
    timeout: `${Math.ceil(minutes * 2 + 5)}m`,
    'values-inline': JSON.stringify({ objects: [job] }),
  };
}

async function read(stream: Readable, count: Count): Promise<void> {
  for await (const text of createInterface(stream)) {
    count.take(text);
    if (!LINE.test(text)) console.log(text.slice(0, SHOWN));
  }
}

interface Findings {
  readonly exitCode: number | null;
  readonly seed: number;
  readonly lines: number;
  readonly minutes: number;
  readonly count: Count;
  readonly series: readonly number[];
  readonly peak: number;
  readonly faults: string;
}

function report({ exitCode, seed, lines, minutes, count, series, peak, faults }: Findings): void {
  const tenth = Math.max(1, Math.floor(series.length / 10));
  const mean = (values: readonly number[]) =>
    Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const { shown, twice, lost, lostAtGaps, gaps } = count;
  const results = {
    ...{ exitCode, seed, minutes, lines, shown, twice, lost, lostAtGaps, gaps, faults },
    memoryMb: {
      start: mean(series.slice(0, tenth)),
      end: mean(series.slice(-tenth)),
      peak: Math.round(peak),
      growth: growth(series),
    },
  };
  console.log(JSON.stringify(results, undefined, 2));
  const folder = join(setting('HM_CACHE'), 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'soak.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  if (exitCode !== 0 || lost > 0 || twice > 0) process.exitCode = 1;
}

function minutesSince(began: number): string {
  return ((Date.now() - began) / 60_000).toFixed(1);
}

function rss(pid: number | undefined): string {
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1_000).toFixed(0);
}
