import type { Command } from '../inputs/command.js';
import type { MigrationFiles } from '../plan/migration-files.js';
import type { Plan } from '../plan/plan.js';
import type { DeploySeen } from '../rollout/seen.js';

/** What a report is made from, beside the diagnosis. */
export interface ReportFacts {
  /** Undefined where the inputs are wrong. */
  readonly command?: Command | undefined;
  readonly release: string;
  readonly namespace: string;
  readonly seen: DeploySeen | undefined;
  /** What a deploy would do; undefined where it was not asked, or helm did not tell. */
  readonly plan?: Plan | undefined;
  /** What the pull request changes of the migrations; undefined where it was not asked. */
  readonly migrationFiles?: MigrationFiles | undefined;
  /** How long helm ran, in ms; undefined when it was not started. */
  readonly helmMs: number | undefined;
  /** Like `v4.3.1`. */
  readonly helmVersion?: string | undefined;
  /** What was waited for before helm: how long, and each reason as the log says it. */
  readonly waited?: { readonly ms: number; readonly reasons: readonly string[] } | undefined;
}
