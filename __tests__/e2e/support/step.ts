import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { load } from 'js-yaml';
import { checkOutputs } from '../../fakes/output-schemas.js';
import { DB_PASSWORD } from './backend.js';
import {
  adminKubeconfig,
  type HelmMajor,
  makeTempFolder,
  ROOT,
  setting,
  toolEnvironment,
} from './lab.js';
import { makeNeedles, type Needle, secretsOf } from './needles.js';
import { type ProcessWatch, watchProcesses } from './process-watch.js';
import { newInTmp, type Places, scanDisk, scanLog } from './scan.js';

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
  /** The secrets that lie on the disk now, in words. */
  readonly scanDisk: () => readonly string[];
}

export interface StepOptions {
  readonly helm: HelmMajor;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line, and the step's process to act upon. */
  readonly onLine?: (text: string, process: ChildProcess) => void;
  /** What must not be found after the step, beside the secrets that it was given. */
  readonly secrets?: readonly string[];
  /** The step is killed: its folder stays, and the post step must remove it. */
  readonly leaves?: 'folder';
}

/** The main step's process as the runner starts it, and the files that it writes for the runner. */
export interface SpawnedStep {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly files: { readonly output: string; readonly summary: string; readonly state: string };
  readonly runnerTemp: string;
}

/** A step whose processes are looked at for secrets until it has ended. */
export interface StartedStep extends SpawnedStep {
  /**
   * Looks for the secrets that the step knows, in its log, its processes, and on the disk. To be called once, when it
   * has ended.
   */
  readonly findLeaks: (log: string) => readonly string[];
  /** The same, but on the disk alone, and without exception. */
  readonly scanDisk: () => readonly string[];
}

/** What only a step of the runner may know. */
const RUNTIME_TOKEN = 'the-token-of-the-caches-of-this-run';
const FOLDER = /^helm-migrate-[A-Za-z0-9]{6}$/;

/**
 * Starts the bundled main step as the runner does: its own process, inputs in the environment. Nothing else is begun,
 * so that it can be timed.
 */
