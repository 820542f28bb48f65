import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOutputs } from '../../fakes/output-schemas.js';
import { DB_PASSWORD } from './backend.js';
import { type HelmMajor, makeTempFolder, ROOT, setting } from './lab.js';
import { makeNeedles, type Needle, secretsOf } from './needles.js';
import { watchProcesses } from './process-watch.js';
import { newInTmp, scanDisk, scanLog } from './scan.js';

/** One line of a workflow's log: when it came, what kind of line it is, and its text. */
export interface WorkflowRecord {
  readonly at: number;
  readonly kind: string;
  readonly step?: string;
  readonly stage?: string;
  readonly text: string;
}

export interface WorkflowResult {
  readonly exitCode: number;
  readonly log: string;
  readonly records: readonly WorkflowRecord[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What is left of act's own folder, RUNNER_TEMP and the workspace's copy in it. */
  readonly left: string;
}

/** A workflow, and what it is given. */
export interface WorkflowOptions {
  /** A file of `.github/workflows`: the workspace's, where that has a folder `.github`, else this repository's. */
  readonly workflow: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Fills the workspace, which is empty. */
  readonly prepare?: (workspace: string) => void;
  /** Folders that stand in for actions, by name: `owner/name@v1`. */
  readonly actions?: Readonly<Record<string, string>>;
}

/** Runs deploy-manual.yml, which calls deploy.yml, under act in host mode, with the action as it is here. */
export function runDeployWorkflow(
  helm: HelmMajor,
  inputs: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): Promise<WorkflowResult> {
  return runWorkflow(helm, { workflow: 'deploy-manual.yml', inputs, secrets });
}

/** Runs a workflow under act in host mode, with the action as it is here. Throws where it shows or leaves a secret. */
export async function runWorkflow(
  helm: HelmMajor,
  { workflow, inputs = {}, secrets, prepare, actions = {} }: WorkflowOptions,
): Promise<WorkflowResult> {
  const folder = makeTempFolder();
  const path = (name: string) => join(folder, name);
  mkdirSync(path('workspace'));
  prepare?.(path('workspace'));
  writeFileSync(path('inputs.yaml'), JSON.stringify(inputs));
  writeFileSync(path('secrets.yaml'), JSON.stringify(secrets), { mode: 0o600 });
  const files = ['inputs', 'secrets'].flatMap((name) => [`--${name}`, path(`${name}.yaml`)]);
  const kept = ['records', 'summary', 'outputs', 'keep'].flatMap((name) => [
    `--${name}`,
    path(name),
  ]);
  const others = Object.entries(actions).flatMap(([name, dir]) => ['--action', `${name}=${dir}`]);
  const given = ['--workspace', path('workspace'), '--workflow', workflow];
  const args = [...given, ...files, ...kept, ...others];
  const since = Date.now();
  const needles = makeNeedles([
    ['the password of the database', DB_PASSWORD],
    ["git's token", setting('HM_GIT_TOKEN')],
    ...secretsOf(secrets['KUBECONFIG'] ?? '', secrets),
  ]);
  const { exitCode, log, wrong } = await runAct(helm, args, needles);
  const folders = [path('keep'), path('summary'), path('outputs'), path('records')];
  const leaks = [
    ...wrong,
    ...scanLog(needles, log),
    ...scanDisk(needles, { folders: [...folders, ...newInTmp(since)], workspaces: [], since }),
  ];
  if (leaks.length > 0) throw new Error(`Secrets are seen:\n${leaks.join('\n')}`);
  const lines = readFileSync(path('records'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const outputs = JSON.parse(readFileSync(path('outputs'), 'utf8')) as Record<string, string>;
  checkOutputs(outputs);
  return {
    exitCode,
    log,
    records: lines.map((line) => JSON.parse(line) as WorkflowRecord),
    summary: readFileSync(path('summary'), 'utf8'),
    outputs,
    left: path('keep'),
  };
}

/** Environments are not looked at: whatever runs in a job has what act has put there. */
async function runAct(helm: HelmMajor, args: readonly string[], needles: readonly Needle[]) {
  const env = { ...process.env, HM_HELM_MAJOR: String(helm) };
  return await new Promise<{
    readonly exitCode: number;
    readonly log: string;
    readonly wrong: readonly string[];
  }>((resolve) => {
    const child = execFile(
      join(ROOT, 'script/lib/act'),
      args,
      { env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve({
          exitCode: error === null ? 0 : Number(error.code),
          log: `${stdout}${stderr}`,
          wrong: watch.stop(),
        });
      },
    );
    const watch = watchProcesses(child.pid ?? 0, { needles, env: undefined });
  });
}
