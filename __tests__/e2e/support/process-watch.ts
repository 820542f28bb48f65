import { readdirSync, readFileSync } from 'node:fs';
import { findNeedles, type Needle } from './needles.js';

/** Looks at a process and all that it has started, until it is stopped. */
export interface ProcessWatch {
  /** Looks once more, and returns what must not be, each in words and once. */
  stop(): readonly string[];
  /** How many command lines were seen. */
  readonly seen: () => number;
}

/** What the processes may have. */
export interface ProcessRules {
  readonly needles: readonly Needle[];
  /** What the workflow itself has put into the environment; undefined where environments are not looked at. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
}

const PERIOD_MS = 20;
/**
 * Most processes are short and come one upon the other; where none came for so many looks, only each fifth is taken.
 */
const QUIET_LOOKS = 50;
const QUIET_SHARE = 5;
/** What the runner tells a step alone. */
const RUNNERS_OWN =
  /^(INPUT_.*|STATE_.*|ACTIONS_RUNTIME_TOKEN|GITHUB_(OUTPUT|STATE|ENV|PATH|STEP_SUMMARY))$/;

/** Watches the command lines of a step's process and its descendants, and the environments of the descendants. */
export function watchProcesses(root: number, rules: ProcessRules): ProcessWatch {
  // By pid, with the arguments of the parent: before a process has become another program it has those, and the
  // parent's environment.
  const known = new Map([[root, '']]);
  const seen = new Set<string>();
  const wrong = new Set<string>();
  let newest = '';
  const look = () => {
    const before = newest;
    newest = newestPid();
    for (const [pid, parents] of known) {
      const line = readProc(pid, 'cmdline');
      if (line === undefined) {
        known.delete(pid);
        continue;
      }
      const text = line.toString('latin1');
      // A map goes on with what is added to it meanwhile, so children of children are looked at in the same turn.
      const children = newest === before ? [] : childrenOf(pid).filter((it) => !known.has(it));
      for (const child of children) known.set(child, text);
      const key = `${String(pid)} ${text}`;
      if (text === parents || seen.has(key)) continue;
      seen.add(key);
      for (const what of judgeLine(line, rules)) wrong.add(what);
      if (pid === root || rules.env === undefined) continue;
      for (const what of judgeEnvironment(programOf(line), readProc(pid, 'environ'), rules))
        wrong.add(what);
    }
  };
  look();
  let quiet = 0;
  const timer = setInterval(() => {
    quiet += 1;
    if (quiet > QUIET_LOOKS && quiet % QUIET_SHARE !== 0) return;
    const before = seen.size;
    look();
    if (seen.size > before) quiet = 0;
  }, PERIOD_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return [...wrong];
    },
    seen: () => seen.size,
  };
}

/** What must not be in a command line, as everyone on the machine can read it. */
export function judgeLine(line: Buffer, { needles }: ProcessRules): readonly string[] {
  return findNeedles(needles, line).map(
    (name) => `${name} is in the arguments of ${programOf(line)}`,
  );
}

/** What must not be in the environment of a process that the step has started. */
export function judgeEnvironment(
  program: string,
  environ: Buffer | undefined,
  { needles, env }: ProcessRules,
): readonly string[] {
  const variables = (environ?.toString('latin1') ?? '')
    .split('\0')
    .filter((it) => it.includes('='));
  return variables.flatMap((variable) => {
    const [name = ''] = variable.split('=', 1);
    if (RUNNERS_OWN.test(name)) return [`${program} has $${name}`];
    const bytes = Buffer.from(variable, 'latin1');
    if (bytes.toString() === `${name}=${env?.[name] ?? ''}`) return [];
    return findNeedles(needles, bytes).map((secret) => `${secret} is in $${name} of ${program}`);
  });
}

function programOf(line: Buffer): string {
  return line.toString('latin1').split('\0').slice(0, 2).join(' ').slice(0, 100);
}

/** Where it has not changed nothing has begun on the whole machine, and nobody's children need be looked at. */
function newestPid(): string {
  return readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1) ?? '';
}

/** Each thread may have started some. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${String(pid)}/task`).flatMap((thread) =>
      (readProc(pid, `task/${thread}/children`)?.toString() ?? '')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

function readProc(pid: number, name: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`);
  } catch {
    return undefined;
  }
}
