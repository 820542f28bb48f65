import { type ChartInputs, NO_CHART, readChart } from './chart-inputs.js';
import { type KubeconfigSource, readCluster } from './cluster.js';
import { checkTemplates } from './evaluate-templates.js';
import { readBoolean, readCount, readLines, readText, readWord, type Get } from './fields.js';
import { checkHelmArgs } from './helm-args.js';
import type { Host, Place } from './host.js';
import { checkNamespace, checkRelease } from './names.js';
import { type Command, COMMANDS, readForCommand, readRevision } from './command.js';
import { readFolder } from './paths.js';
import { toError, type Problem, type Report } from './problems.js';
import { type Policy, readPolicy } from './policy.js';
import { type Reporting, readReporting } from './reporting.js';
import { readPlanSet } from './plan-set.js';
import { checkRunner } from './runner.js';
import { readSet, type SetValues } from './set.js';
import type { EncryptedFile } from './sops.js';
import { findStale } from './stale.js';
import { readTools, type ToolChoice } from './tool-versions.js';
import { checkValuesInline } from './values-inline.js';
import { checkValues } from './values.js';
import { readWaiting } from './waiting.js';

/** All inputs of action.yml, checked and resolved: every path that we open ourselves is absolute. */
export interface Inputs extends ChartInputs, Reporting {
  readonly command: Command;
  readonly release: string;
  /** Where a rollback leads; undefined means the revision that was deployed before. */
  readonly revision: number | undefined;
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
  /** Paths of decrypted copies beside those, which are not used. */
  readonly staleDecrypted: readonly string[];
  /** YAML text; wins over `values`. */
  readonly valuesInline: string | undefined;
  readonly set: SetValues;
  /** Items as those of `set`, with which the chart's hooks do a dry run in a plan; none: they are not run. */
  readonly planSet: readonly string[];
  /** As given, a Go duration. */
  readonly timeout: string;
  readonly timeoutSeconds: number;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  /** What keeps a hook from starting, and others may fix, is waited for so long; undefined never ends helm early. */
  readonly failFastMs: number | undefined;
  /** What to do about other deploys' leftovers. */
  readonly policy: Policy;
  /** Roll back when helm fails, as ours and not helm's. */
  readonly atomic: boolean;
  /** 0 keeps every revision; undefined leaves it to helm. */
  readonly historyMax: number | undefined;
  readonly description: string | undefined;
  readonly helmArgs: readonly string[];
  readonly secretsBackend: SecretsBackend;
  /** Which tools the action sets up, and from where. */
  readonly tools: ToolChoice;
  /** What GitHub's API is asked with; undefined where none is given. */
  readonly githubToken: string | undefined;
}

/** `none` means plain `helm upgrade --install`, without helm-secrets. */
export type SecretsBackend = 'sops' | 'vals' | 'none';

const BACKENDS = ['sops', 'vals', 'none'] as const;

/**
 * Reads and checks all inputs. `get` gives an input's text untrimmed, with the defaults of action.yml.
 * Throws one `bad-input` that names everything that is wrong, or `unsupported-runner`.
 */
export function parseInputs(get: Get, host: Host): Inputs {
  checkRunner(host);
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const inputs = readCommand(withoutNul(get, report), host, report);
  const [first, ...others] = problems;
  if (first !== undefined) throw toError([first, ...others]);
  return inputs;
}

/** A program's arguments end at a NUL: where one came, what is behind it would be lost. */
function withoutNul(get: Get, report: Report): Get {
  const reported = new Set<string>();
  return (name) => {
    const text = get(name);
    if (!text.includes('\0')) return text;
    const expected = 'text without NUL characters';
    if (!reported.has(name))
      report({
        input: name,
        expected,
        got: 'text with NUL characters',
        hint: 'Is it a binary file?',
      });
    reported.add(name);
    return text.replaceAll('\0', '');
  };
}

function readCommand(get: Get, host: Host, report: Report): Inputs {
  const command = readWord(get, 'command', { words: COMMANDS, report });
  const revision = readRevision(get, command, report);
  return { revision, ...read(readForCommand(get, command), { command, host, report }) };
}

function read(
  get: Get,
  { command, host, report }: Pick<Inputs, 'command'> & Pick<Place, 'host' | 'report'>,
): Omit<Inputs, 'revision'> {
  const place: Place = { host, ...readFolder(get, host, report), report };
  const secretsBackend = readWord(get, 'secrets-backend', { words: BACKENDS, report });
  checkTemplates(secretsBackend, host.env, report);
  const kubeContext = readText(get, 'kube-context');
  const cluster = readCluster(get('kubeconfig'), kubeContext, place);
  const values = readLines(get, 'values');
  const encryptedValues = checkValues(values, place, secretsBackend);
  const helmArgs = checkHelmArgs(readLines(get, 'helm-args'), report);
  const release = checkRelease(get('release').trim(), report);
  return {
    command,
    release,
    ...(command === 'rollback' ? NO_CHART : readChart(get, place, { helmArgs, encryptedValues })),
    workingDirectory: place.folder,
    kubeContext,
    ...cluster,
    namespace: checkNamespace(readText(get, 'namespace'), report) ?? cluster.namespace,
    createNamespace: readBoolean(get, 'create-namespace', report),
    values,
    encryptedValues,
    staleDecrypted: findStale(encryptedValues, values, place),
    valuesInline: checkValuesInline(get('values-inline'), secretsBackend, report),
    set: readSet(get, place, secretsBackend),
    planSet: readPlanSet(get, { ...place, command, release, helmArgs, backend: secretsBackend }),
    ...readWaiting(get, report),
    policy: readPolicy(get, report),
    atomic: readBoolean(get, 'atomic', report),
    historyMax: readCount(get, 'history-max', report),
    description: readText(get, 'description')?.replace(/[\s\p{Cc}]+/gu, ' '),
    helmArgs,
    secretsBackend,
    tools: readTools(get, report),
    githubToken: readText(get, 'github-token'),
    ...readReporting(get, place, command),
  };
}
