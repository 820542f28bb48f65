/** A line of a step's log that tells the runner to do something. */
export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/**
 * What the runner has a handler for, whatever the case of its letters; `internal-set-repo-path` is for its own plugins
 * only.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Worker/ActionCommandManager.cs
 */
const COMMANDS: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

/**
 * The commands that the runner finds in what a step prints. It reads with .NET's `StreamReader.ReadLine`, for which
 * a carriage return ends a line too.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Sdk/ProcessInvoker.cs
 */
export function listCommands(output: string): readonly RunnerCommand[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => readCommand(line) ?? []);
}

/**
 * The command that one line is for the runner: `::name key=value,key=value::data` behind white space, else
 * `##[name key=value;key=value]data` anywhere.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Common/ActionCommand.cs
 */
export function readCommand(line: string): RunnerCommand | undefined {
  for (const find of [findExactly, findLinguistically]) {
    const command = parseV2(line.replace(WHITE_SPACE, ''), find) ?? parseV1(line, find);
    if (command !== undefined) return command;
  }
  return undefined;
}

/** Where a text is within another from an index on; -1 where it is not. */
type Find = (text: string, key: string, from: number) => number;

const findExactly: Find = (text, key, from) => text.indexOf(key, from);

/**
 * The runner calls `IndexOf(string)` and `StartsWith(string)`, which compare as its culture does where ICU is
 * installed: characters that have no weight do not count.
 * https://learn.microsoft.com/dotnet/api/system.string.indexof?view=net-8.0#system-string-indexof(system-string)
 */
const findLinguistically: Find = (text, key, from) => {
  if (!WEIGHTLESS.test(text)) return -1;
  const letters = Array.from(key, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
  const pattern = new RegExp(letters.join(`${WEIGHTLESS.source}*`), 'gu');
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
};

const WEIGHTLESS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\p{DI}]/u;

/** `Char.IsWhiteSpace`, which is what `TrimStart` takes away. */
const WHITE_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function parseV2(message: string, find: Find): RunnerCommand | undefined {
  if (!startsWith(message, '::', find)) return undefined;
  const end = find(message, '::', 2);
  if (end < 0) return undefined;
  const data = message.slice(end + 2);
  return readParts(message.slice(2, end), data, ',');
}

function startsWith(text: string, key: string, find: Find): boolean {
  const at = find(text, key, 0);
  return at !== -1 && Array.from(text.slice(0, at)).every((letter) => WEIGHTLESS.test(letter));
}

function parseV1(message: string, find: Find): RunnerCommand | undefined {
  const start = find(message, '##[', 0);
  if (start < 0) return undefined;
  const end = message.indexOf(']', start);
  if (end < 0) return undefined;
  return readParts(message.slice(start + 3, end), message.slice(end + 1), ';');
}

function readParts(info: string, data: string, separator: string): RunnerCommand | undefined {
  const space = info.indexOf(' ');
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  if (!COMMANDS.has(name)) return undefined;
  const pairs = space < 1 ? [] : info.slice(space + 1).split(separator);
  const properties = pairs
    .map((pair) => /^=*([^=]+)=(.+)$/s.exec(pair))
    .map((match) => [match?.[1]?.trim() ?? '', unescape(match?.[2] ?? '')] as const)
    .filter(([key]) => key !== '');
  return { name, properties: Object.fromEntries(properties), data: unescape(data) };
}

const ESCAPES: readonly (readonly [string, string])[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];

function unescape(text: string): string {
  return ESCAPES.reduce((so, [escape, letter]) => so.replaceAll(escape, letter), text);
}

/**
 * The name of the command that a line is for act, which has stricter rules: it stands at the very start, and its name
 * is anything.
 * https://github.com/nektos/act/blob/v0.2.87/pkg/runner/command.go
 */
export function readActCommand(line: string): string | undefined {
  const match =
    /^::([^ ]+)( (.+))?::([^\r\n]*)[\r\n]+$/.exec(line) ??
    /^##\[([^ ]+)( (.+))?\]([^\r\n]*)[\r\n]+$/.exec(line);
  return match?.[1];
}

/**
 * What the runner reads from a file of `GITHUB_OUTPUT`, `GITHUB_STATE` or `GITHUB_ENV`, in order. Throws where the
 * runner throws, which fails the step.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Worker/FileCommandManager.cs (`EnvFileKeyValuePairs`, not
 * Windows)
 */
export function readCommandFile(text: string): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = [];
  const lines = new Lines(text);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.text === '') continue;
    const [equals, heredoc] = [line.text.indexOf('='), line.text.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc))
      pairs.push([line.text.slice(0, equals), line.text.slice(equals + 1)]);
    else if (heredoc >= 0)
      pairs.push(readHeredoc(line.text.slice(0, heredoc), line.text.slice(heredoc + 2), lines));
    else throw new Error(`Invalid format '${line.text}'`);
  }
  return pairs;
}

function readHeredoc(name: string, delimiter: string, lines: Lines): [string, string] {
  if (name === '' || delimiter === '')
    throw new Error('Invalid format: name and delimiter must not be empty');
  const start = lines.index;
  let end = start;
  for (;;) {
    const line = lines.next();
    if (line?.text === delimiter) return [name, lines.text.slice(start, end)];
    if (line === undefined)
      throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    if (!line.hasEnd) throw new Error('Invalid value. EOF marker missing new line.');
    end = lines.index - 1;
  }
}

class Lines {
  readonly text: string;
  index = 0;

  constructor(text: string) {
    this.text = text;
  }

  next(): { readonly text: string; readonly hasEnd: boolean } | undefined {
    const start = this.index;
    if (start >= this.text.length) return undefined;
    const end = this.text.indexOf('\n', start);
    this.index = end < 0 ? this.text.length : end + 1;
    return { text: this.text.slice(start, end < 0 ? undefined : end), hasEnd: end >= 0 };
  }
}
