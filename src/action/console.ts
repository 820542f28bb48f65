import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { describeTries } from '../hooks/failures.js';
import type { DeployListener } from '../follow/listener.js';
import type { HookResult } from '../hooks/result.js';
import { ActionError } from '../errors.js';
import { warn } from './commands.js';
import { Echo } from './echo.js';
import { escapeLogText, escapePlainText } from '../text/escape.js';
import type { ContainerRun } from '../hooks/targets.js';
import type { LogLine } from '../text/log-line.js';
import { formatDuration } from '../text/format.js';
import { WorkflowLog } from './workflow-log.js';
import { type LogFile, openLogFile } from './log-file.js';

/** The workflow log: a group for each hook, a prefix before every line that is not our own. */
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
  const log = new WorkflowLog(plain);
  const echo = new Echo();
  const show = showLines(log, file);
  return {
    ...tellOurs(log, redact),
    onHelmLine: (line) => {
      const shown = redact(line);
      if (!echo.has(shown)) log.write(`helm | ${escapeLogText(shown)}`);
    },
    onHookStarted: (run) => {
      log.enter(run);
    },
    onLines: (run, container, lines) => {
      log.enter(run);
      if (run.hook.isPrintedByHelm) echo.remember(lines);
      show(container, lines);
    },
    ...tellRollout(log, { show, plain }),
    onProgress: (run, text) => {
      log.enter(run);
      log.write(plain(text));
    },
    ...warnBy(plain),
    onHookEnded: (result) => {
      log.leave();
      log.write(plain(describeEnd(result)));
    },
    written: () => drain(process.stdout),
    close: () => {
      log.leave();
      file.close();
      return drain(process.stdout);
    },
  };
}

type Show = (container: ContainerRun, lines: readonly LogLine[]) => void;

function showLines(log: WorkflowLog, file: LogFile): Show {
  return ({ pod, container }, lines) => {
    const prefix = `${pod}/${container}`;
    log.write(lines.map(({ text }) => `${prefix} | ${escapeLogText(text)}`).join('\n'));
    file.write(prefix, lines);
  };
}

function tellRollout(
  log: WorkflowLog,
  { show, plain }: { readonly show: Show; readonly plain: (text: string) => string },
): Pick<Console, 'onRollout' | 'onContainerLines'> {
  return {
    onRollout: (text) => {
      log.leave();
      log.write(plain(text));
    },
    onContainerLines: (container, lines) => {
      log.leave();
      show(container, lines);
    },
  };
}

function tellOurs(
  log: WorkflowLog,
  redact: (text: string) => string,
): Pick<Console, 'announce' | 'say'> {
  return {
    announce: (text) => log.writeLine(text),
    say: (text) => log.writeLine(redact(text)),
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
