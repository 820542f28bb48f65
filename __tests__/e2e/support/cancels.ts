import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from './backend.js';
import { listPods, readJob } from './api.js';
import { startCommand } from './command.js';
import { type HelmMajor, photograph, readHistory } from './lab.js';
import { readFileCommands, runStep, type StartedStep, startStep } from './step.js';

/** What is cancelled: the action's step, or the command line. */
export type FrontEnd = 'step' | 'command';

/** One run that is cancelled. */
export interface CancelPlan {
  readonly helm: HelmMajor;
  readonly backend: Backend;
  readonly frontEnd: FrontEnd;
  /** A plan with a dry run of the hooks, instead of a deploy. */
  readonly isPlan: boolean;
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
/** The log, and what helm and npm keep in the home of a person. */
const KEPT = /\.log$|^\.(cache|config|kube|local)$/;
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
  fixed: Pick<CancelPlan, 'helm' | 'backend' | 'frontEnd' | 'isPlan'>,
): CancelPlan {
  return {
    ...fixed,
    atomic: random() < 0.5,
    afterMs: Math.round(60 + random() * 5_500),
    signal: random() < 0.7 ? 'SIGINT' : 'SIGTERM',
    againMs: random() < 0.4 ? Math.round(random() * 1_000) : undefined,
  };
}

/** Deploys or plans and cancels, waits for the end of what runs on, and looks at all that must hold then. */
export async function cancelRun(plan: CancelPlan): Promise<CancelReport> {
  const { backend, isPlan } = plan;
  const before = await readHistory(backend.name, RELEASE);
  const objects = isPlan ? await photograph(backend.name) : '';
  const run = plan.frontEnd === 'step' ? startAsStep(plan) : startAsCommand(plan);
  const { code, tookMs, stdout, stderr } = await signalAndWait(run.child, plan);
  // Node needs its time until anyone can listen to signals: then nothing has begun, and nothing may be changed.
  const isTooEarly = code === null && !run.hasBegun(stdout + stderr);
  const outcome = run.readOutcome(stdout) ?? (isTooEarly ? TOO_EARLY : '');
  const history = await readHistory(backend.name, RELEASE);
  const wrong = [
    ...(tookMs > MAX_MS ? [`it took ${String(Math.round(tookMs))} ms`] : []),
    ...(outcome === '' ? [`no outputs, exit code ${String(code)}`] : []),
    ...(isTooEarly && history.join() !== before.join() ? ['it has begun all the same'] : []),
    ...judgeOutcome(outcome, plan, stderr || stdout),
    ...judgeHistory(before, history),
    ...findLeftovers(run.temp, backend),
    ...run.findLeaks(`${stdout}\n${stderr}`),
    ...(await judgeCluster(plan, objects)),
  ];
  return { outcome, tookMs, wrong };
}

function judgeOutcome(outcome: string, { isPlan }: CancelPlan, log: string): readonly string[] {
  const good = [isPlan ? 'planned' : 'deployed', 'cancelled', TOO_EARLY, ''];
  return good.includes(outcome) ? [] : [`outcome ${outcome}: ${log.slice(-900)}`];
}

async function judgeCluster(
  { backend: { name }, isPlan }: CancelPlan,
  objects: string,
): Promise<readonly string[]> {
  return await (isPlan ? judgeObjects(name, objects) : judgeJob(name));
}

/** A deploy that runs, whatever has started it. */
interface Run {
  readonly child: StartedStep['child'];
  /** Where its folder is. */
  readonly temp: string;
  /** Whether it had begun, by its log and its files. */
  readonly hasBegun: (log: string) => boolean;
  readonly readOutcome: (stdout: string) => string | undefined;
  readonly findLeaks: (log: string) => readonly string[];
}

/** Deploys the backend, so that there is something to plan against. Throws where that fails. */
export async function deployBackend(helm: HelmMajor, backend: Backend): Promise<void> {
  const result = await runStep({
    helm,
    inputs: {
      ...{ release: RELEASE, chart: backend.chart, namespace: backend.name },
      ...{ values: backend.values, wait: 'true' },
    },
    env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
  });
  if (result.outputs['outcome'] !== 'deployed') throw new Error(result.log.slice(-1_000));
}

const nextVersion = () => `version=1.0.${String(Date.now())}`;

/** What a plan has that a deploy has not. */
const PLAN_SET = 'sql-migrate.dryRun=true';

function startAsStep({ helm, backend, atomic, isPlan }: CancelPlan): Run {
  const { child, files, runnerTemp, findLeaks } = startStep({
    helm,
    inputs: {
      ...{ release: RELEASE, chart: backend.chart, namespace: backend.name },
      ...{ values: backend.values, atomic: String(atomic), 'set-string': nextVersion() },
      ...(isPlan && { command: 'plan', 'plan-set': PLAN_SET }),
    },
    env: { SOPS_AGE_KEY_FILE: backend.ageKeyFile },
  });
  return {
    ...{ child, findLeaks, temp: runnerTemp },
    hasBegun: () => readFileSync(files.state, 'utf8') !== '',
    readOutcome: () => readFileCommands(files.output)['outcome'],
  };
}

function startAsCommand({ helm, backend, atomic, isPlan }: CancelPlan): Run {
  const flags = [
    ...['--release', RELEASE, '--chart', backend.chart, '--namespace', backend.name],
    ...backend.values.split('\n').flatMap((path) => ['--values', path]),
    ...['--atomic', String(atomic), '--set-string', nextVersion(), '--output', 'json'],
    ...(isPlan ? ['--plan-set', PLAN_SET] : []),
  ];
  const env = { SOPS_AGE_KEY_FILE: backend.ageKeyFile };
  const { child, folder, findLeaks } = startCommand([isPlan ? 'plan' : 'deploy', ...flags], {
    helm,
    env,
  });
  return {
    ...{ child, findLeaks, temp: folder },
    hasBegun: (log) => log !== '',
    readOutcome: (stdout) =>
      stdout === '' ? undefined : (JSON.parse(stdout) as { outcome: string }).outcome,
  };
}

async function signalAndWait(
  child: StartedStep['child'],
  { afterMs, signal, againMs }: CancelPlan,
) {
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (told[name] += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await Promise.race([sleep(afterMs), ended]);
  const signalled = performance.now();
  child.kill(signal);
  if (againMs !== undefined) {
    await Promise.race([sleep(againMs), ended]);
    child.kill('SIGTERM');
  }
  const code = await ended;
  return { ...told, code, tookMs: performance.now() - signalled };
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
  const left = readdirSync(runnerTemp).filter((name) => !KEPT.test(name));
  const secrets = values.split('\n').at(-1) ?? '';
  const beside = readdirSync(dirname(secrets)).filter((name) => name.endsWith('.dec'));
  return [...left, ...beside].map((name) => `${name} is left on the disk`);
}

/** The first lines that only one of two texts has. */
function findDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const only = [
    ...now.filter((line) => !old.includes(line)),
    ...old.filter((line) => !now.includes(line)),
  ];
  return only.slice(0, 12).join('\n');
}

/** Of a plan nothing stays, and nothing else is touched. */
async function judgeObjects(namespace: string, before: string): Promise<readonly string[]> {
  const deadline = performance.now() + END_MS;
  for (;;) {
    const after = await photograph(namespace);
    if (after === before) return [];
    if (performance.now() > deadline)
      return [`the objects are not as before: ${findDifference(before, after)}`];
    await sleep(500);
  }
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
