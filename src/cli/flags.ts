import { CommanderError, Option } from 'commander';
import CONTRACT from './contract.json' with { type: 'json' };

/** An input of action.yml, as the command line knows it. */
export interface Input {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
}

/** All of them, in the order of action.yml. */
export const INPUTS: readonly Input[] = CONTRACT.inputs;

/** Inputs that only a GitHub workflow has, or that are set in another way here, with their values. */
export const NO_FLAGS: Readonly<Record<string, string>> = {
  command: '',
  summary: 'false',
  comment: 'never',
  'comment-environment': '',
  'github-token': '',
};
/** Descriptions of inputs whose description in action.yml is about a workflow. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  kubeconfig:
    'The path of the kubeconfig. Default: $KUBECONFIG, a list of paths, or ~/.kube/config.',
  'working-directory': 'The folder that relative paths start from.',
  values:
    'A values file, plain or encrypted. Later files win. URLs and secrets:// work as in helm and helm-secrets.',
  set: "key=value, as for helm's --set. No secrets and no references to secrets.",
  'set-string': "key=value, as for helm's --set-string.",
  'set-file': "key=path, as for helm's --set-file.",
  'set-json': "key=JSON, as for helm's --set-json. Lists and objects need --secrets-backend=none.",
  'set-literal': "key=value, as for helm's --set-literal. The value is passed unchanged.",
  'plan-set':
    'key=value, as for --set, for the dry run of the hooks of the chart, such as migrate.dryRun=true. The plan runs the hooks that come before the workloads as <release>-plan, shows which migrations are pending, and deletes the hooks.',
  'migrations-path':
    'A folder or file of migrations in the repository. It has an effect only in GitHub Actions, on a pull request.',
  'helm-args': 'One more argument for helm upgrade, as --helm-args=--flag.',
  'hide-logs':
    'A hook whose log is not shown; * matches any characters. Its exit code is still shown.',
  'tool-checksums': 'The SHA-256 sum of a tool: "<tool> <version> <platform> <SHA-256>".',
  'log-file':
    "The file for the complete log of the hooks. Default: a file in the system's folder for temporary files.",
};
/** Other users of the machine can see the arguments of a command. */
const SECRET: ReadonlySet<string> = new Set(['registry-password', 'values-inline']);
const LISTS: ReadonlySet<string> = new Set([
  ...['values', 'set', 'set-string', 'set-file', 'set-json', 'set-literal', 'plan-set'],
  ...['hide-logs', 'helm-args', 'tool-checksums', 'migrations-path'],
]);
const PREFIX = 'HELM_MIGRATE_';

/** The flag of an input. The flag of a secret is an error that names the environment variable to set instead. */
export function makeOption(input: Input): Option {
  const { name, default: value } = input;
  const description = OWN_WORDS[name] ?? input.description;
  if (SECRET.has(name)) return refuse(name);
  const isSwitch = value === 'true' || value === 'false';
  const shape = isSwitch ? '[boolean]' : LISTS.has(name) ? '<item>' : '<text>';
  const repeat = LISTS.has(name) ? ' Repeat the flag for more.' : '';
  const preset = value === undefined || value === '' ? '' : ` (default: ${value})`;
  const option = new Option(`--${name} ${shape}`, `${description}${repeat}${preset}`);
  if (isSwitch) return option.preset('true');
  if (!LISTS.has(name)) return option;
  return option.argParser((item: string, before: string | undefined) =>
    before === undefined ? item : `${before}\n${item}`,
  );
}

function refuse(name: string): Option {
  const variable = nameVariable(name);
  return new Option(`--${name} <text>`).hideHelp().argParser(() => {
    throw new CommanderError(
      1,
      'helm-migrate.secret',
      `error: --${name} would be visible to other users of the machine. Set $${variable} instead.`,
    );
  });
}

/** The name of the environment variable that sets an input. */
export function nameVariable(input: string): string {
  return `${PREFIX}${input.toUpperCase().replaceAll('-', '_')}`;
}
