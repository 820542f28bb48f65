/** One versioned change of the database, as the migration tool prints it. */
export interface Migration {
  readonly id: string;
  readonly state: 'applied-now' | 'applied-before' | 'pending' | 'failed';
  /** When it was applied, as the tool prints it; empty where it was not. */
  readonly when: string;
}

/** What a migration tool's log says. */
export interface MigrationReport {
  /** The tool's name, as its users write it. */
  readonly tool: string;
  readonly migrations: readonly Migration[];
  /** How many were applied by this run. */
  readonly applied: number;
  /** The tool's own words for what went wrong, empty where nothing did. */
  readonly error: string;
}
