import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type Hook, nameBriefly } from '../helm/hook.js';
import { describeTries } from '../hooks/failures.js';
import type { DeployListener } from '../follow/listener.js';
import type { HookResult } from '../hooks/result.js';
import { ActionError } from '../errors.js';
import { warn } from './annotations.js';
import { Echo } from './echo.js';
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
  /** Resolves when most of what was said is written, so that who waits for it never says too much at once. */
  readonly written: () => Promise<void>;
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
export function openConsole(place: LogFilePlace, redact: (text: string) => string): Console {
  const file = openFile(place);
  const plain = (text: string) => escapePlainText(redact(text));
  const groups = new HookGroups(plain);
  const echo = new Echo();
  return {
    announce: (text) => write(escapeLogText(text)),
    say: (text) => write(escapeLogText(redact(text))),
    onHelmLine: (line) => {
      const shown = redact(line);
      if (!echo.has(shown)) write(`helm | ${escapeLogText(showLastState(shown))}`);
    },
    onHookStarted: (run) => {
      groups.begin(run);
      if (run.hook.hidesLog) write(plain(describeHidden(run.hook)));
    },
    onLines: (run, container, lines) => {
      if (run.hook.isPrintedByHelm) echo.remember(lines);
      if (run.hook.hidesLog) return;
      groups.enter(run);
      writeLines(container, lines, file);
    },
    onProgress: (run, text) => {
      groups.enter(run);
      write(plain(text));
    },
    ...tellRollout({ groups, file, plain }),
    ...warnBy(plain),
    onHookEnded: (result) => {
      groups.end(result);
      write(plain(describeEnd(result)));
    },
    written: () => drain(process.stdout),
    close: () => {
      groups.leave();
      file.close();
      return drain(process.stdout);
    },
  };
}

interface ConsoleParts {
  readonly groups: HookGroups;
  readonly file: LogFile;
  readonly plain: (text: string) => string;
}

function tellRollout({
  groups,
  file,
  plain,
}: ConsoleParts): Pick<Console, 'onRollout' | 'onContainerLines'> {
  return {
    onRollout: (text) => {
      groups.leave();
      write(plain(text));
    },
    onContainerLines: (container, lines) => {
      groups.leave();
      writeLines(container, lines, file);
    },
  };
}

function warnBy(plain: (text: string) => string): Pick<Console, 'onRisk' | 'onWarning'> {
  return {
    onRisk: (_run, text) => warn(plain(text)),
    onWarning: (text) => warn(plain(text)),
  };
}

function openFile({ path, isGiven }: LogFilePlace): LogFile {
  const onBroken = (message: string) => warnOfFile(path, message);
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

function warnOfFile(path: string, message: string): void {
  warn(escapePlainText(`The log file ${path} cannot be written: ${message}`));
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

function writeLines(
  { pod, container }: ContainerRun,
  lines: readonly LogLine[],
  file: LogFile,
): void {
  const prefix = `${pod}/${container}`;
  write(lines.map(({ text }) => `${prefix} | ${escapeLogText(text)}`).join('\n'));
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

/** A stream that has failed is waited for no more: whose it is tells of it. */
async function drain(stream: Writable): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, 'drain').catch(() => undefined);
}
