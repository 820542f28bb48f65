import type { Findings } from './findings.js';
import type { ToolLine } from './unwrap.js';

/** What a line of a tool says: its form, and what to note of its parts. */
export type Rule = readonly [
  form: RegExp,
  note: (findings: Findings, parts: readonly string[], line: ToolLine) => void,
];

/** How one migration tool prints. */
export interface Tool {
  /** Its name, as its users write it. */
  readonly name: string;
  /** It prints a migration's name before it runs it, and no line once that is done. */
  readonly endsQuietly?: boolean;
  /**
   * The mark of its findings while the migration that it called applied last may have failed, too: it has if the program
   * failed, and its error was not recognized.
   */
  readonly doubtMark?: string;
  /** Its dry run prints what a real run prints, and nothing else. */
  readonly hidesDryRun?: boolean;
  /**
   * The first that fits a line counts. Each begins at the line's start, and no part of it can match the same text in
   * two ways: the text is hostile.
   */
  readonly rules: readonly Rule[];
  /** Rules for lines that others print, too: they count only after one of `rules` has fitted. */
  readonly later?: readonly Rule[];
}
