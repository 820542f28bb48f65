import type { LogLine } from '../text/log-line.js';
import { Findings } from './findings.js';
import type { Rule, Tool } from './tool.js';
import { TOOLS } from './tools/all.js';
import { mayTell, type ToolLine, unwrap } from './unwrap.js';

/** What was read of one tool. */
export interface ToolFindings {
  readonly tool: Tool;
  readonly findings: Findings;
}

/** All forms of lines by which a tool is known, as one: a log may have "migrated" in every line. */
const ANY = new RegExp(
  TOOLS.flatMap(({ rules }) => rules)
    .map(([{ source }]) => source)
    .join('|'),
);

/** What charts/sql-migrate prints after a dry run, and any hook may print. */
const DRY_RUN = 'Dry run: no migration was applied';

/** So many lines after a tool's last one, no other line is taken for its own until it prints an opening one again. */
const IDLE_LINES = 2_000;

/**
 * Reads the log of one container run, line by line, for all migration tools at once. It keeps migrations, not lines, so
 * a log of any length costs no more memory.
 */
export class MigrationReader {
  private readonly all: readonly ToolFindings[] = TOOLS.map((tool) => ({
    tool,
    findings: new Findings(),
  }));
  /** The tools that have printed here, in the order of their first lines. */
  private known: readonly ToolFindings[] = [];
  private began = '';
  private idle = 0;

  /** Takes the log's next lines. Never throws. */
  take(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (this.began === '') this.began = line.time;
      if (mayTell(line.text)) this.takeBy(this.all, line);
      else if (this.known.length > 0 && this.idle < IDLE_LINES) this.takeBy(this.known, line);
    }
  }

  /** What was read of each tool that has printed here. */
  get found(): readonly ToolFindings[] {
    return this.known;
  }

  private takeBy(readers: readonly ToolFindings[], { text, time }: LogLine): void {
    this.idle += 1;
    for (const line of unwrap(text, time))
      for (const reader of ANY.test(line.text) ? readers : this.known) {
        reader.findings.began = this.began;
        if (takeLine(reader, line)) this.note(reader);
      }
  }

  private note(reader: ToolFindings): void {
    this.idle = 0;
    if (!this.known.includes(reader)) this.known = [...this.known, reader];
  }
}

/** True when the line is one of the tool's. */
function takeLine({ tool, findings }: ToolFindings, line: ToolLine): boolean {
  if (line.text === DRY_RUN) return denyRun(findings);
  const isTaken =
    fits(tool.rules, findings, line) ||
    findings.takeFurther(line) ||
    (findings.isKnown && fits(tool.later ?? [], findings, line));
  return isTaken && findings.isKnown;
}

/** Another program says so of all tools that have printed before. */
function denyRun(findings: Findings): boolean {
  if (findings.isKnown) findings.deny();
  return findings.isKnown;
}

function fits(rules: readonly Rule[], findings: Findings, line: ToolLine): boolean {
  for (const [form, note] of rules) {
    const parts = form.exec(line.text);
    if (parts === null) continue;
    note(findings, [...parts], line);
    return true;
  }
  return false;
}
