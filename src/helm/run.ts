import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable, Writable } from 'node:stream';
import { ActionError } from '../errors.js';
import type { HelmCommand } from './args.js';

/** How helm ended. A signal leaves `exitCode` undefined. */
export interface HelmExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines that helm wrote to stderr, oldest first, and before them the line with which its error begins. */
  readonly lastErrors: readonly string[];
}

/** The signals that ask our own process to end. */
export interface Signals {
  /** Aborts at the first of them. */
  readonly signal: AbortSignal;
  /** Calls `listener` for each of them, until the function that comes back is called. */
  listen(listener: (signal: NodeJS.Signals) => void): () => void;
}

/** What a run of helm needs from outside. */
export interface HelmRun {
  /** Called with every line as it is complete, the unterminated last one too. */
  readonly onLine: (line: string) => void;
  /** Called with the lines of stdout instead of `onLine`. */
  readonly onOutput?: (line: string) => void;
  readonly cancellation: Signals;
  /** What helm reads on its standard input; without it, nothing. */
  readonly input?: string;
  /** Aborts when helm is to be ended, since a hook cannot succeed. */
  readonly stop?: AbortSignal;
  /** Default is `ESCALATIONS`. */
  readonly escalations?: typeof ESCALATIONS;
}

/** What a helm gets that does not end, and how long after it was asked to, in ms. */
export type Escalation = readonly (readonly [afterMs: number, signal: NodeJS.Signals])[];

/**
 * After a cancel the runner kills us within ten seconds, and helm would leave the release pending. After a `stop`
 * nobody is in a hurry: a helm that still writes its record is let write.
 */
export const ESCALATIONS: Readonly<Record<'cancel' | 'stop', Escalation>> = {
  cancel: [
    [2_500, 'SIGTERM'],
    [4_000, 'SIGKILL'],
  ],
  stop: [
    [30_000, 'SIGTERM'],
    [60_000, 'SIGKILL'],
  ],
};
/** After a SIGKILL, what still holds helm's output is not of its group: it is waited for no longer than this. */
export const OUTPUT_LEFT_MS = 500;

const KEPT_ERROR_LINES = 50;

/**
 * Runs helm in a process group of its own and waits until all of the group have closed their output: under `helm
 * secrets` the outer process dies by the signal at once, the inner one goes on for some 10 to 300 ms. A cancel is
 * passed on to the group, and `stop` is a SIGINT: Helm 3 and 4 then mark the release `failed`. What does not end is
 * ended (`ESCALATIONS`). Throws ActionError when helm cannot be started.
 */
export async function runHelm(
  command: HelmCommand,
  { onLine, onOutput = onLine, cancellation, input, stop, escalations = ESCALATIONS }: HelmRun,
): Promise<HelmExit> {
  if (cancellation.signal.aborted) return { exitCode: undefined, signal: 'SIGINT', lastErrors: [] };
  const { promise, resolve, reject } = Promise.withResolvers<HelmExit>();
  const child = start(command, input);
  const lastErrors: string[] = [];
  readLines(child.stdout, onOutput);
  readLines(child.stderr, (line) => {
    lastErrors.push(line);
    if (lastErrors.length > KEPT_ERROR_LINES) lastErrors.splice(isError(lastErrors[0]) ? 1 : 0, 1);
    onLine(line);
  });
  const ending = new Ending(child);
  const unlisten = cancellation.listen((signal) => ending.ask(signal, escalations.cancel));
  const onStop = () => ending.ask('SIGINT', escalations.stop);
  stop?.addEventListener('abort', onStop, { once: true });
  child.on('error', (cause) => reject(explainStart(cause)));
  child.on('close', (code, signal) => {
    resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, lastErrors });
  });
  return await promise.finally(() => {
    unlisten();
    stop?.removeEventListener('abort', onStop);
    ending.over();
  });
}

/** Where helm's error begins: it may quote a text of many lines. */
function isError(line: string | undefined): boolean {
  return line?.startsWith('Error: ') ?? false;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** Sees to it that a group which was asked to end does end. */
class Ending {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly child: Child;
  private escalation: Escalation | undefined;

  constructor(child: Child) {
    this.child = child;
  }

  /** Asks once more with each signal; who asks the second time waits no longer than who asked first. */
  ask(signal: NodeJS.Signals, escalation: Escalation): void {
    signalGroup(this.child.pid, signal);
    if (this.escalation === escalation) return;
    this.escalation = escalation;
    for (const [afterMs, next] of escalation) this.later(afterMs, () => this.force(next));
  }

  over(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private force(signal: NodeJS.Signals): void {
    signalGroup(this.child.pid, signal);
    if (signal !== 'SIGKILL') return;
    this.later(OUTPUT_LEFT_MS, () => {
      this.child.stdout.destroy();
      this.child.stderr.destroy();
    });
  }

  private later(ms: number, act: () => void): void {
    this.timers.push(setTimeout(act, ms));
  }
}

/** A missing program is told later, by `error`; what cannot even be tried is thrown. */
function start({ program, args, cwd, env }: HelmCommand, input: string | undefined): Child {
  const options = { cwd, env, detached: true } as const;
  try {
    if (input === undefined)
      return spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const child = spawn(program, args, { ...options, stdio: 'pipe' });
    // A program that has ended without reading it says why.
    child.stdin.on('error', () => undefined).end(input);
    return child;
  } catch (cause) {
    throw explainStart(cause as NodeJS.ErrnoException);
  }
}

function explainStart(cause: NodeJS.ErrnoException): ActionError {
  const message = `helm cannot be started: ${cause.message}`;
  if (cause.code === 'E2BIG' || cause.code === 'ERR_INVALID_ARG_VALUE') {
    const hint =
      'An input is too long for a command line, or contains a NUL character. Use "values-inline" for it.';
    return new ActionError('bad-input', message.split('. Received', 1)[0] ?? message, hint, {
      cause,
    });
  }
  return new ActionError('missing-tool', message, 'Install helm.', { cause });
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  // A chart may have helm print a hook's whole log as one line: it is put together once, at its end.
  let begun: string[] = [];
  const end = (last: string) => {
    const line = begun.join('') + last;
    begun = [];
    return line;
  };
  stream.on('data', (piece: Buffer) => {
    const [first = '', ...others] = decoder.write(piece).split('\n');
    const rest = others.pop();
    if (rest === undefined) return void begun.push(first);
    onLine(end(first));
    for (const line of others) onLine(line);
    begun.push(rest);
  });
  stream.on('end', () => {
    const rest = end(decoder.end());
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
