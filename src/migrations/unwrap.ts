import { ANSI, ESC } from '../text/ansi.js';
import { CLOCKS } from '../text/clock.js';
import { showLastState } from '../text/overwritten.js';

/** A line of a tool, without colours and without what was put before it. */
export interface ToolLine {
  readonly text: string;
  /** What stood before it: a time, a level, a logger's name. */
  readonly prefix: string;
  /** All of the line without colours, blanks at its beginning included. */
  readonly whole: string;
  /** When the container runtime got it, RFC 3339, empty where unknown. */
  readonly time: string;
}

/** No tool's own line is longer; the text of a statement may be. */
const LENGTH = 4_000;
const JSON_LENGTH = 64_000;
/** Lines within one message of JSON. */
const LINES = 50;
/** Prefixes before one text: a time, a level, a logger. */
const PREFIXES = 5;

/** What each tool's first line has, but for those that say "migrat". */
const OPENING =
  /IGRAT|Appl|\.sql (?:\u001b\[[\d;]*m)?\(|schema\.sql|no change|lready up|is up to date|Dirty |DONE|FAIL|[|│] |\(Pending\)|\b(?:up|down) \d{8}/;

/** The last letters of such lines, and of what wraps them. */
const LAST: ReadonlySet<number> = new Set(
  [')', 'l', 'e', 's', 'E', 'L', '.', '|', '│', '}', '"', 'm'].map((letter) =>
    letter.charCodeAt(0),
  ),
);

/**
 * False of a line that cannot be a tool's first one. Each line of each log comes here, so the dear search is for those
 * whose last letter fits.
 */
export function mayTell(text: string): boolean {
  if (text.includes('igrat') || text.includes('hangeset') || mayName(text)) return true;
  return LAST.has(text.charCodeAt(text.length - 1)) && OPENING.test(text);
}

/** Of lines in which a name comes last, so that any letter may. */
function mayName(text: string): boolean {
  return (
    text.includes('/u ') ||
    text.includes('[ ] ') ||
    text.includes('[X] ') ||
    text.includes('Running upgrade ') ||
    isDated(text, 0) ||
    isDated(text, 2) ||
    FIRST_WORDS.some((words) => text.startsWith(words)) ||
    text.endsWith('dry run')
  );
}

/** Whether a name like `2026_01_01_000001_…` may begin there. */
function isDated(text: string, at: number): boolean {
  return text.startsWith('_', at + 4) && text.startsWith('_', at + 10);
}

const FIRST_WORDS = ['Using environment: ', 'Sequelize CLI [', 'Planned operations:'] as const;

/** What programs put before each line: a time, a level, a logger's name in brackets, a service's name. */
const PREFIX = new RegExp(
  [
    ...CLOCKS,
    /(?:\[(?:INFO|WARN|WARNING|ERROR|DEBUG|NOTICE|info|warn|error|debug|notice)\]|(?:INFO|WARN|WARNING|DEBUG|info|debug)\b:?)(?:\s+|(?<=:))/,
    // Spring Boot: `INFO 1 --- [app] [main] o.f.core.internal.command.DbMigrate : `
    /\d{1,9} --- (?:\[[^\][]{0,80}\] ?){0,4}[\w.$/[\]-]{1,100}\s*: /,
    // More than one letter: `[X]` is of a list.
    /\[[\w.$/:-]{2,100}\]:?(?: \([\w .$-]{1,80}\))?\s+/,
    /[\w.-]{1,60} +\| /,
    // A logger's name before a dash; before a colon only in lower case: `django.db.utils.DataError: …` is an error.
    /[\w.]{1,80}\.[\w$]{1,60} - /,
    /[a-z_]{1,40}(?:\.[a-z_\d]{1,40}){1,6}: ?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/** The lines of a tool that a log's line holds: mostly one. */
export function unwrap(raw: string, time: string): readonly ToolLine[] {
  const seen = read(cutLong(raw));
  const message = readMessage(seen.text);
  if (message === undefined) return [{ ...seen, time }];
  return message
    .slice(0, LENGTH)
    .split('\n', LINES)
    .map((line) => ({ ...read(line), time }));
}

/** An error may quote a whole file before it says which one: both ends are kept. JSON that is cut says nothing. */
function cutLong(raw: string): string {
  const length = raw.endsWith('}') || raw.endsWith('"') ? JSON_LENGTH : LENGTH;
  if (raw.length <= length) return raw;
  return `${raw.slice(0, LENGTH / 2)} … ${raw.slice(-LENGTH / 2)}`;
}

function read(text: string): Omit<ToolLine, 'time'> {
  const plain = text.includes(ESC) ? text.replace(ANSI, '') : text;
  const whole = showLastState(plain).trimEnd();
  return { ...peel(whole.trimStart()), whole };
}

function peel(text: string): Pick<ToolLine, 'prefix' | 'text'> {
  let from = 0;
  for (let count = 0; count < PREFIXES; count += 1) {
    PREFIX.lastIndex = from;
    if (!PREFIX.test(text)) break;
    from = PREFIX.lastIndex;
  }
  return from === 0
    ? { prefix: '', text }
    : { prefix: text.slice(0, from), text: text.slice(from) };
}

const LOGFMT = /\bmsg=("(?:[^"\\]|\\.)*")/;

/** The message of a log line that is JSON, or logfmt; undefined of others. */
function readMessage(text: string): string | undefined {
  if (text.startsWith('{') && text.endsWith('}')) return pickMessage(parse(text));
  const quoted = text.includes('msg="') ? LOGFMT.exec(text)?.[1] : undefined;
  const message = quoted === undefined ? undefined : parse(quoted);
  return typeof message === 'string' ? message : undefined;
}

function pickMessage(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of ['msg', 'message', 'log', 'event']) {
    const found: unknown = Reflect.get(value, key);
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
