import { showLastState } from '../text/overwritten.js';

/** How many lines of hooks are remembered; a log that is longer is shown twice rather than kept whole. */
const REMEMBERED_LINES = 50_000;

/** Helm 4 writes a hook's log as messages of its own log, many lines in one (slog's TextHandler, Go 1.26). */
const HELM_MESSAGE = /^(?:time=\S+ )?level=INFO msg=(.*)$/;

/**
 * Knows the lines of hooks that helm prints once more, after the hook has ended, where the chart has a
 * `helm.sh/hook-output-log-policy` (Helm 3.18, 4).
 */
export class Echo {
  private readonly lines = new Set<string>();

  /** Remembers lines that were shown. */
  remember(lines: readonly { readonly text: string }[]): void {
    for (const { text } of lines) if (this.lines.size < REMEMBERED_LINES) this.lines.add(text);
  }

  /** True when helm's line says nothing that was not shown. A line that helm has cut is known by its part. */
  has(helmLine: string): boolean {
    if (this.lines.size === 0) return false;
    if (this.lines.has(showLastState(helmLine))) return true;
    const message = readMessage(helmLine)?.replace(/\n$/, '');
    const said = message?.split('\n').map(showLastState) ?? [];
    return said.length > 0 && said.every((line, index) => this.isKnown(line, index, said.length));
  }

  private isKnown(line: string, index: number, count: number): boolean {
    if (this.lines.has(line)) return true;
    if (count === 1 || (index !== 0 && index !== count - 1)) return false;
    return [...this.lines].some((known) =>
      index === 0 ? known.endsWith(line) : known.startsWith(line),
    );
  }
}

function readMessage(line: string): string | undefined {
  const message = HELM_MESSAGE.exec(line)?.[1];
  if (message === undefined || !message.startsWith('"')) return message;
  try {
    // Go quotes as JSON does but for bytes that are not text, which it writes as \x00.
    return JSON.parse(message.replaceAll(/\\x([0-9a-f]{2})/g, String.raw`\u00$1`)) as string;
  } catch {
    return undefined;
  }
}
