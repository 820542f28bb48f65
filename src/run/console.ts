import { type Hook, nameBriefly } from '../helm/hook.js';
import { describeTries } from '../hooks/failures.js';
import type { DeployListener } from '../follow/listener.js';
import type { HookResult } from '../hooks/result.js';
import { ActionError } from '../errors.js';
import { Echo } from './echo.js';
import type { Output } from './frontend.js';
import { HookGroups } from './hook-groups.js';
import { escapeLogText, escapePlainText } from '../text/escape.js';
import type { ContainerRun } from '../hooks/targets.js';
import type { LogLine } from '../text/log-line.js';
import { showLastState } from '../text/overwritten.js';
import { formatDuration } from '../text/format.js';
import { type LogFile, openLogFile } from './log-file.js';

/**
 * The workflow log: a group for each hook, or for those at work at the same time, a prefix before every line that is
 * not our own.
 */
export interface Console extends DeployListener {
  /** One line of our own, with words of the cluster in it. */
  say(text: string): void;
  /** One line of our own words and of inputs alone. */
  announce(text: string): void;
  onHelmLine(line: string): void;
  /** Ends the group that is open, and the log file. Resolves when most of what was said is written. */
  close(): Promise<void>;
}

/** Where the log file is, and whether an input says so. */
export interface LogFilePlace {
  readonly path: string;
  readonly isGiven: boolean;
}

/**
 * Writes to stdout and, hook lines only, whole and with their times, to the log file. `redact` hides the secrets in a
 * text; lines of hooks come without any. Throws ActionError `bad-input` where the input names a file that is not ours.
 */
export function openConsole(
  output: Output,
  place: LogFilePlace,
  redact: (text: string) => string,
): Console {
  const { write } = output;
  const file = openFile(place, output);
  const plain = (text: string) => escapePlainText(redact(text));
  const groups = new HookGroups(output, plain);
  const echo = new Echo();
  return {
    ...tellOwn(output, echo, redact),
    onHookStarted: (run) => {
      groups.begin(run);
      if (run.hook.hidesLog) write(plain(describeHidden(run.hook)));
    },
    onLines: (run, container, lines) => {
      if (run.hook.isPrintedByHelm) echo.remember(lines);
      if (run.hook.hidesLog) return;
      groups.enter(run);
      writeLines(container, lines, { output, file });
    },
    onProgress: (run, text) => {
      groups.enter(run);
      write(plain(text));
    },
    ...tellRollout({ output, groups, file, plain }),
    ...warnBy(output, plain),
    onHookEnded: (result) => {
      groups.end(result);
      write(plain(describeEnd(result)));
    },
    close: () => {
      groups.leave();
      file.close();
      return output.drained();
    },
  };
}

function tellOwn(
  { write }: Output,
  echo: Echo,
  redact: (text: string) => string,
): Pick<Console, 'announce' | 'say' | 'onHelmLine'> {
  return {
    announce: (text) => write(escapeLogText(text)),
    say: (text) => write(escapeLogText(redact(text))),
    onHelmLine: (line) => {
      const shown = redact(line);
      if (!echo.has(shown)) write(`helm | ${escapeLogText(showLastState(shown))}`);
    },
  };
}

interface ConsoleParts {
  readonly output: Output;
  readonly groups: HookGroups;
  readonly file: LogFile;
  readonly plain: (text: string) => string;
}

function tellRollout({
  output,
  groups,
  file,
  plain,
}: ConsoleParts): Pick<Console, 'onRollout' | 'onContainerLines'> {
  return {
    onRollout: (text) => {
      groups.leave();
      output.write(plain(text));
    },
    onContainerLines: (container, lines) => {
      groups.leave();
      writeLines(container, lines, { output, file });
    },
  };
}

function warnBy(
  { warn }: Output,
  plain: (text: string) => string,
): Pick<Console, 'onRisk' | 'onWarning'> {
  return {
    onRisk: (_run, text) => warn(plain(text)),
    onWarning: (text) => warn(plain(text)),
  };
}

function openFile({ path, isGiven }: LogFilePlace, { warn }: Output): LogFile {
  const onBroken = (message: string) => {
    warn(escapePlainText(`The log file ${path} cannot be written: ${message}`));
  };
  const onRefused = (message: string) => {
    if (!isGiven) onBroken(message);
    else
      throw new ActionError(
        'bad-input',
        `Input "log-file": "${path}" cannot be written: ${message}`,
        'Nothing was changed in the cluster.',
      );
  };
  return openLogFile(path, { onRefused, onBroken });
}

function writeLines(
  { pod, container }: ContainerRun,
  lines: readonly LogLine[],
  { output, file }: Pick<ConsoleParts, 'output' | 'file'>,
): void {
  const prefix = `${pod}/${container}`;
  output.write(lines.map(({ text }) => `${prefix} | ${escapeLogText(text)}`).join('\n'));
  file.write(prefix, lines);
}

function describeHidden(hook: Hook): string {
  return `The log of ${nameBriefly(hook)} is not shown ("hide-logs")`;
}

function describeEnd(result: HookResult): string {
  const { hook, verdict, deciding, started, finished } = result;
  const took = Date.parse(finished) - Date.parse(started);
  const details = [
    describeTries(result),
    deciding === undefined ? '' : `exit code ${String(deciding.exitCode)}`,
    Number.isNaN(took) ? '' : formatDuration(took),
    verdict.kind === 'failed' ? verdict.reason : '',
  ];
  const sign = verdict.kind === 'succeeded' ? '✅' : '❌';
  return `${sign} ${hook.kind} ${hook.name} ${verdict.kind} (${details.filter(Boolean).join(', ')})`;
}
