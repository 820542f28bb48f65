import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { FaultProxy, type FaultProxyOptions } from '../../fakes/fault-proxy.js';
import { container, deployObjects, jobHook, podSpec } from './hooks.js';
import { type HelmMajor, setting } from './lab.js';
import type { StepResult } from './step.js';

/** A deploy through a proxy of the tests, and what the proxy did to it. */
export interface CutDeploy {
  readonly result: StepResult;
  readonly proxy: FaultProxy;
}

export interface CutOptions {
  readonly namespace: string;
  readonly release: string;
  /** What the hook's one container runs. */
  readonly script: string;
  readonly helm?: HelmMajor;
  /** Of the hook; `before-hook-creation` where nothing is said. */
  readonly deletePolicy?: string;
  /** Called before the deploy; what it returns is called after it. */
  readonly plan: (proxy: FaultProxy) => undefined | (() => Promise<void>);
  /** Default: only our own requests suffer, not helm's. */
  readonly proxy?: Partial<FaultProxyOptions>;
}

/** A bash script that writes numbered lines, `burst` of them at once and a tenth of a second between. */
export function writeLines(count: number, burst: number, padding = 0): string {
  return `for ((i = 1; i <= ${count}; i++)); do
    printf '${'.'.repeat(padding)} line %07d of the migration: zażółć gęślą jaźń\\n' "$i"
    ((i % ${burst})) || sleep 0.1
  done`;
}

/** Deploys a hook that runs the script, through a proxy with faults. */
export async function deployCut(options: CutOptions): Promise<CutDeploy> {
  const { namespace, release, script, helm = 4, deletePolicy, plan } = options;
  const proxy = await FaultProxy.start({
    kubeconfig: setting('KUBECONFIG'),
    userAgent: 'helm-migrate',
    ...options.proxy,
  });
  const stop = plan(proxy);
  try {
    const hook = { name: release, ...(deletePolicy !== undefined && { deletePolicy }) };
    const job = jobHook(hook, podSpec([container(script)]));
    const inputs = { namespace, release, kubeconfig: readFileSync(proxy.kubeconfig, 'utf8') };
    return { result: await deployObjects(helm, [job], { inputs }), proxy };
  } finally {
    await stop?.();
    await proxy.close();
  }
}

/** What was shown of numbered lines; of a log without faults it is `{ lost: 0, twice: 0, isInOrder: true }`. */
export interface Tally {
  readonly lost: number;
  readonly twice: number;
  readonly isInOrder: boolean;
}

/** The numbers of the lines in a text. */
export function readNumbers(text: string): readonly number[] {
  const lines = text.matchAll(/ line (\d{7}) of the migration: zażółć gęślą jaźń$/gm);
  return [...lines].map(([, number]) => Number(number));
}

/** Counts the numbered lines of a text. */
export function tally(text: string, count: number): Tally {
  const numbers = readNumbers(text);
  const seen = new Set(numbers);
  return {
    lost: count - seen.size,
    twice: numbers.length - seen.size,
    isInOrder: numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)),
  };
}

/** The lines in the step's log and in the log file, with the faults for the message of a failure. */
export function describeCut({ result, proxy }: CutDeploy, count: number) {
  return {
    faults: proxy.summary,
    outcome: result.outputs['outcome'],
    gaps: result.lines.filter(({ text }) => text.includes('log may be incomplete')).length,
    log: tally(result.log, count),
    file: tally(readFileSync(result.outputs['log-file'] ?? '', 'utf8'), count),
  };
}

/** What `describeCut` gives when every line came once and in order. */
export function everyLine({ proxy }: CutDeploy): ReturnType<typeof describeCut> {
  const all: Tally = { lost: 0, twice: 0, isInOrder: true };
  return { faults: proxy.summary, outcome: 'deployed', gaps: 0, log: all, file: all };
}

/** What a plan does after `ms`, begun at once; the function waits for its end. */
export function later(ms: number, act: () => unknown): () => Promise<void> {
  const done = sleep(ms).then(act);
  return async () => {
    await done;
  };
}
