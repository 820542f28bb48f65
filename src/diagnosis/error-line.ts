import { type LogLine, GAP_MARK } from '../text/log-line.js';
import { cutText } from '../text/format.js';

/** It goes into a sentence; lines of megabytes were seen. */
const LINE_LENGTH = 1_000;
const ERROR_LENGTH = 2_000;

/** Words that a line with a cause mostly has. Only chooses what to show; nothing is steered by it. */
const TELLING =
  /\b(error|err|fatal|failed|failure|panic|denied|refused|cannot|exception|unable|invalid|not found)\b/i;

/**
 * The line of a log that most likely says what went wrong: the last with a telling word, else the last; none of our
 * own.
 */
export function findTellingLine(log: readonly Pick<LogLine, 'text'>[]): string {
  const lines = log
    .map(({ text }) => text.trim())
    .filter((text) => /\w/.test(text) && !text.startsWith(GAP_MARK.trim()));
  return cutText(lines.findLast((text) => TELLING.test(text)) ?? lines.at(-1) ?? '', LINE_LENGTH);
}

/** The same of a text of several lines. */
export function findTellingText(text: string): string {
  return findTellingLine(text.split('\n').map((line) => ({ text: line })));
}

/** What ends an error of several lines: a blank one, a log line of helm or helm-secrets, or the next error. */
const ERROR_END = /^\s*$|^Error: |^level=|^\[helm-secrets\]/;

/**
 * Helm's own error in what it wrote to stderr, on one line: the first `Error:` with the lines that go
 * on from it, since under `helm secrets` a second one only says that the plugin failed.
 */
export function findHelmError(stderr: readonly string[]): string {
  const first = stderr.findIndex((line) => line.startsWith('Error: '));
  if (first === -1) {
    return cutText(stderr.findLast((line) => line.trim() !== '')?.trim() ?? '', ERROR_LENGTH);
  }
  const rest = stderr.slice(first + 1);
  const end = rest.findIndex((line) => ERROR_END.test(line));
  const details = end === -1 ? rest : rest.slice(0, end);
  const more = details.map((line) => (/^\s/.test(line) ? ` ${line.trim()}` : `; ${line.trim()}`));
  const whole = [stderr[first]?.slice('Error: '.length).trim(), ...more];
  return cutText(whole.join(''), ERROR_LENGTH);
}
