/**
 * Brings src/tools/checksums.ts up to date from what the publishers say, and prints what changed. A sum that the table
 * has otherwise is never replaced: it is printed, and the exit code is 1. `script/update-tool-checksums`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareVersions, type Line, merge, readLines, sumIn, TOOLS } from './checksum-lines.js';

const TABLE = join(import.meta.dirname, '../../src/tools/checksums.ts');
const PLATFORMS = ['linux-amd64', 'linux-arm64'];
const REPOSITORIES: Readonly<Record<string, string>> = {
  helm: 'helm/helm',
  'helm-secrets': 'jkroepke/helm-secrets',
  sops: 'getsops/sops',
  vals: 'helmfile/vals',
};
const OF_PLUGIN = ['plugin.yaml', 'plugins/*/plugin.yaml', 'scripts'];
/** The oldest versions that are of use; older ones are not added. */
const OLDEST: Readonly<Record<string, string>> = {
  helm: '3.18.0',
  'helm-secrets': '4.7.7',
  sops: '3.12.1',
  vals: '0.44.0',
};

/** Fetches a text; `base` stands for `https:/`, so that a local server can stand for all hosts. */
async function get(base: string, path: string): Promise<string> {
  const response = await fetch(`${base}/${path}`);
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}.`);
  return await response.text();
}

/** The files that a publisher's list names, by platform, and where the list is. */
function listOf(
  tool: string,
  version: string,
  platform: string,
): readonly [list: string, file: string] {
  const release = `github.com/${REPOSITORIES[tool] ?? ''}/releases/download/v${version}`;
  const dotted = platform.replace('-', '.');
  switch (tool) {
    case 'helm': {
      const file = `helm-v${version}-${platform}.tar.gz`;
      return [`get.helm.sh/${file}.sha256sum`, file];
    }
    case 'sops':
      return [`${release}/sops-v${version}.checksums.txt`, `sops-v${version}.${dotted}`];
    default:
      return [
        `${release}/vals_${version}_checksums.txt`,
        `vals_${version}_${platform.replace('-', '_')}.tar.gz`,
      ];
  }
}

/** What publishers say of one version of a tool. */
export async function ask(tool: string, version: string, base: string): Promise<readonly Line[]> {
  if (tool === 'helm-secrets') return sumFiles(version, base);
  return await Promise.all(
    PLATFORMS.map(async (platform) => {
      const [list, file] = listOf(tool, version, platform);
      const sum = sumIn(await get(base, list), file);
      return { key: `${tool} ${version} ${platform}`, sum, source: list };
    }),
  );
}

function sumFiles(version: string, base: string): readonly Line[] {
  const folder = mkdtempSync(join(tmpdir(), 'helm-secrets-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const address = `${base}/github.com/jkroepke/helm-secrets`;
    git(
      '-c',
      'advice.detachedHead=false',
      'clone',
      '--depth=1',
      `--branch=v${version}`,
      address,
      '.',
    );
    const source = `jkroepke/helm-secrets@${git('rev-parse', 'HEAD').slice(0, 8)}`;
    const paths = git('ls-files', '-z', ...OF_PLUGIN)
      .split('\0')
      .filter((path) => path !== '');
    return paths.map((path) => {
      const sum = createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex');
      return { key: `helm-secrets ${version} ${path}`, sum, source };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The released versions of a tool that are not older than what is of use. */
async function listVersions(tool: string, base: string): Promise<readonly string[]> {
  const text = await get(
    base,
    `api.github.com/repos/${REPOSITORIES[tool] ?? ''}/releases?per_page=100`,
  );
  const releases = JSON.parse(text) as readonly { tag_name: string; prerelease: boolean }[];
  return releases
    .filter(({ prerelease, tag_name: tag }) => !prerelease && /^v\d+\.\d+\.\d+$/.test(tag))
    .map(({ tag_name: tag }) => tag.slice(1))
    .filter((version) => compareVersions(version, OLDEST[tool] ?? '0') >= 0);
}

async function main([tool, version]: readonly string[], base: string): Promise<void> {
  const text = readFileSync(TABLE, 'utf8');
  const found: Line[] = [];
  for (const one of tool === undefined ? TOOLS : [tool])
    for (const each of version === undefined ? await listVersions(one, base) : [version])
      found.push(...(await ask(one, each, base)));
  const { lines, added, conflicts } = merge(readLines(text), found);
  const table = lines.map(({ key, sum, source }) => `${key} ${sum} ${source}\n`).join('');
  writeFileSync(
    TABLE,
    text.replace(/(`\n)[^`]*(`;)/, (_all, start: string, end: string) => start + table + end),
  );
  for (const { key, sum, source } of added) console.log(`+ ${key} ${sum} (${source})`);
  for (const { key, sum, source } of conflicts)
    console.error(
      `! ${key}: the table has another sum than ${sum} (${source}). Find out why before anything else.`,
    );
  console.log(
    `${String(added.length)} new, ${String(conflicts.length)} that differ, ${String(lines.length)} in all`,
  );
  if (conflicts.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main(process.argv.slice(2), process.env['HM_TOOLS_BASE'] ?? 'https:/');
