import { isMapping, readYaml } from '../text/yaml.js';
import { complainOfDeparture } from './bounds.js';
import { checkChartValues } from './chart-values.js';
import { complainOfCredentials } from './url-credentials.js';
import type { Host, Place } from './host.js';
import { quote } from './problems.js';
import type { EncryptedFile } from './sops.js';
import { isUrl } from './url.js';

/** Other inputs that decide where helm looks for a chart. */
interface Lookup {
  readonly repo: string | undefined;
  /** Further arguments of helm: one may name another list of repositories. */
  readonly helmArgs: readonly string[];
  /** What of `values` is decrypted. */
  readonly encryptedValues: readonly EncryptedFile[];
}

const INPUT = 'chart';

/**
 * Checks the chart as far as it is ours: a path must hold a chart. `repo/name`, URLs and `oci://` are helm's to judge,
 * and so is any name when `repo` is given.
 */
export function checkChart(chart: string, place: Place, lookup: Lookup): string {
  const credentials = complainOfCredentials(chart);
  if (credentials !== undefined) {
    place.report({ input: INPUT, ...credentials });
    return chart;
  }
  const problem = complain(chart, { ...place, ...lookup });
  if (problem !== undefined)
    place.report({ input: INPUT, expected: 'a chart', got: quote(chart), hint: problem });
  else if (lookup.repo === undefined && isLocal(chart, place)) checkPath(chart, place, lookup);
  return chart;
}

/**
 * Whether helm takes it for a path where no `repo` is given: one of that name is there, also where the system follows
 * `link/..` to it.
 */
export function isLocal(chart: string, { host, folder }: Place): boolean {
  const isThere = host.kindOf(host.resolve(folder, chart)) !== 'missing';
  return isThere || host.realPath(`${folder}/${chart}`) !== undefined;
}

function checkPath(chart: string, place: Place, { encryptedValues }: Lookup): void {
  const departure = complainOfDeparture(chart, place);
  if (departure !== undefined) place.report({ input: INPUT, ...departure });
  else checkChartValues(chart, place, encryptedValues);
}

function complain(chart: string, place: Place & Lookup): string | undefined {
  if (chart === '') return 'Give a path, repo/name, a URL or oci://.';
  if (chart.startsWith('-')) return 'It must not begin with "-". Write a path as ./-name.';
  if (place.repo !== undefined || isUrl(chart)) return undefined;
  const path = place.host.resolve(place.folder, chart);
  switch (place.host.kindOf(path)) {
    case 'folder':
      return complainOfFolder(path, place.host);
    case 'file':
      return /\.(tgz|tar\.gz)$/.test(chart)
        ? undefined
        : 'Give a .tgz file, or the folder that holds Chart.yaml.';
    case 'missing':
      return complainOfMissing(chart, path, place);
  }
}

function complainOfFolder(path: string, host: Host): string | undefined {
  if (host.kindOf(host.resolve(path, 'Chart.yaml')) === 'file') return undefined;
  return `There is no Chart.yaml in ${quote(path)}.`;
}

function complainOfMissing(chart: string, path: string, place: Place & Lookup): string | undefined {
  const missing = `${quote(path)} does not exist. Check that an earlier step checks it out, and that "working-directory" is correct.`;
  if (/^[./~]/.test(chart)) return missing;
  const [repository, ...name] = chart.split('/');
  if (name.length === 0)
    return `${missing} For a chart from a repository, also set "repo", or write repo/name.`;
  if (repository === undefined || mayKnow(repository, place)) return undefined;
  return `${missing} Helm also has no repository named ${quote(repository)}. Add it with "helm repo add" in an earlier step, or set "repo".`;
}

/** Whether helm may have a repository of that name in its list (helm v4.3.1, `pkg/helmpath`). */
function mayKnow(repository: string, { host, helmArgs }: Place & Lookup): boolean {
  if (helmArgs.some((arg) => arg.startsWith('--repository-config'))) return true;
  const { HELM_REPOSITORY_CONFIG: own, HELM_CONFIG_HOME: helm, XDG_CONFIG_HOME: xdg } = host.env;
  const home = helm || host.resolve(xdg || host.resolve(host.home, '.config'), 'helm');
  const path = own || host.resolve(home, 'repositories.yaml');
  if (host.kindOf(path) !== 'file') return false;
  try {
    const reading = readYaml(host.readText(path));
    const entries = reading.kind === 'mapping' ? reading.mapping['repositories'] : undefined;
    return (
      !Array.isArray(entries) ||
      entries.some((entry) => isMapping(entry) && entry['name'] === repository)
    );
  } catch {
    return true;
  }
}
