import { cutMiddle } from '../text/format.js';

const ERROR_LENGTH = 2_000;

/** What ends an error of several lines: a blank one, a log line of helm or helm-secrets, or the next error. */
const ERROR_END = /^\s*$|^Error: |^level=|^\[helm-secrets\]/;

/**
 * Helm's own error in what it wrote to stderr, whole and on one line: the first `Error:` with the lines that go
 * on from it, since under `helm secrets` a second one only says that the plugin failed.
 */
export function readHelmError(stderr: readonly string[]): string {
  const first = stderr.findIndex((line) => line.startsWith('Error: '));
  if (first === -1) return stderr.findLast((line) => line.trim() !== '')?.trim() ?? '';
  const rest = stderr.slice(first + 1);
  const end = rest.findIndex((line) => ERROR_END.test(line));
  const details = end === -1 ? rest : rest.slice(0, end);
  return joinLines(stderr[first]?.slice('Error: '.length).trim() ?? '', details);
}

const BULLET = /^\s*- /;

/** Lines as one sentence: what follows a colon, or is indented, goes on; an item of a list comes after a semicolon. */
function joinLines(first: string, lines: readonly string[]): string {
  return lines.reduce((said, line) => {
    const goesOn = said.endsWith(':') || (/^\s/.test(line) && !BULLET.test(line));
    return `${said}${goesOn ? '' : ';'} ${line.replace(BULLET, '').trim()}`;
  }, first);
}

/** The same as part of a sentence. */
export function findHelmError(stderr: readonly string[]): string {
  return shortenError(readHelmError(stderr));
}

/** An error as part of a sentence: an API server may quote a whole object before it says what is wrong with it. */
export function shortenError(text: string): string {
  return cutMiddle(text, ERROR_LENGTH);
}
