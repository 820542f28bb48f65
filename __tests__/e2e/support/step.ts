import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { load } from 'js-yaml';
import { adminKubeconfig, type HelmMajor, makeTempFolder, ROOT, toolEnvironment } from './lab.js';

/** One line of the step's log and when it came, in ms since the epoch. */
export interface StepLine {
  readonly at: number;
  readonly text: string;
}

/** What one step left behind, as the runner would see it. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly lines: readonly StepLine[];
  /** All lines as one text. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly state: Readonly<Record<string, string>>;
  readonly runnerTemp: string;
  readonly endedAt: number;
}

export interface StepOptions {
  readonly helm: HelmMajor;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line, and the step's process to act upon. */
  readonly onLine?: (text: string, process: ChildProcess) => void;
}

/** The main step's process as the runner starts it, and the files that it writes for the runner. */
export interface StartedStep {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly files: { readonly output: string; readonly summary: string; readonly state: string };
  readonly runnerTemp: string;
}

/** Starts the bundled main step as the runner does: its own process, inputs in the environment. */
export function startStep({ helm, inputs, env = {} }: StepOptions): StartedStep {
  const files = makeCommandFiles(makeTempFolder());
  const child = spawn('node', [join(ROOT, 'dist/index.js')], {
    cwd: ROOT,
    env: { ...toolEnvironment(helm), ...files.env, ...inputEnvironment(inputs), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, files, runnerTemp: files.env.RUNNER_TEMP };
}

/** Runs the bundled main step to its end. */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const { child, files, runnerTemp } = startStep(options);
  const lines: StepLine[] = [];
  const take = (text: string) => {
    lines.push({ at: Date.now(), text });
    options.onLine?.(text, child);
  };
  createInterface(child.stdout).on('line', take);
  createInterface(child.stderr).on('line', take);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    exitCode,
    lines,
    log: lines.map(({ text }) => text).join('\n'),
    outputs: readFileCommands(files.output),
    summary: readFileSync(files.summary, 'utf8'),
    state: readFileCommands(files.state),
    runnerTemp,
    endedAt: Date.now(),
  };
}

/** Kills a step with all that it has started, as a runner does that is taken away: nothing of it can say a word any more. */
export function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  // Each helm leads a process group of its own.
  const groups = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  process.kill(pid, 'SIGKILL');
  for (const group of groups) if (group !== '') process.kill(-Number(group), 'SIGKILL');
}

/** Runs the bundled post step with the state that the main step saved. */
export async function runPost({ state, runnerTemp }: StepResult): Promise<number | null> {
  const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  const env = {
    PATH: process.env['PATH'] ?? '',
    RUNNER_TEMP: runnerTemp,
    ...Object.fromEntries(saved),
  };
  const child = spawn(join(ROOT, 'node_modules/node/bin/node'), [join(ROOT, 'dist/post.js')], {
    env,
  });
  return await new Promise((resolve) => child.once('close', resolve));
}

function makeCommandFiles(folder: string) {
  const [output, summary, state] = ['output', 'summary', 'state'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for (const file of [output, summary, state]) writeFileSync(file, '');
  const RUNNER_TEMP = join(folder, 'temp');
  mkdirSync(RUNNER_TEMP);
  const env = {
    RUNNER_TEMP,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_STATE: state,
    GITHUB_WORKSPACE: ROOT,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'example/backend',
    GITHUB_RUN_ID: '42',
  };
  return { output, summary, state, env };
}

/** The runner sets every input of action.yml, those that are not given to their default. */
function inputEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const action = load(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  };
  const defaults = Object.entries(action.inputs).map(([name, input]) => [
    name,
    input.default ?? '',
  ]);
  const inputs = {
    ...Object.fromEntries(defaults),
    kubeconfig: adminKubeconfig(),
    ...given,
  } as Record<string, string>;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** `name<<delimiter`, lines, `delimiter`: how a step hands over outputs and state. */
export function readFileCommands(file: string): Record<string, string> {
  const found: Record<string, string> = {};
  const pattern = /^(\S+?)<<(\S+)\n([\s\S]*?)\n?\2$/gm;
  for (const [, name = '', , value = ''] of readFileSync(file, 'utf8').matchAll(pattern))
    found[name] = value;
  return found;
}