export function spawnStep({ helm, inputs, env = {} }: StepOptions) {
  const files = makeCommandFiles(makeTempFolder());
  const given = { ...toolEnvironment(helm), ...env };
  const all = inputEnvironment(inputs);
  const child = spawn('node', [join(ROOT, 'dist/index.js')], {
    cwd: ROOT,
    env: { ...given, ...files.env, ...all, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kubeconfig = all['INPUT_KUBECONFIG'] ?? '';
  return { child, files, runnerTemp: files.env.RUNNER_TEMP, given, kubeconfig };
}

/** Starts the step, and looks for secrets in its processes. Call `findLeaks` when it has ended: until then it looks. */
export function startStep(options: StepOptions): StartedStep {
  const { inputs } = options;
  const since = Date.now();
  const { child, files, runnerTemp, given, kubeconfig } = spawnStep(options);
  const needles = needlesOf(options, kubeconfig);
  const watch = watchProcesses(child.pid ?? 0, { needles, env: given });
  const places = (): Places => ({
    folders: [dirname(files.output), given['HOME'] ?? '', ...newInTmp(since)],
    workspaces: [ROOT, ...foldersOf(inputs)],
    since,
  });
  return {
    child,
    files,
    runnerTemp,
    findLeaks: (log) => findLeaks(log, { needles, watch, places, leaves: options.leaves }),
    scanDisk: () => scanDisk(needles, places()),
  };
}

interface Search {
  readonly needles: readonly Needle[];
  readonly watch: ProcessWatch;
  readonly places: () => Places;
  readonly leaves: StepOptions['leaves'];
}

function findLeaks(log: string, { needles, watch, places, leaves }: Search): readonly string[] {
  const where = leaves === undefined ? places() : { ...places(), but: FOLDER };
  const [temp = ''] = where.folders;
  const left = readdirSync(join(temp, 'temp')).filter((name) => FOLDER.test(name));
  return [
    ...watch.stop(),
    ...scanLog(needles, log),
    ...scanDisk(needles, where),
    ...(leaves === undefined ? left : []).map((name) => `${name} is left`),
    ...(readFileSync(join(temp, 'env'), 'utf8') === '' ? [] : ['$GITHUB_ENV was written to']),
  ];
}

function needlesOf({ env = {}, secrets = [] }: StepOptions, kubeconfig: string): readonly Needle[] {
  return makeNeedles([
    ['the password of the database', DB_PASSWORD],
    ["git's token", setting('HM_GIT_TOKEN')],
    ["the runner's token", RUNTIME_TOKEN],
    ...secretsOf(kubeconfig, env),
    ...secrets.map((secret, index) => [`secret ${String(index + 1)} of the test`, secret] as const),
  ]);
}

/** The folders of the chart and the values, where something could be left beside them. */
function foldersOf({ chart = '', values = '' }: StepOptions['inputs']): readonly string[] {
  const found = [chart, ...values.split('\n').map((path) => dirname(path))];
  return [...new Set(found)].filter((path) => path.startsWith('/') && !path.startsWith(ROOT));
}

/**
 * Runs the bundled main step to its end. Throws where it has left a secret anywhere, or shown one, or where its outputs
 * do not fit their schemas.
 */
export async function runStep(options: StepOptions): Promise<StepResult> {
  const { child, files, runnerTemp, findLeaks: find, scanDisk: scan } = startStep(options);
  const lines: StepLine[] = [];
  const take = (text: string) => {
    lines.push({ at: Date.now(), text });
    options.onLine?.(text, child);
  };
  createInterface(child.stdout).on('line', take);
  createInterface(child.stderr).on('line', take);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const endedAt = Date.now();
  const outputs = readFileCommands(files.output);
  const log = lines.map(({ text }) => text).join('\n');
  const leaks = find(log);
  if (leaks.length > 0) throw new Error(`Secrets are seen:\n${leaks.join('\n')}`);
  checkOutputs(outputs);
  return {
    exitCode,
    lines,
    log,
    outputs,
    summary: readFileSync(files.summary, 'utf8'),
    state: readFileCommands(files.state),
    runnerTemp,
    endedAt,
    scanDisk: scan,
  };
}

/**
 * Kills a step with all that it has started, as a runner does that is taken away: nothing of it can say a word any
 * more.
 */
export function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  // Each helm leads a process group of its own.
  const groups = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  process.kill(pid, 'SIGKILL');
  for (const group of groups) if (group !== '') process.kill(-Number(group), 'SIGKILL');
}

/** Runs the bundled post step with the state that the main step saved. Throws where a secret is left on the disk. */
export async function runPost({
  state,
  runnerTemp,
  scanDisk: scan,
}: StepResult): Promise<number | null> {
  const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  const env = {
    PATH: process.env['PATH'] ?? '',
    RUNNER_TEMP: runnerTemp,
    ...Object.fromEntries(saved),
  };
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'dist/post.js')], {
    env,
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const leaks = scan();
  if (leaks.length > 0) throw new Error(`Secrets are left:\n${leaks.join('\n')}`);
  return exitCode;
}

function makeCommandFiles(folder: string) {
  const names = ['output', 'summary', 'state', 'env', 'path'];
  const [output = '', summary = '', state = '', variables = '', path = ''] = names.map((name) =>
    join(folder, name),
  );
  for (const file of [output, summary, state, variables, path]) writeFileSync(file, '');
  const RUNNER_TEMP = join(folder, 'temp');
  mkdirSync(RUNNER_TEMP);
  const env = {
    RUNNER_TEMP,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_STATE: state,
    GITHUB_ENV: variables,
    GITHUB_PATH: path,
    ACTIONS_RUNTIME_TOKEN: RUNTIME_TOKEN,
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

/** `name<<delimiter`, lines, `delimiter`: how a step passes outputs and state. */
export function readFileCommands(file: string): Record<string, string> {
  const found: Record<string, string> = {};
  const pattern = /^(\S+?)<<(\S+)\n([\s\S]*?)\n?\2$/gm;
  for (const [, name = '', , value = ''] of readFileSync(file, 'utf8').matchAll(pattern))
    found[name] = value;
  return found;
}
