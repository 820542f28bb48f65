import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { ActionError } from '../errors.js';
import type { Cancellation } from '../cancellation.js';
import type { HelmCommand } from './args.js';

/** How helm ended. A signal leaves `exitCode` undefined. */
export interface HelmExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines that helm wrote to stderr, oldest first. */
  readonly lastErrors: readonly string[];
}

/** What a run of helm needs from outside. */
export interface HelmRun {
  /** Called with every line as it is complete, the unterminated last one too. */
  readonly onLine: (line: string) => void;
  readonly cancellation: Cancellation;
}

const KEPT_ERROR_LINES = 50;

/**
 * Runs helm in a process group of its own and waits until all of the group have closed their output:
 * under `helm secrets` the outer process dies by the signal at once, the inner one goes on for some
 * 10 to 300 ms. A cancel is passed on to the group: Helm 3 and 4 then mark the release `failed`.
 * Throws ActionError when helm cannot be started.
 */
export async function runHelm(
  command: HelmCommand,
  { onLine, cancellation }: HelmRun,
): Promise<HelmExit> {
  if (cancellation.signal.aborted) return { exitCode: undefined, signal: 'SIGINT', lastErrors: [] };
  const { promise, resolve, reject } = Promise.withResolvers<HelmExit>();
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastErrors: string[] = [];
  readLines(child.stdout, onLine);
  readLines(child.stderr, (line) => {
    lastErrors.push(line);
    if (lastErrors.length > KEPT_ERROR_LINES) lastErrors.shift();
    onLine(line);
  });
  const unlisten = cancellation.listen((signal) => signalGroup(child.pid, signal));
  child.on('error', (cause) => {
    reject(
      new ActionError('missing-tool', `helm cannot be started: ${cause.message}`, 'Install helm.', {
        cause,
      }),
    );
  });
  child.on('close', (code, signal) => {
    resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, lastErrors });
  });
  return await promise.finally(unlisten);
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (piece: Buffer) => {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    rest += decoder.end();
    if (rest !== '') onLine(rest);
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
