import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Pod } from '../../../src/hooks/targets.js';
import { listPods } from './api.js';
import { ANY_CHART, type Manifest } from './hooks.js';
import { type HelmMajor, kubectl, makeTempFolder, setting, toolEnvironment } from './lab.js';
import type { StepResult } from './step.js';

/** A release, and the helm that deploys it. */
export interface Place {
  readonly helm: HelmMajor;
  readonly namespace: string;
  readonly release: string;
}

const POLL_MS = 100;

/** Deploys with plain helm, as another deploy that knows nothing of ours; a failure is its result. */
export async function deployPlainly(
  place: Place,
  objects: readonly Manifest[],
  flags: readonly string[] = [],
): Promise<void> {
  await endOf(startHelm(place, [...upgrade(place, objects), ...flags]));
}

/** Kills plain helm in a deploy while the Job of its hook runs, and waits for the end of the Job. */
export async function killDeploy(
  place: Place,
  objects: readonly Manifest[],
  job: string,
): Promise<void> {
  await killInHook(place, upgrade(place, objects), job);
}

/** Kills plain helm in a rollback while the Job of its hook runs, and waits for the end of the Job. */
export async function killRollback(place: Place, revision: number, job: string): Promise<void> {
  await killInHook(place, ['rollback', place.release, String(revision)], job);
}

/** Waits for the end of a Job that must go well. */
export async function waitForJob({ namespace }: Place, job: string): Promise<void> {
  const until = ['--for=condition=Complete', '--timeout=60s'];
  await kubectl('wait', `job/${job}`, '--namespace', namespace, ...until);
}

/** What the error annotation says to do, as the runner shows it. */
export function readAdvice({ lines }: StepResult): string {
  const annotation = lines.find(({ text }) => text.startsWith('::error'))?.text ?? '';
  const [, ...advice] = annotation.split('%0A');
  return advice.join('\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

/**
 * Runs the command at the end of an advice, as it is printed, in the shell of a person who has kubectl, helm and a
 * kubeconfig.
 */
export async function runAdvised({ helm }: Place, advice: string): Promise<void> {
  const command = /(?:printf|helm (?:uninstall|rollback)) .*$/.exec(advice)?.[0];
  if (command === undefined) throw new Error(`No command in "${advice}"`);
  const env = { ...toolEnvironment(helm), KUBECONFIG: setting('KUBECONFIG') };
  await promisify(execFile)('bash', ['-c', command], { env });
}

/** The statuses of all revisions as Helm reads them from its records, oldest first. */
export async function readStatuses({
  helm,
  namespace,
  release,
}: Place): Promise<readonly string[]> {
  const program = join(setting(`HM_HELM${String(helm)}`), 'helm');
  const args = ['history', release, '--namespace', namespace, '--output', 'json'];
  const env = { ...toolEnvironment(helm), KUBECONFIG: setting('KUBECONFIG') };
  const { stdout } = await promisify(execFile)(program, args, { env });
  return (JSON.parse(stdout) as readonly { readonly status: string }[]).map(({ status }) => status);
}

async function killInHook(place: Place, args: readonly string[], job: string): Promise<void> {
  const before = (await findPods(place, job)).map(nameOf);
  const helm = startHelm(place, args);
  const isNew = (pod: string) => !before.includes(pod);
  while (!(await findPods(place, job)).filter(isRunning).map(nameOf).some(isNew))
    await sleep(POLL_MS);
  if (helm.pid !== undefined) process.kill(-helm.pid, 'SIGKILL');
  await endOf(helm);
  await waitForJob(place, job);
}

function findPods({ namespace }: Place, job: string): Promise<readonly Pod[]> {
  return listPods<Pod>(namespace, `job-name=${job}`);
}

function nameOf({ metadata }: Pod): string {
  return metadata?.name ?? '';
}

function isRunning({ status }: Pod): boolean {
  return status?.phase === 'Running';
}

function upgrade({ release }: Place, objects: readonly Manifest[]): readonly string[] {
  const values = join(makeTempFolder(), 'values.json');
  writeFileSync(values, JSON.stringify({ objects }));
  return ['upgrade', '--install', release, ANY_CHART, '--values', values];
}

function startHelm({ helm, namespace }: Place, args: readonly string[]): ChildProcess {
  const env = { ...toolEnvironment(helm), KUBECONFIG: setting('KUBECONFIG') };
  const program = join(setting(`HM_HELM${String(helm)}`), 'helm');
  return spawn(program, [...args, '--namespace', namespace], {
    env,
    detached: true,
    stdio: 'ignore',
  });
}

async function endOf(child: ChildProcess): Promise<void> {
  await new Promise((resolve) => child.once('close', resolve));
}

/** One container of a hook's Job, from its start to its end; RFC 3339. */
export interface ContainerRun {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly exitCode: string;
}

/** All containers of a namespace's Jobs, also of those that are deleted meanwhile. */
export interface ContainerWatch {
  /** The first containers of a Job, in the order of their starts, when so many of them have ended. */
  readonly ended: (job: string, count: number) => Promise<readonly ContainerRun[]>;
  readonly stop: () => void;
}

/** Watches the Pods of a namespace, each with one container, until it is stopped. */
export function watchContainers(namespace: string): ContainerWatch {
  const seen = new Map<string, ContainerRun & { readonly job: string }>();
  const fields = ['startedAt', 'finishedAt', 'exitCode'].map(
    (field) => `{.status.containerStatuses[0].state.terminated.${field}}`,
  );
  const columns = ['{.metadata.labels.job-name}', '{.metadata.uid}', ...fields].join('{" "}');
  const output = `jsonpath=${columns}{"\\n"}`;
  const args = ['get', 'pods', '--watch', '-n', namespace, '-l', 'job-name', '-o', output];
  const child = spawn(join(setting('HM_TOOLS'), 'kubectl'), args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const [job = '', uid = '', startedAt = '', finishedAt = '', exitCode = ''] = line.split(' ');
    if (exitCode !== '') seen.set(uid, { job, startedAt, finishedAt, exitCode });
  });
  const ended = async (job: string, count: number): Promise<readonly ContainerRun[]> => {
    for (;;) {
      const runs = [...seen.values()].filter((run) => run.job === job);
      if (runs.length >= count)
        return runs.sort((a, b) => a.startedAt.localeCompare(b.startedAt)).slice(0, count);
      await sleep(POLL_MS);
    }
  };
  return { ended, stop: () => child.kill() };
}
