import type { OwnFiles } from '../folder/files.js';
import type { Inputs } from '../inputs/inputs.js';
import { helmEnvironment } from './environment.js';
import { chartFlags, clusterFlags, flag, toggle, valueFlags } from './flags.js';
import { nameChart } from './own-config.js';

/** One run of helm, ready to start. */
export interface HelmCommand {
  /** The helm that was found, by its absolute path: another may be found by its name alone. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder that relative paths in `args` start from. */
  readonly cwd: string;
}

/** What the command needs beside the inputs. */
export interface HelmFacts {
  /** The absolute path of helm. */
  readonly helm: string;
  /** Our own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: OwnFiles;
  /** The workflow run's URL, where there is one. */
  readonly runUrl: string | undefined;
  /** The commit that is deployed, where it is known. */
  readonly commit: string | undefined;
}

const SHORT_COMMIT_LENGTH = 7;

/**
 * Builds `helm secrets upgrade --install`, without `secrets` where the backend is `none`. Every value is in one
 * argument with its flag, and `--` before the names: nothing that is given can become a flag.
 */
export function buildHelmCommand(inputs: Inputs, facts: HelmFacts): HelmCommand {
  return buildUpgrade(inputs, facts, waitFlags(inputs));
}

/**
 * The same command as a question: helm renders the chart with what the cluster knows, changes nothing, and writes the
 * release as JSON, with its Secrets in plain.
 */
export function buildPlanCommand(inputs: Inputs, facts: HelmFacts): HelmCommand {
  return buildUpgrade(inputs, facts, ['--dry-run=server', '--output=json']);
}

function buildUpgrade(inputs: Inputs, facts: HelmFacts, more: readonly string[]): HelmCommand {
  const { chart, repo } = nameChart(inputs, facts.files);
  return {
    program: facts.helm,
    args: [
      ...(inputs.secretsBackend === 'none' ? [] : ['secrets']),
      ...['upgrade', '--install'],
      ...chartFlags({ ...inputs, repo }),
      ...clusterFlags(inputs),
      ...valueFlags(inputs, facts.files),
      ...more,
      ...flag('history-max', inputs.historyMax),
      ...flag('description', describeDeploy(inputs.description, facts)),
      ...inputs.helmArgs,
      ...['--', inputs.release, chart],
    ],
    env: helmEnvironment(inputs, facts),
    cwd: inputs.workingDirectory,
  };
}

/**
 * Builds `helm rollback <release> <revision> --wait`. It takes the values from the records: nothing is decrypted.
 */
export function buildRollbackCommand(
  inputs: Inputs,
  facts: HelmFacts,
  revision: number,
): HelmCommand {
  return {
    program: facts.helm,
    args: [
      'rollback',
      ...flag('kube-context', inputs.kubeContext),
      ...flag('namespace', inputs.namespace),
      '--wait',
      ...toggle('wait-for-jobs', inputs.waitForJobs),
      ...flag('timeout', inputs.timeout),
      ...flag('history-max', inputs.historyMax),
      ...['--', inputs.release, String(revision)],
    ],
    env: helmEnvironment(inputs, facts),
    cwd: inputs.workingDirectory,
  };
}

/**
 * What `helm history` says of the revision instead of `Upgrade complete`: the words given and the run's URL. Helm
 * itself replaces it when the deploy fails. Undefined, so helm's own, where neither is known.
 */
export function describeDeploy(
  given: string | undefined,
  { runUrl, commit }: Pick<HelmFacts, 'runUrl' | 'commit'>,
): string | undefined {
  if (runUrl === undefined) return given;
  if (given?.includes(runUrl)) return given;
  const what = given ?? (commit ? `Deploy of ${commit.slice(0, SHORT_COMMIT_LENGTH)}` : 'Deploy');
  return `${what} by ${runUrl}`;
}

function waitFlags(inputs: Inputs): readonly string[] {
  return [
    ...flag('timeout', inputs.timeout),
    // Bare: Helm 3 takes a boolean here, Helm 4 a strategy.
    ...toggle('wait', inputs.wait || inputs.atomic),
    ...toggle('wait-for-jobs', inputs.waitForJobs),
  ];
}
