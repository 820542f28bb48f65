import type { PlanResult } from '../deploy/planning.js';
import type { Inputs } from '../inputs/inputs.js';
import { describeFound, findMigrationFiles, warnOfUnknown } from '../plan/migration-files.js';
import { escapePlainText } from '../text/escape.js';
import { cancellation } from './cancellation.js';
import type { Frontend } from './frontend.js';

/** What finds the files, and where it is told. */
export interface Finding {
  readonly frontend: Frontend;
  readonly inputs: Inputs;
  readonly say: (text: string) => void;
}

/**
 * The result of a plan that is under way, with the migration files that the pull request changes, if `migrations-path`
 * asks for them. They are listed while the plan is made, and never fail it. Throws what the plan throws.
 */
export async function addMigrationFiles(
  planning: Promise<PlanResult>,
  { frontend, inputs, say }: Finding,
): Promise<PlanResult> {
  const { migrationsPaths: paths, githubToken: token } = inputs;
  if (paths.length === 0) return await planning;
  const ended = new AbortController();
  const cancelled = AbortSignal.any([cancellation.signal, ended.signal]);
  const listing = frontend.listChangedFiles(token, cancelled);
  try {
    const result = await planning;
    if (result.diagnosis.outcome === 'cancelled') return result;
    const migrationFiles = findMigrationFiles(paths, await listing);
    if (migrationFiles.kind === 'known') say(describeFound(migrationFiles));
    // The report says it in its place, so it is not one of the diagnosis' warnings.
    else frontend.output.warn(escapePlainText(warnOfUnknown(migrationFiles)));
    return { ...result, migrationFiles };
  } finally {
    ended.abort();
    await listing;
  }
}
