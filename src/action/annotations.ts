import type { Place } from '../run/frontend.js';
import { command, writeLine } from './commands.js';

/**
 * So many of a kind the runner keeps of a step, and so much of one
 * (https://github.com/actions/runner/blob/v2.330.0/src/Runner.Worker/ExecutionContext.cs and ActionCommandManager.cs).
 */
const MOST = 10;
const LENGTH = 4_096;

const TITLE = 'Helm Migrate';
const LINE_BEGIN = 'Warning: ';
let warnings = 0;

/**
 * A warning on the run's page. From the tenth on they are plain lines of the log: the tenth annotation is the one that
 * counts these. `message` has to be harmless in the log.
 */
export function warn(message: string): void {
  warnings += 1;
  if (warnings < MOST) command('warning', message, { title: TITLE });
  else for (const line of message.split(/\r\n|\r|\n/)) writeLine(`${LINE_BEGIN}${line}`);
}

/** Says how many warnings are lines of the log alone; to be called when there will be no more of them. */
export function countWarnings(): void {
  const more = warnings - MOST + 1;
  if (more <= 0) return;
  const are = more === 1 ? '1 more warning is' : `${String(more)} more warnings are`;
  const where = `in the log of this step, where lines begin with "${LINE_BEGIN.trim()}"`;
  command('warning', `${are} ${where}.`, { title: TITLE });
}

/** Something to know though all is well. */
export function notice(message: string): void {
  command('notice', message, { title: TITLE });
}

/** Fails the step, with the one error of the run. */
export function fail(message: string, { title, file, line }: Place): void {
  process.exitCode = 1;
  command('error', message.slice(0, LENGTH), { title, file, line });
}
