import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findNeedles, type Needle } from './needles.js';

/** Where a step could have left a secret. */
export interface Places {
  /** All files in and below them are read. */
  readonly folders: readonly string[];
  /** Only what changed since `since` is read. */
  readonly workspaces: readonly string[];
  /** In ms since the epoch. */
  readonly since: number;
  /** Folders that may hold secrets yet: their content is not read. */
  readonly but?: RegExp;
}

const MAX_BYTES = 64 << 20;
const NEVER_OURS = /^(node_modules|\.git|dist)$/;
/** Folders of tests, which may run at the same time, and of their tools. */
const OF_TESTS = /^(helm-migrate-(e2e-|act\.)|fault-proxy-|slow-registry-|jest|node-compile-cache)/;
/**
 * What a step's programs call what they put there: helm, sops, mktemp; others on the machine may put what they like.
 */
const MAY_BE_OURS = /^(helm|sops|vals|kube|tmp)/i;
/** What the file system rounds times by. */
const ROUNDING_MS = 10;

/** The secrets that lie in files, each as a sentence that names secret and file. */
export function scanDisk(needles: readonly Needle[], places: Places): readonly string[] {
  const since = places.since - ROUNDING_MS;
  const files = [
    ...places.folders.flatMap((folder) => listFiles(folder, { since: 0, but: places.but })),
    ...places.workspaces.flatMap((folder) => listFiles(folder, { since, but: NEVER_OURS })),
  ];
  return files.flatMap((path) =>
    findNeedles(needles, readFile(path)).map((name) => `${name} is in ${path}`),
  );
}

/** What was made in the system's folder for temporary files since then, and may be a step's. */
export function newInTmp(since: number): readonly string[] {
  return readdirSync(tmpdir())
    .filter((name) => MAY_BE_OURS.test(name) && !OF_TESTS.test(name))
    .map((name) => join(tmpdir(), name))
    .filter((path) => (statOf(path)?.birthtimeMs ?? 0) >= since - ROUNDING_MS);
}

/** A log without the lines by which the runner is told of secrets, which it does not print. */
export function withoutMasks(log: string): string {
  return log.replaceAll(/^::add-mask::.*\n?/gm, '');
}

/** The secrets in a log, but for the lines by which the runner is told of them. */
export function scanLog(needles: readonly Needle[], log: string): readonly string[] {
  return findNeedles(needles, Buffer.from(withoutMasks(log))).map(
    (name) => `${name} is in the log`,
  );
}

interface Filter {
  readonly since: number;
  readonly but: RegExp | undefined;
}

function listFiles(path: string, filter: Filter): readonly string[] {
  const stat = statOf(path);
  if (stat === undefined || filter.but?.test(basename(path)) === true) return [];
  // A file that is moved keeps its time of modification.
  if (stat.isFile()) return Math.max(stat.mtimeMs, stat.ctimeMs) >= filter.since ? [path] : [];
  if (!stat.isDirectory()) return [];
  return readNames(path).flatMap((name) => listFiles(join(path, name), filter));
}

/** Links are not followed; what goes away meanwhile is gone. */
function statOf(path: string) {
  return lstatSync(path, { throwIfNoEntry: false });
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readFile(path: string): Buffer {
  const { size = 0 } = statOf(path) ?? {};
  if (size > MAX_BYTES) throw new Error(`${path} is too large to be looked through`);
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
