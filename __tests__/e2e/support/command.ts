import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DB_PASSWORD } from './backend.js';
import { type HelmMajor, makeTempFolder, ROOT, setting, toolEnvironment } from './lab.js';
import { makeNeedles, secretsOf } from './needles.js';
import { watchProcesses } from './process-watch.js';
import { scanDisk, scanLog } from './scan.js';

/** What a run of the command line left behind. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Where it was started; also its home and its folder for temporary files. */
  readonly folder: string;
}

export interface CommandOptions {
  readonly helm: HelmMajor;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line of stdout, and the process to act upon. */
  readonly onLine?: (text: string, process: ChildProcess) => void;
}

/** The command line's process, and where it was started. */
export interface StartedCommand {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly folder: string;
  /** Looks for secrets in its log, its processes and on the disk. To be called once, when it has ended. */
  readonly findLeaks: (log: string) => readonly string[];
}

/** Starts the bundled command line as a person does, with the cluster's kubeconfig and helm on PATH. */
export function startCommand(
  args: readonly string[],
  { helm, env = {} }: Omit<CommandOptions, 'onLine'>,
): StartedCommand {
  const folder = makeTempFolder();
  const given = { ...toolEnvironment(helm), ...env };
  const kubeconfig = setting('KUBECONFIG');
  const since = Date.now();
  const child = spawn('node', [join(ROOT, 'dist/helm-migrate.js'), ...args], {
    cwd: folder,
    env: { ...given, HOME: folder, TMPDIR: folder, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const needles = makeNeedles([
    ['the password of the database', DB_PASSWORD],
    ...secretsOf(readFileSync(kubeconfig, 'utf8'), env),
  ]);
  const watch = watchProcesses(child.pid ?? 0, { needles, env: given });
  const places = { folders: [folder], workspaces: [ROOT], since };
  const findLeaks = (log: string) => [
    ...watch.stop(),
    ...scanLog(needles, log),
    ...scanDisk(needles, places),
  ];
  return { child, folder, findLeaks };
}

/** Runs the command line to its end. Throws where it has left or shown a secret. */
export async function runCommand(
  args: readonly string[],
  { onLine, ...options }: CommandOptions,
): Promise<CommandResult> {
  const { child, folder, findLeaks } = startCommand(args, options);
  createInterface(child.stdout).on('line', (line) => onLine?.(line, child));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const exitCode = await ended;
  const leaks = findLeaks(`${stdout}\n${stderr}`);
  if (leaks.length > 0) throw new Error(`Secrets are seen:\n${leaks.join('\n')}`);
  return { exitCode, stdout, stderr, folder };
}
