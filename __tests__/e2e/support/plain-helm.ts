import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Manifest } from './hooks.js';
import { type HelmMajor, kubectl, makeTempFolder, setting, toolEnvironment } from './lab.js';

const run = promisify(execFile);

/** One release that somebody deploys with helm alone. */
export interface PlainRelease {
  readonly helm: HelmMajor;
  readonly namespace: string;
  readonly release: string;
}

/** Runs helm as a person does; throws where it fails. */
export async function runPlainHelm(
  { helm, namespace }: PlainRelease,
  ...args: readonly string[]
): Promise<void> {
  await run('helm', [...args, '--namespace', namespace], { env: plainEnvironment(helm) });
}

/** Deploys objects by helm alone; throws where it fails. */
export async function deployPlainly(
  place: PlainRelease,
  objects: readonly Manifest[],
  ...more: readonly string[]
): Promise<void> {
  await runPlainHelm(place, ...upgradeArgs(place, objects), ...more);
}

/** Starts helm, and kills it once the Pod of a Job runs; resolves when that Pod has ended by itself. */
export async function killPlainHelm(
  place: PlainRelease,
  job: string,
  args: readonly string[],
): Promise<void> {
  const { helm, namespace } = place;
  const child = spawn('helm', [...args, '--namespace', namespace], {
    env: plainEnvironment(helm),
    stdio: 'ignore',
  });
  const path = 'jsonpath={.items[*].status.phase}';
  const read = () => kubectl('get', 'pods', '-n', namespace, '-l', `job-name=${job}`, '-o', path);
  while ((await read()) !== 'Running') await sleep(100);
  child.kill('SIGKILL');
  await kubectl('wait', '-n', namespace, `job/${job}`, '--for=condition=complete', '--timeout=60s');
}

/** The arguments of a deploy of these objects. */
export function upgradeArgs(
  { release }: PlainRelease,
  objects: readonly Manifest[],
): readonly string[] {
  const values = join(makeTempFolder(), 'values.json');
  writeFileSync(values, JSON.stringify({ objects }));
  const chart = join(import.meta.dirname, 'any-chart');
  return ['upgrade', '--install', release, chart, '--values', values];
}

/** Runs a command line as a person does who copies it. */
export async function runLine(line: string): Promise<void> {
  await run('bash', ['-euo', 'pipefail', '-c', line], { env: plainEnvironment(4) });
}

function plainEnvironment(helm: HelmMajor): Record<string, string> {
  return { ...toolEnvironment(helm), KUBECONFIG: setting('KUBECONFIG') };
}
