import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Environment } from '../inputs/host.js';
import type { ToolChoice } from '../inputs/tool-versions.js';
import { type Cache, type Content, isTrusted, openCache } from './cache.js';
import type { Placed } from './environment.js';
import { explainUnknown } from './failure.js';
import type { ToolPlan } from './plan.js';
import { keepPlugins, type RunnerPlugin } from './runner-plugins.js';
import type { Wanted } from './source.js';
import { type ChecksumTable, makeTable } from './table.js';
import { layOut } from './verify.js';

/** What setting up needs from outside. */
export interface Surroundings {
  readonly choice: ToolChoice;
  /** As `platformOf` names it. */
  readonly platform: string;
  readonly env: Environment;
  /** Who we are; undefined where the system does not tell. */
  readonly user: number | undefined;
  /** A folder that goes with the step. */
  readonly ownFolder: string;
  /** The plugins that helm would have without us, and the folders that it looks for them in. */
  readonly plugins: readonly RunnerPlugin[];
  readonly pluginFolders: readonly string[];
}

/** A tool, what its entry in the cache is, and how a download is known to be the right one. */
export interface Entry {
  readonly wanted: Wanted;
  readonly folder: string;
  readonly sums: Sums;
}

/** The sum of one download, or those of the files in it; `layout` says which of them is needed where. */
export type Sums =
  | { readonly kind: 'download'; readonly sha256: string }
  | {
      readonly kind: 'files';
      readonly files: ReadonlyMap<string, string>;
      readonly layout: ReadonlyMap<string, string>;
    };

/** Tools of ours: where they are, or will be, and what of them is not there yet. */
export interface SetUp {
  /** The absolute path of helm; undefined where it is the runner's. */
  readonly helm: string | undefined;
  readonly placed: Placed;
  readonly cache: Cache;
  readonly missing: readonly Entry[];
}

/** The file of an entry that has the size of its program. */
export const SIZE_FILE = 'bytes';

const SHORT = 12;

/**
 * Says where the tools of a plan are, and looks which are in the cache. Nothing is fetched. Throws ActionError
 * `missing-tool` for a version that could not be verified.
 */
export function findPlaces(plan: ToolPlan, around: Surroundings): SetUp {
  const table = makeTable(around.choice.checksums);
  const cache = openCache(around.env, around.ownFolder, around.user);
  const entries = plan.wanted.map((wanted) => toEntry(wanted, { plan, table, around, cache }));
  const folderOf = (tool: string) => entries.find(({ wanted }) => wanted.tool === tool)?.folder;
  const [helm, plugins] = [folderOf('helm'), folderOf('helm-secrets')];
  const decrypter = (['sops', 'vals'] as const).find((tool) => folderOf(tool) !== undefined);
  const programs = entries.filter(({ sums }) => sums.kind === 'download');
  return {
    helm: helm === undefined ? undefined : join(helm, 'helm'),
    placed: {
      folders: programs.map(({ folder }) => folder),
      plugins: plugins === undefined ? undefined : placePlugins(plugins, plan.major, around),
      decrypter,
    },
    cache,
    missing: entries.filter((entry) => !isThere(entry, cache)),
  };
}

/** Whether a tool is in the cache, and can be trusted. */
export function isThere({ wanted, folder, sums }: Entry, cache: Cache): boolean {
  const content = sums.kind === 'files' ? contentOf(sums) : readContent(wanted, folder);
  return content !== undefined && isTrusted(cache, folder, content);
}

function contentOf({ files, layout }: Sums & { kind: 'files' }): Content {
  return new Map(
    [...layout].map(([path, from]) => [path, { sha256: files.get(from) ?? 'not known' }]),
  );
}

/** Undefined where the entry is not whole. */
function readContent({ tool }: Wanted, folder: string): Content | undefined {
  try {
    const bytes = Number(readFileSync(join(folder, SIZE_FILE), 'utf8'));
    return new Map([
      [tool, { bytes }],
      [SIZE_FILE, {}],
    ]);
  } catch {
    return undefined;
  }
}

interface Facts {
  readonly plan: ToolPlan;
  readonly table: ChecksumTable;
  readonly around: Surroundings;
  readonly cache: Cache;
}

/** An entry's name has what it must hold: what another table calls the same version is another entry. */
function toEntry(wanted: Wanted, { plan, table, around, cache }: Facts): Entry {
  const { platform } = around;
  const { tool, version } = wanted;
  const sums = findSums(wanted, { plan, table, platform });
  if (sums === undefined) throw explainUnknown(wanted, platform, table.versionsOf(tool, platform));
  const part = sums.kind === 'files' ? `helm${String(plan.major ?? '')}` : platform;
  const sum = sums.kind === 'files' ? sumOf(contentOf(sums)) : sums.sha256;
  const name = `${tool}-${version}-${part}-${sum.slice(0, SHORT)}`;
  return { wanted, folder: join(cache.root, name), sums };
}

function findSums(
  { tool, version }: Wanted,
  { plan, table, platform }: Pick<Facts, 'plan' | 'table'> & { readonly platform: string },
): Sums | undefined {
  if (tool !== 'helm-secrets') {
    const sha256 = table.sumOf(tool, version, platform);
    return sha256 === undefined ? undefined : { kind: 'download', sha256 };
  }
  const files = table.filesOf(version);
  if (files.size === 0) return undefined;
  return { kind: 'files', files, layout: layOut(files.keys(), plan.major ?? 4) };
}

function sumOf(content: Content): string {
  const lines = [...content].map(([path, { sha256 = '' }]) => `${path} ${sha256}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * The value of `$HELM_PLUGINS`: our folder, then the runner's. Where one of those has a plugin that helm cannot load
 * beside ours, links to all the others stand in its place.
 */
function placePlugins(ours: string, major: number | undefined, around: Surroundings): string {
  const kept = keepPlugins(around.plugins, major);
  if (kept.length === around.plugins.length) return [ours, ...around.pluginFolders].join(':');
  const links = join(around.ownFolder, 'plugins');
  mkdirSync(links, { mode: 0o700 });
  kept.forEach(({ folder }, index) => {
    symlinkSync(folder, join(links, `${String(index)}-${basename(folder)}`));
  });
  return [ours, links].join(':');
}
