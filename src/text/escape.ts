import { ANSI, keepStyle } from './ansi.js';

/** Most lines have only these letters, and no command, and a million lines pass here. */
const SUSPECT = /[^\t -~\u00a1-\u00ac\u00ae-\u02ff\u2500-\u259f]|##\[/;
/** C0 and C1 control characters, but tab and the ESC of a colour. */
const CONTROL = /[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f]/g;
/** Scripts whose letters change their shape by a joiner or a non-joiner between them (Unicode 17, 9 to 13). */
const JOINING =
  '\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Mong}';
/**
 * Characters that show nothing, turn the text around or end a line without being a newline; those that an
 * emoji or a script is written with are in the group.
 * https://www.unicode.org/reports/tr36/tr36-15.html#Bidirectional_Text_Spoofing
 */
const HIDDEN = new RegExp(
  [
    `((?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
    '(?<=\\p{ExtPict}[\\p{EMod}\\ufe0f]?)\\u200d(?=\\p{ExtPict})',
    '(?<=\\p{ExtPict})[\\ufe0e\\ufe0f]',
    '(?<=[\\d#*])\\ufe0f(?=\\u20e3)',
    '(?<=\\p{sc=Han})[\\u{e0100}-\\u{e01ef}])',
    '[\\p{DI}\\u2028\\u2029\\ufff9-\\ufffb]',
  ].join('|'),
  'gu',
);
const SUBSTITUTE = '\ufffd';
/** A zero-width space: it parts what must not be read as one, and is not seen. */
const GAP = '\u200b';
const RESET = '\u001b[0m';

/**
 * One line of text from the cluster, harmless in the workflow log: it moves no cursor, hides nothing
 * and is not a command of the runner's, neither `::command::`, which counts behind white space too, nor
 * `##[command]`, which counts anywhere. Colours stay and end with the line.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Common/ActionCommand.cs
 */
export function escapeLogText(text: string): string {
  if (isPlain(text)) return text;
  const clean = suspendHook(text, keepStyle);
  return clean.includes('\u001b') ? `${clean}${RESET}` : clean;
}

/** Plain text of one line: without colours too. For summaries, annotations and outputs. */
export function escapePlainText(text: string): string {
  return isPlain(text) ? text : suspendHook(text, () => '');
}

/** Text of several lines as one line of plain text. */
export function escapeLine(text: string): string {
  return escapePlainText(text.replaceAll(/[\r\n]+/g, ' '));
}

function isPlain(text: string): boolean {
  return !SUSPECT.test(text) && !text.trimStart().startsWith('::');
}

function suspendHook(text: string, keep: (sequence: string) => string): string {
  return text
    .replace(ANSI, keep)
    .replace(CONTROL, SUBSTITUTE)
    .replace(HIDDEN, (found, ofScript: string | undefined) =>
      ofScript === undefined ? SUBSTITUTE : found,
    )
    .replaceAll('##[', `#${GAP}#[`)
    .replace(/^\s*:(?=:)/, `$&${GAP}`);
}

/**
 * What GitHub makes a link or a picture of in text that is not Markdown any more: mentions and e-mail addresses,
 * issues, URLs, commits, emoji. A time of day is none.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const REFERENCES = /@|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|www(?=\.)|:(?![0-5]\d:)(?=[\w+-]{1,50}:)/gi;
const COMMIT = /(?<!\w)[\da-f]{7,40}(?!\w)/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // No escape helps where a line has two of them, says
  // https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
  $: '<span>$</span>',
};

/**
 * Text in a Markdown table's cell, a heading or a sentence, be it the first of a line: nothing in it is
 * Markdown, HTML, a formula, a link or a mention (GitHub Flavored Markdown 0.29).
 */
export function escapeMarkdown(text: string): string {
  return escapeLineStart(escapeInline(text).trim());
}

/** The same as a part of a line: it keeps the spaces around it. */
export function escapeInline(text: string): string {
  return partReferences(escapeLine(text))
    .replaceAll(/[\\`*_{}[\]#|~]/g, String.raw`\$&`)
    .replaceAll(/[&<>$]/g, (letter) => ENTITIES[letter] ?? letter);
}

/** Markdown that is a line: its start makes no list and no line below a heading of it. */
export function escapeLineStart(markdown: string): string {
  return markdown
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);
}

/** Text within HTML of ours, which is not Markdown any more. */
export function escapeHtml(text: string): string {
  return partReferences(escapeLine(text)).replaceAll(
    /[&<>$]/g,
    (letter) => ENTITIES[letter] ?? letter,
  );
}

function partReferences(line: string): string {
  return (
    line
      .replaceAll(REFERENCES, `$&${GAP}`)
      // GitHub takes seven letters for a commit, six for none.
      .replaceAll(COMMIT, (hash) => hash.replaceAll(/.{6}(?=.)/g, `$&${GAP}`))
  );
}

/**
 * Text of one line as a code span of Markdown, which shows it letter by letter; empty where there is none. Within a
 * table a pipe needs its backslash there, too, and a backslash before it cannot be written but with a gap.
 * https://github.github.com/gfm/#tables-extension-
 */
export function codeSpan(text: string): string {
  const line = escapeLine(text)
    .trim()
    .replaceAll(/\\(?=\|)/g, `$&${GAP}`);
  if (line === '') return '';
  const fence = '`'.repeat(findLongestRun([line]) + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A fenced block of lines that cannot be closed from within. */
export function fenceLines(
  lines: readonly string[],
  language: 'text' | 'sql' | 'mermaid' | 'diff' = 'text',
): string {
  const clean = lines.map(escapePlainText);
  const fence = '`'.repeat(Math.max(2, findLongestRun(clean)) + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

function findLongestRun(lines: readonly string[]): number {
  return lines
    .flatMap((line) => line.match(/`+/g) ?? [])
    .reduce((longest, run) => Math.max(longest, run.length), 0);
}
