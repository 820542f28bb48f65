import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';

// What the runner is told before helm has started, and what helm waits for. @actions/core brings an HTTP client, which
// takes
// as long to load as all the rest: it is loaded for the results, while helm runs. The protocol:
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands

/** The text of an input as it was given; empty where it was not. */
export function readInput(name: string): string {
  return process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '';
}

/** Saves a value for the post step, which gets it as `$STATE_<name>`. */
export function saveState(name: string, value: string): void {
  const file = process.env['GITHUB_STATE'];
  if (file) appendFileSync(file, describeValue(name, value));
  else command(`save-state name=${name}`, value);
}

/**
 * A name of ours and its value, whatever is in it, as a file of the runner's takes it: the value ends with the first
 * line that is the delimiter, so that is one which the value does not hold.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Worker/FileCommandManager.cs
 */
export function describeValue(name: string, value: string): string {
  let delimiter = 'END_OF_VALUE';
  while (value.includes(delimiter)) delimiter += '_';
  return [`${name}<<${delimiter}`, value, delimiter, ''].join(EOL);
}

/** Has the runner write `***` instead of a text from now on. */
export function maskSecret(secret: string): void {
  command('add-mask', secret);
}

/** Begins a group of lines that can be folded. Groups do not nest. */
export function startGroup(title: string): void {
  command('group', title);
}

/** Ends the group that is open. */
export function endGroup(): void {
  command('endgroup', '');
}

/** A line of the log. The text must be no command. */
export function say(text: string): void {
  process.stdout.write(`${text}${EOL}`);
}

/** An annotation of the run. */
export function warn(message: string): void {
  command('warning', message);
}

/** A line that is shown when debugging is on. */
export function debug(message: string): void {
  command('debug', message);
}

function command(name: string, message: string): void {
  const text = message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::${name}::${text}${EOL}`);
}
