/** One versioned change of the database, as the migration tool prints it; a text is empty where it is not told. */
export interface Migration {
  readonly id: string;
  readonly state: 'applied-now' | 'applied-before' | 'pending' | 'failed';
  /** When it was applied, as the tool prints it. */
  readonly when: string;
  /** How long it took, in ms; undefined where the tool does not print it. */
  readonly durationMs: number | undefined;
  /** The tool's own words for why it failed. */
  readonly error: string;
  /** The statement that failed. */
  readonly statement: string;
  /** The migration's file, of one that failed. */
  readonly file: string;
  /** The line in that file, counted from 1; undefined where it is not told. */
  readonly line: number | undefined;
  /**
   * The SQL that it runs, where the tool prints it in place of running it. At most 20,000 characters; where it is cut,
   * the last line says so.
   */
  readonly sql: string;
}

/**
 * Why the log may say less than it seems to: `dry-run`, since a dry run of this tool prints that it applied migrations,
 * as a real run does; `no-database`, since it listed migrations from the first one on without asking the database.
 */
export type Doubt = 'dry-run' | 'no-database';

/** What a migration tool's log says. */
export interface MigrationReport {
  /** The tool's name, as its users write it. */
  readonly tool: string;
  readonly migrations: readonly Migration[];
  /** How many were applied by this run. */
  readonly applied: number;
  /** How many are not applied yet: those in `migrations`, or more where the tool tells only their number. */
  readonly pending: number;
  /** The tool's own words for what went wrong, empty where nothing did. */
  readonly error: string;
  /** Undefined where nothing is doubtful. */
  readonly doubt: Doubt | undefined;
}
