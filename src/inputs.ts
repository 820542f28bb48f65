import { ActionError } from './errors.js';
import { checkChart } from './inputs/chart.js';
import { readCluster } from './inputs/cluster.js';
import { readDuration } from './inputs/duration.js';
import {
  readBoolean,
  readCount,
  readLines,
  readText,
  readWord,
  type Get,
} from './inputs/fields.js';
import { checkHelmArgs } from './inputs/helm-args.js';
import type { Host } from './inputs/host.js';
import { quote, toError, type Problem, type Report } from './inputs/problems.js';
import { checkNamespace, checkRelease, checkRepo } from './inputs/names.js';
import { checkSet } from './inputs/set.js';
import type { EncryptedFile } from './inputs/sops.js';
import { checkValues, checkValuesInline } from './inputs/values.js';
import type { KubeconfigSource } from './kube/kubeconfig.js';

/** All inputs of action.yml, checked and resolved: every path that we open ourselves is absolute. */
export interface Inputs {
  readonly release: string;
  /** As given: a path counts from `workingDirectory`. */
  readonly chart: string;
  readonly version: string | undefined;
  readonly repo: string | undefined;
  readonly dependencyUpdate: boolean;
  readonly workingDirectory: string;
  /** The input, else the context's, else `default`. */
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly kubeconfig: KubeconfigSource;
  /** The input as given; undefined means the kubeconfig's current context. */
  readonly kubeContext: string | undefined;
  /** The API server's URL, for messages. */
  readonly server: string;
  /** As given, in order: paths (from `workingDirectory`), URLs, helm-secrets' forms. */
  readonly values: readonly string[];
  /** Those of `values` that sops has encrypted, with the keys that can open them. */
  readonly encryptedValues: readonly EncryptedFile[];
  /** YAML text; wins over `values`. */
  readonly valuesInline: string | undefined;
  readonly set: SetValues;
  /** As given, a Go duration. */
  readonly timeout: string;
  readonly timeoutSeconds: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  /** 0 keeps every revision; undefined leaves it to helm. */
  readonly historyMax: number | undefined;
  readonly description: string | undefined;
  readonly helmArgs: readonly string[];
  readonly secretsBackend: SecretsBackend;
  /** Absolute; undefined means a place of our own under RUNNER_TEMP. */
  readonly logFile: string | undefined;
  readonly summary: boolean;
}

/** `none` means plain `helm upgrade --install`, without helm-secrets. */
export type SecretsBackend = 'sops' | 'vals' | 'none';

/** Items of `set` and its kin, each `key=value` in helm's syntax. */
export interface SetValues {
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setJson: readonly string[];
  readonly setLiteral: readonly string[];
}

/** How `set` and its kin are called in action.yml, and where they go. */
const SET_INPUTS = {
  set: 'set',
  setString: 'set-string',
  setFile: 'set-file',
  setJson: 'set-json',
  setLiteral: 'set-literal',
} as const;

/**
 * Reads and checks all inputs. `get` gives an input's text untrimmed, with the defaults of action.yml.
 * Throws one `bad-input` that names everything that is wrong, or `unsupported-runner`.
 */
export function parseInputs(get: Get, host: Host): Inputs {
  checkRunner(host);
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const inputs = read(get, host, report);
  const [first, ...others] = problems;
  if (first !== undefined) throw toError([first, ...others]);
  return inputs;
}

function read(get: Get, host: Host, report: Report): Inputs {
  const workingDirectory = readFolder(get, host, report);
  const place = { host, folder: workingDirectory };
  const secretsBackend = readWord(get, 'secrets-backend', ['sops', 'vals', 'none'], report);
  const kubeContext = readText(get, 'kube-context');
  const cluster = readCluster(get('kubeconfig'), { ...place, context: kubeContext }, report);
  const values = readLines(get, 'values');
  const timeout = get('timeout').trim();
  const repo = checkRepo(readText(get, 'repo'), report);
  const helmArgs = checkHelmArgs(readLines(get, 'helm-args'), report);
  return {
    release: checkRelease(get('release').trim(), report),
    chart: checkChart(get('chart').trim(), { ...place, repo, helmArgs }, report),
    version: readText(get, 'version'),
    repo,
    dependencyUpdate: readBoolean(get, 'dependency-update', report),
    workingDirectory,
    namespace: checkNamespace(readText(get, 'namespace'), report) ?? cluster.namespace,
    createNamespace: readBoolean(get, 'create-namespace', report),
    kubeconfig: cluster.kubeconfig,
    kubeContext,
    server: cluster.server,
    values,
    encryptedValues: checkValues(values, { ...place, backend: secretsBackend }, report),
    valuesInline: checkValuesInline(get('values-inline'), report),
    set: readSet(get, place, report),
    timeout,
    timeoutSeconds: readDuration(timeout, 'timeout', report),
    ...readWaiting(get, report),
    historyMax: readCount(get, 'history-max', report),
    description: readText(get, 'description')?.replace(/\s+/g, ' '),
    helmArgs,
    secretsBackend,
    logFile: readLogFile(get, place, report),
    summary: readBoolean(get, 'summary', report),
  };
}

/** Throws where the runner is none that the action knows. */
function checkRunner({ platform, arch }: Host): void {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return;
  throw new ActionError(
    'unsupported-runner',
    `The runner is ${platform} ${arch}; the action runs on Linux, x64 or arm64.`,
    'Use "runs-on: ubuntu-latest" or another Linux runner.',
  );
}

function readFolder(get: Get, host: Host, report: Report): string {
  const given = readText(get, 'working-directory');
  const folder = host.resolve(host.workspace, given ?? '.');
  const kind = host.kindOf(folder);
  if (kind === 'folder') return folder;
  const got =
    kind === 'file' ? `${quote(given ?? folder)}, which is a file` : quote(given ?? folder);
  report({
    input: 'working-directory',
    expected: 'a folder that exists',
    got,
    hint: 'Does a step before check the repository out?',
  });
  return host.workspace;
}

interface Place {
  readonly host: Host;
  readonly folder: string;
}

function readSet(get: Get, place: Place, report: Report): SetValues {
  const items = (key: keyof SetValues): readonly string[] =>
    checkSet(SET_INPUTS[key], readLines(get, SET_INPUTS[key]), place, report);
  return {
    set: items('set'),
    setString: items('setString'),
    setFile: items('setFile'),
    setJson: items('setJson'),
    setLiteral: items('setLiteral'),
  };
}

function readWaiting(get: Get, report: Report): Pick<Inputs, 'wait' | 'waitForJobs'> {
  const wait = readBoolean(get, 'wait', report);
  const waitForJobs = readBoolean(get, 'wait-for-jobs', report);
  if (waitForJobs && !wait) {
    report({
      input: 'wait-for-jobs',
      expected: '"wait: true" beside it',
      got: '"wait: false"',
      hint: 'helm waits for Jobs only when it waits at all.',
    });
  }
  return { wait, waitForJobs };
}

function readLogFile(get: Get, { host, folder }: Place, report: Report): string | undefined {
  const given = readText(get, 'log-file');
  if (given === undefined) return undefined;
  const path = host.resolve(folder, given);
  if (host.kindOf(path) === 'folder' || given.endsWith('/')) {
    report({
      input: 'log-file',
      expected: 'the path of a file',
      got: `${quote(given)}, which is a folder`,
      hint: 'Name the file in it.',
    });
  }
  return path;
}
