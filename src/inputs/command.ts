import { type Get, readText } from './fields.js';
import { quote, type Report } from './problems.js';

/** What a run does. */
export type Command = 'deploy' | 'plan' | 'rollback';

/** All of them; the first one is the default. */
export const COMMANDS = ['deploy', 'plan', 'rollback'] as const satisfies readonly [
  Command,
  ...Command[],
];

/**
 * The values of these inputs in a rollback, which ignores what the user set: chart and values come from the revision's
 * record, so nothing is downloaded or decrypted. A rollback always waits until the workloads are ready.
 */
const IN_ROLLBACK: Readonly<Record<string, string>> = {
  ...{ chart: '', version: '', repo: '', 'registry-username': '', 'registry-password': '' },
  ...{ 'dependency-update': 'false', 'create-namespace': 'false', description: '' },
  ...{ values: '', 'values-inline': '', 'secrets-backend': 'none', 'helm-args': '' },
  ...{ set: '', 'set-string': '', 'set-file': '', 'set-json': '', 'set-literal': '' },
  ...{ wait: 'true', atomic: 'false', 'require-hook': 'false' },
};

/** Reads the inputs for a command: those that it ignores have a fixed value. */
export function readForCommand(get: Get, command: Command): Get {
  if (command !== 'rollback') return get;
  return (name) => IN_ROLLBACK[name] ?? get(name);
}

/** The command that a text names; undefined where it names none. */
export function findCommand(text: string): Command | undefined {
  return COMMANDS.find((command) => command === text.trim());
}

/** Inputs of one command alone: another one refuses them. */
const ONLY: Readonly<Record<string, Command>> = {
  ...{ revision: 'rollback', 'plan-set': 'plan', 'migrations-path': 'plan' },
};

/** Whether a command uses an input. */
export function isUsedBy(command: Command, input: string): boolean {
  if (command === 'rollback' && IN_ROLLBACK[input] !== undefined) return false;
  return (ONLY[input] ?? command) === command;
}

/** Whether an input may have a value with this command; where it has one and may not, that is reported. */
export function checkUse(get: Get, input: string, { command, report }: Use): boolean {
  const text = readText(get, input);
  if (text === undefined || isUsedBy(command, input)) return true;
  const expected = `no value with "command: ${command}"`;
  const hint = `Set "command: ${ONLY[input] ?? ''}", or leave "${input}" out.`;
  report({ input, expected, got: quote(text.split(/[\n=]/, 1)[0] ?? ''), hint });
  return false;
}

interface Use {
  readonly command: Command;
  readonly report: Report;
}

/** The revision to roll back to; undefined if the input is empty or wrong. */
export function readRevision(get: Get, command: Command, report: Report): number | undefined {
  const input = 'revision';
  const text = readText(get, input);
  if (text === undefined) return undefined;
  if (!checkUse(get, input, { command, report })) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const hint = 'List the revisions with: helm history <release>';
  report({ input, expected: 'a revision of the release, such as 3', got: quote(text), hint });
  return undefined;
}
