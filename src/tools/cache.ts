import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  type Stats,
} from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, rename } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { removeTree } from '../folder/tree.js';
import type { Environment } from '../inputs/host.js';

/** What an entry of the cache must hold, and nothing else: its files by their paths, with their sums or sizes. */
export type Content = ReadonlyMap<string, { readonly sha256?: string; readonly bytes?: number }>;

/** Where tools are kept. */
export interface Cache {
  readonly root: string;
  /** Undefined where the system does not tell. */
  readonly user: number | undefined;
}

const READABLE = 0o755;
const OTHERS_MAY_WRITE = 0o022;
/** At these, helm cuts lists of folders, or helm-secrets what it starts. */
const CUT_AT = /[:,"\s]/;
const ROOT = 0;
const STALE_MS = 24 * 60 * 60 * 1_000;

/**
 * The folder that tools are kept in: ours in the runner's tool cache, or one in `ownFolder`, which goes with the step,
 * where that is missing or cannot be written to.
 */
export function openCache(env: Environment, ownFolder: string, user: number | undefined): Cache {
  const shared = env['RUNNER_TOOL_CACHE'] || env['AGENT_TOOLSDIRECTORY'];
  if (shared?.startsWith('/') && !CUT_AT.test(shared)) {
    const root = join(shared, 'helm-migrate');
    if (isOurs(root)) return { root, user };
  }
  return { root: join(ownFolder, 'tools'), user };
}

/** Another user may have made it, as a job in a container does. */
function isOurs(root: string): boolean {
  try {
    mkdirSync(root, { recursive: true, mode: READABLE });
    accessSync(root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether an entry can be used: it has exactly its files, all of them ours or root's, in folders that nobody else can
 * write to, none a link. A file's sum is compared where it is known, else its size.
 */
export function isTrusted({ root, user }: Cache, folder: string, content: Content): boolean {
  try {
    if (![root, folder].every((path) => isSafe(lstatSync(path), user))) return false;
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => !entry.isDirectory());
    const paths = new Set(files.map((entry) => pathOf(entry, folder)));
    return (
      paths.size === content.size &&
      found.every((entry) => isSafe(lstatSync(join(entry.parentPath, entry.name)), user)) &&
      [...content].every(([path, is]) => paths.has(path) && holds(join(folder, path), is))
    );
  } catch {
    return false;
  }
}

function pathOf(entry: Dirent, folder: string): string {
  return relative(folder, join(entry.parentPath, entry.name));
}

function isSafe(stats: Stats, user: number | undefined): boolean {
  const isOwners = user === undefined || stats.uid === user || stats.uid === ROOT;
  const isPlain = stats.isFile() || stats.isDirectory();
  return isPlain && isOwners && (stats.mode & OTHERS_MAY_WRITE) === 0;
}

function holds(path: string, { sha256, bytes }: { sha256?: string; bytes?: number }): boolean {
  if (bytes !== undefined && lstatSync(path).size !== bytes) return false;
  if (sha256 === undefined) return true;
  return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

/**
 * Makes an entry: `fill` gets a new folder beside it, which takes its name when all is in it. Another job may be at the
 * same: who is first wins, unless what it left cannot be used. Throws what the disk says.
 */
export async function install(
  folder: string,
  fill: (folder: string) => Promise<void>,
  isGood: () => boolean,
): Promise<void> {
  const above = dirname(folder);
  await mkdir(above, { recursive: true, mode: READABLE });
  await removeStale(above);
  const made = await mkdtemp(join(above, '.new-'));
  try {
    await fill(made);
    await chmod(made, READABLE);
    await moveTo(made, folder, isGood);
  } catch (error) {
    await removeTree(made).catch(() => undefined);
    throw error;
  }
}

async function moveTo(made: string, folder: string, isGood: () => boolean): Promise<void> {
  const isMoved = await rename(made, folder).then(() => true, refuseOthers);
  if (isMoved) return;
  if (isGood()) {
    await removeTree(made);
    return;
  }
  const old = await mkdtemp(join(dirname(folder), '.old-'));
  await rename(folder, join(old, 'it'));
  await rename(made, folder);
  await removeTree(old).catch(() => undefined);
}

/** False where something stands there already. */
function refuseOthers(error: unknown): false {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
  throw error;
}

/** What a killed job has left is removed when it is a day old. */
async function removeStale(above: string): Promise<void> {
  for (const name of await readdir(above)) {
    if (!/^\.(?:new|old)-/.test(name)) continue;
    const path = join(above, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS)
      await removeTree(path).catch(() => undefined);
  }
}
