import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HelmMajor, makeTempFolder, ROOT } from './lab.js';

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

/** Runs deploy-manual.yml, which calls deploy.yml, under act in host mode, with the action as it is here. */
export async function runDeployWorkflow(
  helm: HelmMajor,
  inputs: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): Promise<WorkflowResult> {
  const folder = makeTempFolder();
  const path = (name: string) => join(folder, name);
  mkdirSync(path('workspace'));
  writeFileSync(path('inputs.yaml'), JSON.stringify(inputs));
  writeFileSync(path('secrets.yaml'), JSON.stringify(secrets), { mode: 0o600 });
  const files = ['inputs', 'secrets'].flatMap((name) => [`--${name}`, path(`${name}.yaml`)]);
  const kept = ['records', 'summary', 'outputs', 'keep'].flatMap((name) => [
    `--${name}`,
    path(name),
  ]);
  const env = { ...process.env, HM_HELM_MAJOR: String(helm) };
  const { exitCode, log } = await new Promise<{ exitCode: number; log: string }>((resolve) => {
    const args = ['--workspace', path('workspace'), ...files, ...kept];
    execFile(
      join(ROOT, 'script/lib/act'),
      args,
      { env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), log: `${stdout}${stderr}` });
      },
    );
  });
  const lines = readFileSync(path('records'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return {
    exitCode,
    log,
    records: lines.map((line) => JSON.parse(line) as WorkflowRecord),
    summary: readFileSync(path('summary'), 'utf8'),
    outputs: JSON.parse(readFileSync(path('outputs'), 'utf8')) as Record<string, string>,
    left: path('keep'),
  };
}
