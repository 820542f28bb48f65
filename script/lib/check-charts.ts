/** Publishes packed charts to a registry on this machine, and looks at what comes back. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';
import { startRegistry } from './local-registry.js';

interface Chart {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** What is wrong with the packages in a folder, by what they are and by what a registry gives back. */
export async function checkCharts(folder: string, work: string): Promise<readonly string[]> {
  const packages = readdirSync(folder).map((file) => join(folder, file));
  const charts = readdirSync('charts').map((name) => readChart(`charts/${name}`));
  return [
    ...findMissing(
      charts,
      packages.map((path) => basename(path)),
    ),
    ...charts.flatMap(findOldNames),
    ...(await publish(folder, { charts, work })),
  ];
}

function readChart(folder: string): Chart {
  return load(readFileSync(join(folder, 'Chart.yaml'), 'utf8')) as Chart;
}

function findMissing(charts: readonly Chart[], files: readonly string[]): readonly string[] {
  const expected = charts.map(({ name, version }) => `${name}-${version}.tgz`);
  const same = expected.toSorted().join() === files.toSorted().join();
  return same ? [] : [`expected ${expected.join(', ')}, got ${files.join(', ')}`];
}

/** A README that shows a version of its chart shows this one. */
function findOldNames({ name, version }: Chart): readonly string[] {
  const readme = readFileSync(`charts/${name}/README.md`, 'utf8');
  const shown = [...readme.matchAll(/- name: (\S+)\n\s+version: (\S+)/g)];
  return shown
    .filter(([, chart, said]) => chart === name && said !== version)
    .map(([, , said = '']) => `charts/${name}/README.md names version ${said}, not ${version}`);
}

interface Published {
  readonly charts: readonly Chart[];
  readonly work: string;
}

/** Pushes twice, as the second release does that changes no chart, and pulls. */
async function publish(folder: string, { charts, work }: Published): Promise<readonly string[]> {
  const registry = await startRegistry(join(work, 'registry'));
  try {
    const where = `${registry.url}/charts`;
    const push = () =>
      spawnSync('script/lib/publish-charts', [folder, where, '--plain-http'], { encoding: 'utf8' });
    const [first, second] = [push(), push()];
    if (first.status !== 0) return [`${first.stdout}${first.stderr}`];
    const pulled = charts.flatMap((chart) => pull(where, chart, { folder, work }));
    const skipped = second.stdout.match(/is published already/g)?.length;
    return [...pulled, ...(skipped === charts.length ? [] : ['a second push is not skipped'])];
  } finally {
    await registry.stop();
  }
}

function pull(
  where: string,
  { name, version }: Chart,
  { folder, work }: { readonly folder: string; readonly work: string },
): readonly string[] {
  const into = join(work, 'pulled');
  mkdirSync(into, { recursive: true });
  const args = ['--version', version, '--destination', into, '--plain-http'];
  execFileSync('helm', ['pull', `${where}/${name}`, ...args], { stdio: 'ignore' });
  const file = `${name}-${version}.tgz`;
  const same = readFileSync(join(into, file)).equals(readFileSync(join(folder, file)));
  return same ? [] : [`${file} comes back from the registry with other bytes`];
}
