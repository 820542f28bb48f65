import type { ChangedFile, MigrationFiles } from '../../plan/migration-files.js';
import { cutMiddle } from '../../text/format.js';
import { type Blocks, code, heading, paragraph, type Phrase } from '../document.js';
import type { ShownDiffs } from './plan.js';
import { tableOfFirst } from './rest.js';

const ROWS: Readonly<Record<ShownDiffs, number>> = { all: 100, new: 100, failed: 10 };
/** Longer paths are cut in their middle. */
const PATH_LENGTH = 250;
/** More of the paths that the input has are not named. */
const MOST_PATHS = 5;

const WORDS: Readonly<Record<ChangedFile['change'], string>> = {
  added: '➕ added',
  changed: '✏️ changed',
  removed: '➖ removed',
  renamed: '✏️ renamed',
};

const LIMIT = 'GitHub lists at most 3,000 files of a pull request, so there may be more.';

/** The migration files that the pull request changes, and what that does not tell of the database. */
export function describeMigrationFiles(
  found: MigrationFiles | undefined,
  shown: ShownDiffs,
): Blocks {
  if (found === undefined) return [];
  return [heading(3, 'Migration files in this pull request'), ...describeFound(found, shown)];
}

function describeFound(found: MigrationFiles, shown: ShownDiffs): Blocks {
  const where = namePaths(found.paths);
  if (found.kind === 'unknown')
    return [
      paragraph(
        'Could not find out which files in ',
        ...where,
        ' the pull request changes. ',
        found.why,
      ),
      paragraph('The pull request may still change migration files.'),
    ];
  const { files, isCut } = found;
  const pull = `Pull request #${String(found.pull)}`;
  const limit = isCut ? [paragraph(LIMIT)] : [];
  if (files.length === 0)
    return [
      paragraph(
        `${pull} changes no file in `,
        ...where,
        '. The database may still lack migrations.',
      ),
      ...limit,
    ];
  return [
    paragraph(`${pull} changes these files in `, ...where, '.'),
    ...tableOfFirst(files, ROWS[shown], [
      ['File', ({ path }) => [codePath(path)]],
      ['Change', nameChange],
    ]),
    ...limit,
    paragraph(
      "This list is the pull request's diff. The database may lack other migrations,",
      ' or already have some of these.',
      files.every(({ change }) => change === 'added') ? '' : ` ${APPLIED}`,
    ),
  ];
}

const APPLIED = 'Check whether a file that is changed, renamed or removed was applied before.';

function nameChange({ change, from }: ChangedFile): Phrase {
  return from === undefined ? [WORDS[change]] : [`${WORDS[change]} from `, codePath(from)];
}

function namePaths(paths: readonly string[]): Phrase {
  const named = paths.slice(0, MOST_PATHS).map(codePath);
  const left = paths.length - named.length;
  const all = left > 0 ? [...named, `${String(left)} more`] : named;
  return all.flatMap((part, index) => {
    if (index === 0) return [part];
    return [index === all.length - 1 ? ' and ' : ', ', part];
  });
}

function codePath(path: string) {
  return code(cutMiddle(path, PATH_LENGTH));
}
