/** ESC and what it begins, other than colours and styles (SGR), which stay. */
const OTHER_ANSI =
  /\u001b(?!\[[\d;:]*m)(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])?/g;
const SGR = /\u001b\[[\d;:]*m/g;
/** C0 and C1 control characters, but tab and the ESC of a colour. */
const CONTROL = /[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f]/g;
const RESET = '\u001b[0m';
/** What any of the above would change: most lines have nothing of it, and a million lines pass here. */
const SUSPECT = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]|##\[/;

/**
 * One line of text from the cluster, harmless in the workflow log: it moves no cursor, hides nothing
 * and cannot be a `##[command]`. Colours stay and end with the line. The caller puts a prefix before
 * it, so that it cannot be a `::command::` either, which counts only at the start of a line.
 * https://github.com/actions/runner/blob/v2.330.0/src/Runner.Common/ActionCommand.cs
 */
export function escapeLogText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const clean = text
    .replace(OTHER_ANSI, '')
    .replace(CONTROL, '\ufffd')
    .replaceAll('##[', '#\u200b#[');
  return clean.includes('\u001b[') ? `${clean}${RESET}` : clean;
}

/** Plain text of one line: without colours too. For summaries, annotations and outputs. */
export function escapePlainText(text: string): string {
  // Colours go first: one within `##[` would uncover it.
  return escapeLogText(text.replace(SGR, '')).replace(SGR, '');
}

/** Text in a Markdown table's cell or sentence: nothing in it is Markdown, HTML, a link or a mention. */
export function escapeMarkdown(text: string): string {
  const line = escapePlainText(text.replaceAll(/\r?\n/g, ' '));
  return line
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#|~]/g, String.raw`\$&`)
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//')
    .replaceAll(/www\./gi, (www) => `${www.slice(0, -1)}\u200b.`);
}

/** A fenced block of lines that cannot be closed from within. */
export function fenceLines(lines: readonly string[]): string {
  const clean = lines.map(escapePlainText);
  const longest = Math.max(
    2,
    ...clean.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...clean, fence].join('\n');
}
