import { listOf, mappingOf, readYaml } from '../text/yaml.js';
import { isLocal } from './chart.js';
import { readText, type Get } from './fields.js';
import { type Place, readIfThere } from './host.js';
import { quote, type Report } from './problems.js';
import { isUrl } from './url.js';

/** What a login opens: an OCI registry, by host and port, or a chart repository, by its URL. */
export type LoginPlace =
  | { readonly kind: 'registry'; readonly host: string }
  | { readonly kind: 'repository'; readonly url: string };

/** A login that the inputs give. */
export interface RegistryLogin {
  readonly place: LoginPlace;
  readonly username: string;
  /** May have several lines, as the JSON key of a service account has. */
  readonly password: string;
}

/** Other inputs that decide what the login is for. */
export interface LoginTarget {
  readonly chart: string;
  readonly repo: string | undefined;
  readonly dependencyUpdate: boolean;
  readonly helmArgs: readonly string[];
}

const [USERNAME, PASSWORD] = ['registry-username', 'registry-password'] as const;
/** With these, helm would not see the login, or have two. */
const RIVALS = ['registry-config', 'repository-config', 'repository-cache', 'username'];
const IN_AN_EARLIER_STEP =
  'log in with "helm registry login --password-stdin" or "helm repo add --password-stdin" in an earlier step, and leave both inputs out.';

/**
 * Reads `registry-username` and `registry-password`; undefined where none is given. What is wrong with them, or with
 * what they are for, is reported.
 */
export function readRegistryLogin(
  get: Get,
  target: LoginTarget,
  place: Place,
): RegistryLogin | undefined {
  const username = readText(get, USERNAME);
  const password = get(PASSWORD).replace(/[\r\n]+$/, '');
  if (username === undefined && password === '') return undefined;
  const { report } = place;
  if (username === undefined || password === '') {
    reportMissing(username === undefined ? USERNAME : PASSWORD, report);
    return undefined;
  }
  checkUsername(username, report);
  checkRivals(target.helmArgs, report);
  const found = target.chart === '' ? undefined : findPlace(target, place);
  return found && { place: found, username, password };
}

function reportMissing(input: typeof USERNAME | typeof PASSWORD, report: Report): void {
  const other = input === USERNAME ? PASSWORD : USERNAME;
  report({
    input,
    expected: `a text, as ${quote(other)} is set`,
    got: 'an empty text',
    hint: 'An undefined secret is an empty text. Is it set for this repository or environment?',
  });
}

function checkUsername(username: string, report: Report): void {
  if (!/[:\p{Cc}]/u.test(username)) return;
  report({
    input: USERNAME,
    expected: 'a user name on one line, without ":"',
    // It may be a whole login.
    got: 'something else',
    hint: 'Put the password into "registry-password".',
  });
}

function checkRivals(helmArgs: readonly string[], report: Report): void {
  const rival = RIVALS.map((name) => `--${name}`).find((flag) =>
    helmArgs.some((arg) => arg === flag || arg.startsWith(`${flag}=`)),
  );
  if (rival === undefined) return;
  report({
    input: 'helm-args',
    expected: `no ${quote(rival)} beside "registry-username"`,
    got: quote(rival),
    hint: `Leave it out, or ${IN_AN_EARLIER_STEP}`,
  });
}

function findPlace(target: LoginTarget, place: Place): LoginPlace | undefined {
  const { chart, repo } = target;
  if (repo !== undefined) return { kind: 'repository', url: repo };
  const host = hostOf(chart);
  if (host !== undefined) return { kind: 'registry', host };
  if (isLocal(chart, place)) return findForLocal(target, place);
  // A path where nothing is: that is reported already.
  if (/^[./~]/.test(chart)) return undefined;
  const hint = isUrl(chart)
    ? 'Set "repo" to the URL of its repository, and "chart" to its name.'
    : `Set "repo" to the URL of its repository and "chart" to its name, or ${IN_AN_EARLIER_STEP}`;
  reportTarget(`the chart ${quote(chart)}`, hint, place);
  return undefined;
}

/** A local chart needs a login for its dependencies alone, and nobody else than their one registry is to get it. */
function findForLocal(
  { chart, dependencyUpdate }: LoginTarget,
  place: Place,
): LoginPlace | undefined {
  if (!dependencyUpdate) {
    const hint =
      'Leave both inputs out. For dependencies from oci://, set "dependency-update: true".';
    reportTarget(`the local chart ${quote(chart)}`, hint, place);
    return undefined;
  }
  const hosts = [...new Set(listRegistries(chart, place))];
  const [host] = hosts;
  if (host !== undefined && hosts.length === 1) return { kind: 'registry', host };
  const got = hosts.length === 0 ? 'no registry' : hosts.map(quote).join(' and ');
  const hint = `For others, ${IN_AN_EARLIER_STEP}`;
  reportTarget(`dependencies of the local chart from ${got}`, hint, place);
  return undefined;
}

function reportTarget(got: string, hint: string, { report }: Place): void {
  const expected =
    'a chart from oci:// or "repo", or a local one whose dependencies are from one oci:// registry';
  report({ input: USERNAME, expected, got, hint });
}

/** The hosts of the dependencies that are at `oci://`; none where Chart.yaml cannot be read: helm says so. */
function listRegistries(chart: string, { host, folder }: Place): readonly string[] {
  const text = readIfThere(host.resolve(host.resolve(folder, chart), 'Chart.yaml'), host);
  const reading = text === undefined ? undefined : readYaml(text);
  const { dependencies } = reading?.kind === 'mapping' ? reading.mapping : {};
  return listOf(dependencies).flatMap((one) => {
    const { repository } = mappingOf(one);
    return typeof repository === 'string' ? (hostOf(repository) ?? []) : [];
  });
}

/** Host and port of an `oci://` address. */
function hostOf(address: string): string | undefined {
  return /^oci:\/\/([^/?#\s]+)/i.exec(address)?.[1];
}
