/** A file that a pull request changes. */
export interface ChangedFile {
  /** From the repository's root, without a "/" at its start. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed' | 'renamed';
  /** The path that a renamed file had before. */
  readonly from?: string | undefined;
}

/** All files that a pull request changes; `why` says, as sentences, why they are not known and what to do. */
export type ChangedFiles =
  | {
      readonly kind: 'known';
      /** The number of the pull request. */
      readonly pull: number;
      readonly files: readonly ChangedFile[];
      /** Whether there may be more than GitHub lists. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** The files of migrations that a pull request changes, and the paths in which they were looked for. */
export type MigrationFiles = ChangedFiles & { readonly paths: readonly string[] };

/**
 * Finds the files in `paths`, which are normalized: a path stands for itself and all below it. A file that was moved
 * out of them counts, too.
 */
export function findMigrationFiles(
  paths: readonly string[],
  changed: ChangedFiles,
): MigrationFiles {
  if (changed.kind === 'unknown') return { ...changed, paths };
  const isOurs = (path: string) => paths.some((folder) => isWithin(path, folder));
  const files = changed.files.filter(
    ({ path, from }) => isOurs(path) || (from !== undefined && isOurs(from)),
  );
  return { ...changed, files, paths };
}

/** What was found, in one line of the log. */
export function describeFound({
  pull,
  files,
}: MigrationFiles & { readonly kind: 'known' }): string {
  const name = `pull request #${String(pull)}`;
  const count = files.length === 0 ? 'no' : String(files.length);
  return `Found ${count} migration ${files.length === 1 ? 'file' : 'files'} in ${name}.`;
}

/** The warning where they are not known. */
export function warnOfUnknown({ why }: MigrationFiles & { readonly kind: 'unknown' }): string {
  return `Could not list the migration files of the pull request: ${why} The rest of the plan is not affected.`;
}

function isWithin(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}
