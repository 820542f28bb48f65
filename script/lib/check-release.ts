/**
 * Uses what script/release has made as its users do; `script/release --check` starts it, with a tag and a folder. Prints
 * a line for each part, and ends with exit code 1 if one is not as it should be.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCharts } from './check-charts.js';
import { startAction } from './check-start.js';
import { findRefused } from './marketplace.js';

const [tag = '', folder = ''] = process.argv.slice(2);
const name = `helm-migrate-${tag}`;
const work = mkdtempSync(join(tmpdir(), 'check-release-'));
const unpacked = join(work, name);

/** A part, and what is wrong with it. */
type Part = readonly [string, () => Promise<readonly string[]> | readonly string[]];

const PARTS: readonly Part[] = [
  ['the checksums', checkSums],
  ['the action, from its archive', () => startAction(unpacked, work)],
  ['what the marketplace asks', () => findRefused(read('action.yml'), readdirSync(unpacked))],
  ['the SBOM', checkSbom],
  ['the command line', checkCommandLine],
  ['the charts, through a registry', () => checkCharts(join(folder, 'charts'), work)],
];

const read = (file: string) => readFileSync(join(unpacked, file), 'utf8');

/** Each file is listed, but the notes, and the charts, which a registry names by their own sum. */
function checkSums(): readonly string[] {
  const lines = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const listed = new Map(lines.map((line) => line.split('  ').reverse() as [string, string]));
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const other = new Set(['SHA256SUMS', 'notes.md']);
  const wrong = files
    .map((file) => file.name)
    .filter((file) => !other.has(file) && listed.get(file) !== sumOf(join(folder, file)));
  const missing = [...listed.keys()].filter((file) => !files.some((one) => one.name === file));
  return [...wrong, ...missing].map((file) => `${file} is not as SHA256SUMS says`);
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

interface Bom {
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

/** The packages whose licences are in the bundle are those of the SBOM. */
function checkSbom(): readonly string[] {
  const [, list = ''] = read('dist/licenses.txt').split('\n\n');
  const shipped = new Set(list.split('\n').map((line) => line.split(' ').slice(0, 2).join(' ')));
  const bom = JSON.parse(readFileSync(join(folder, `${name}.cdx.json`), 'utf8')) as Bom;
  const named = new Set(bom.components.map((one) => `${one.name} ${one.version}`));
  return [
    ...[...shipped].filter((one) => !named.has(one)).map((one) => `${one} is in dist/ alone`),
    ...[...named].filter((one) => !shipped.has(one)).map((one) => `${one} is in the SBOM alone`),
  ];
}

/** The program starts and is of the tag's version, and the package has the same one. */
function checkCommandLine(): readonly string[] {
  const program = join(folder, 'helm-migrate.js');
  const packed = join(folder, `helm-migrate-${tag.slice(1)}.tgz`);
  execFileSync('tar', ['xzf', packed, '-C', work]);
  const ask = (flag: string) =>
    execFileSync(process.execPath, [program, flag], { encoding: 'utf8' }).trim();
  const version = ask('--version');
  return [
    ...(ask('--help').includes('rollback') ? [] : ['--help does not name the commands']),
    ...(version === tag.slice(1)
      ? []
      : [`--version is ${version}, expected ${tag.slice(1)}: npm run tables && npm run build`]),
    ...(sumOf(join(work, 'package/helm-migrate.js')) === sumOf(program)
      ? []
      : ['the package has another program than the release']),
  ];
}

async function main(): Promise<void> {
  execFileSync('tar', ['xzf', join(folder, `${name}.tar.gz`), '-C', work]);
  for (const [part, check] of PARTS) {
    const wrong = await check();
    console.log(`${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${part}`);
    for (const one of wrong) console.log(`       ${one}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
}

try {
  await main();
} finally {
  rmSync(work, { recursive: true });
}
