import { Command as Program, CommanderError, Option } from 'commander';
import { INPUTS, makeOption, nameVariable, NO_FLAGS } from './flags.js';
import { type Command, COMMANDS, isUsedBy } from '../inputs/command.js';
import { EXIT_CODES, USAGE_ERROR } from './exit-codes.js';
import CONTRACT from './contract.json' with { type: 'json' };

/** What a command line asks for. */
export type Asked =
  | Run
  | { readonly kind: 'help'; readonly text: string }
  /** The arguments are wrong; `text` says why. */
  | { readonly kind: 'usage-error'; readonly text: string };

/** A run of a command. */
export interface Run {
  readonly kind: 'run';
  /** The values of the inputs, by their names. */
  readonly given: ReadonlyMap<string, string>;
  /** The path of the file for the report. */
  readonly summary: string | undefined;
  /** What is written to stdout: the log, or one JSON document. */
  readonly output: 'text' | 'json';
}

type Variables = Readonly<Record<string, string | undefined>>;

const DESCRIPTIONS: Readonly<Record<Command, string>> = {
  deploy: 'Deploy a release, and show the logs of its hooks while they run.',
  plan: 'Show what a deploy would change, and change nothing.',
  rollback: 'Roll a release back to an earlier revision. The database is not rolled back.',
};

const FOOTER = `
Each flag can also be set as an environment variable, such as $HELM_MIGRATE_KUBE_CONTEXT for --kube-context.
$HELM_MIGRATE_REGISTRY_PASSWORD and $HELM_MIGRATE_VALUES_INLINE have no flag, because other users of the
machine can see arguments.

Exit codes: ${listExitCodes()}.
`;

function listExitCodes(): string {
  const codes = [...Object.entries(EXIT_CODES), ['a flag or input is wrong', USAGE_ERROR] as const];
  return codes
    .toSorted(([, a], [, b]) => a - b)
    .map(([outcome, code]) => `${String(code)} ${outcome}`)
    .join(', ');
}

/** Reads the arguments of the program, without its own name. Never throws. */
export function readArguments(args: readonly string[], env: Variables): Asked {
  let written = '';
  const runs: Run[] = [];
  const program = new Program('helm-migrate')
    .description(
      'Deploys with helm, shows the logs of hook Jobs while they run, and says why a deploy failed.',
    )
    .version(CONTRACT.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (written += text),
      writeErr: (text) => (written += text),
    });
  for (const name of COMMANDS)
    addCommand(program, name).action((options: Record<string, string>) => {
      runs.push(readRun(name, options, env));
    });
  try {
    program.parse(args, { from: 'user' });
    return runs[0] ?? { kind: 'usage-error', text: program.helpInformation() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return {
      kind: error.exitCode === 0 ? 'help' : 'usage-error',
      text: written || `${error.message}\n`,
    };
  }
}

function addCommand(program: Program, name: Command) {
  const command = program
    .command(name)
    .description(DESCRIPTIONS[name])
    .allowExcessArguments(false)
    .configureHelp({ optionDescription: (option) => option.description })
    .addHelpText('after', FOOTER);
  const inputs = INPUTS.filter((input) => !(input.name in NO_FLAGS) && isUsedBy(name, input.name));
  for (const input of inputs) command.addOption(makeOption(input));
  return command
    .addOption(new Option('--summary <file>', 'The file for the report, as Markdown.'))
    .addOption(
      new Option(
        '--output <form>',
        'What to write to stdout: "text" for the log, "json" for the outputs, with the log on stderr. (default: text)',
      )
        .choices(['text', 'json'])
        .default('text'),
    );
}

function readRun(name: Command, options: Readonly<Record<string, string>>, env: Variables): Run {
  const given = new Map<string, string>();
  const flags = new Map(Object.entries(options).map(([key, value]) => [toName(key), value]));
  for (const { name: input, default: value } of INPUTS) {
    const text = NO_FLAGS[input] ?? flags.get(input) ?? env[nameVariable(input)] ?? value;
    if (text !== undefined) given.set(input, text);
  }
  given.set('command', name);
  const summary = flags.get('summary');
  if (summary !== undefined) given.set('summary', 'true');
  return { kind: 'run', given, summary, output: flags.get('output') === 'json' ? 'json' : 'text' };
}

/** commander names options in camel case. */
function toName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
