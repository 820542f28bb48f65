import type { Writable } from 'node:stream';
import { drain } from '../run/drain.js';
import type { Output } from '../run/frontend.js';

/** How a terminal is written to. */
export interface Style {
  readonly colors: boolean;
  /** Show what helps to find a bug of ours. */
  readonly debug: boolean;
}

const RESET = '\u001b[0m';
const CODES = { bold: '\u001b[1m', dim: '\u001b[2m', red: '\u001b[1;31m', yellow: '\u001b[33m' };

/** A log for people: groups are headings, and what warns or fails says so at its beginning. */
export function openTerminal(stream: Writable, { colors, debug }: Style): Output {
  const write = (text: string) => {
    stream.write(`${text}\n`);
  };
  const paint = (code: keyof typeof CODES, text: string) =>
    colors ? `${CODES[code]}${text}${RESET}` : text;
  const tell = (code: keyof typeof CODES, word: string, message: string) => {
    const [first = '', ...more] = message.split(/\r\n|\r|\n/);
    write([`${paint(code, `${word}:`)} ${first}`, ...more.map((line) => `  ${line}`)].join('\n'));
  };
  return {
    write,
    startGroup: (title) => write(`\n${paint('bold', `── ${title}`)}`),
    endGroup: () => undefined,
    warn: (message) => tell('yellow', 'Warning', message),
    notice: (message) => tell('bold', 'Note', message),
    fail: (message, { title }) => {
      write('');
      tell('red', 'Error', `${title}\n${message}`);
    },
    // What others print is not ours: all that we print ourselves has no secrets by then.
    mask: () => undefined,
    debug: (message) => {
      if (debug) tell('dim', 'Debug', message);
    },
    drained: () => drain(stream),
  };
}

/**
 * Whether to write colors: https://no-color.org, and FORCE_COLOR as Node reads it
 * (https://nodejs.org/docs/latest-v24.x/api/cli.html#force_color1-2-3).
 */
export function wantsColors(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (env['NO_COLOR']) return false;
  const { FORCE_COLOR: forced } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
