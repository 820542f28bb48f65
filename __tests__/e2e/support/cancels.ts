import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from './backend.js';
import { listPods, readJob } from './api.js';
import { type HelmMajor, readHistory } from './lab.js';
import { readFileCommands, type StartedStep, startStep } from './step.js';

/** One deploy that is cancelled. */
export interface CancelPlan {
  readonly helm: HelmMajor;
  readonly backend: Backend;
  readonly atomic: boolean;
  /** When the first signal is sent, in ms after the start of the step. */
  readonly afterMs: number;
  readonly signal: 'SIGINT' | 'SIGTERM';
  /** When the second is, in ms after the first; undefined for none. */
  readonly againMs: number | undefined;
}

/** What was seen of it, when all that it had started was over. */
export interface CancelReport {
  readonly outcome: string;
  /** From the first signal to the end of the step, in ms. */
  readonly tookMs: number;
  /** What must never be, in words; empty where all is well. */
  readonly wrong: readonly string[];
}

interface Pod {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly state: {
        readonly terminated?: { readonly exitCode: number; readonly reason: string };
      };
    }[];
  };
}
interface Job {
  readonly spec: { readonly suspend?: boolean };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const RELEASE = 'app';
/** The step was ended by the signal before it could listen to any. */
const TOO_EARLY = 'not begun';
const MAX_MS = 7_000;
/** A migration of the example takes 2 s; so long is waited for the end of what was left running. */
const END_MS = 60_000;

/** A number from 0 to 1 after another, the same for the same seed (mulberry32). */
export function seedRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A deploy of the backend and a random moment of it, of the guard and the report, too. */
export function planCancel(
  random: () => number,
  { helm, backend }: Pick<CancelPlan, 'helm' | 'backend'>,
): CancelPlan {
  return {
    helm,
    backend,
    atomic: random() < 0.5,
    afterMs: Math.round(60 + random() * 5_500),
    signal: random() < 0.7 ? 'SIGINT' : 'SIGTERM',
    againMs: random() < 0.4 ? Math.round(random() * 1_000) : undefined,
  };
}

/** Deploys and cancels, waits for the end of what runs on, and looks at all that must hold then. */
export async function cancelDeploy(plan: CancelPlan): Promise<CancelReport> {
  const { backend } = plan;
  const before = await readHistory(backend.name, RELEASE);
  const run = startStep({
    helm: plan.helm,
    inputs: {
      release: RELEASE,
      chart: backend.chart,
      namespace: backend.name,
      values: backend.values,
      atomic: String(plan.atomic),
      'set-string': `version=1.0.${String(Date.now())}`,
    },
    env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
  });
  const { code, tookMs, log } = await signalAndWait(run.child, plan);
  const outputs = readFileCommands(run.files.output);
  // Node needs its time until anyone can listen to signals: then nothing has begun, and nothing may be changed.
  const isTooEarly = code === null && readFileSync(run.files.state, 'utf8') === '';
  const outcome = outputs['outcome'] ?? (isTooEarly ? TOO_EARLY : '');
  const history = await readHistory(backend.name, RELEASE);
  const wrong = [
    ...(tookMs > MAX_MS ? [`it took ${String(Math.round(tookMs))} ms`] : []),
    ...(outcome === '' ? [`no outputs, exit code ${String(code)}`] : []),
    ...(isTooEarly && history.join() !== before.join() ? ['it has begun all the same'] : []),
    ...(['deployed', 'cancelled', TOO_EARLY, ''].includes(outcome)
      ? []
      : [`outcome ${outcome}: ${outputs['reason'] ?? ''}`]),
    ...judgeHistory(before, history),
    ...findLeftovers(run.runnerTemp, backend),
    ...run.findLeaks(log),
    ...(await judgeJob(backend.name)),
  ];
  return { outcome, tookMs, wrong };
}

async function signalAndWait(
  child: StartedStep['child'],
  { afterMs, signal, againMs }: CancelPlan,
) {
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await Promise.race([sleep(afterMs), ended]);
  const signalled = performance.now();
  child.kill(signal);
  if (againMs !== undefined) {
    await Promise.race([sleep(againMs), ended]);
    child.kill('SIGTERM');
  }
  const code = await ended;
  return { code, tookMs: performance.now() - signalled, log };
}

function judgeHistory(before: readonly string[], after: readonly string[]): readonly string[] {
  const pending = after.filter((status) => status.startsWith('pending'));
  const deployed = after.filter((status) => status === 'deployed').length;
  const isLost = before.includes('deployed') && deployed !== 1;
  return [
    ...pending.map((status) => `the release is ${status}`),
    ...(isLost ? [`${String(deployed)} revisions are deployed: ${after.join(', ')}`] : []),
  ];
}

function findLeftovers(runnerTemp: string, { values }: Backend): readonly string[] {
  const left = readdirSync(runnerTemp).filter((name) => !name.endsWith('.log'));
  const secrets = values.split('\n').at(-1) ?? '';
  const beside = readdirSync(dirname(secrets)).filter((name) => name.endsWith('.dec'));
  return [...left, ...beside].map((name) => `${name} is left on the disk`);
}

/** The Job ends well or has never started: none was killed, and none that is suspended has a Pod. */
async function judgeJob(namespace: string): Promise<readonly string[]> {
  const job = `${RELEASE}-migration`;
  const deadline = performance.now() + END_MS;
  for (;;) {
    const found = await readJob<Job>(namespace, job);
    const pods = await listPods<Pod>(namespace, `job-name=${job}`);
    if (found === undefined && pods.length === 0) return [];
    const bad = pods.flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).flatMap(({ state: { terminated } }) =>
        terminated === undefined || terminated.exitCode === 0
          ? []
          : [
              `Pod ${metadata.name} was ended: ${terminated.reason}, exit code ${String(terminated.exitCode)}`,
            ],
      ),
    );
    if (bad.length > 0) return bad;
    if (found?.spec.suspend === true && pods.length === 0) return [];
    const isComplete = found?.status.conditions?.some(
      ({ type, status }) => type === 'Complete' && status === 'True',
    );
    if (isComplete === true) return [];
    if (performance.now() > deadline) return ['the Job neither ends nor is suspended'];
    await sleep(200);
  }
}
