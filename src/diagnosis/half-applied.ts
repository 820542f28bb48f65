import type { HookResult } from '../hooks/result.js';
import {
  type Dirty,
  findDirty,
  findLastApplied,
  isOfMigrationTool,
  mayBeHalfApplied,
} from '../migrations/marks.js';
import { findRefused, type Refused } from '../migrations/refused.js';
import { joinSentences } from '../text/format.js';

/** What a hook has logged, and what was read in it. */
interface Ran extends Pick<HookResult, 'log'> {
  readonly migrated: Pick<HookResult['migrated'], 'reports'>;
}

/** What a person must know of a migration that failed in a database without transactions around DDL. */
const HALF_APPLIED =
  'MySQL and MariaDB do not roll back DDL: a failed migration may be half applied. Check the schema before you redeploy.';
const IN_PART = 'The hook may have done part of its work. Check that before you redeploy.';

/** What a hook may have left behind, by what its log shows; `isCut`: it was ended while it ran. Empty where nothing. */
export function warnOfRest(ran: Ran, isCut: boolean): string {
  const { log } = ran;
  // The advice for that says it.
  if (findDirty(log) !== undefined) return '';
  if (!isCut && findRefused(ran) !== undefined) return '';
  if (mayBeHalfApplied(log, isMigration(ran))) return HALF_APPLIED;
  return isCut ? IN_PART : '';
}

/** The advice with what the hook may have left behind, once. */
export function addRest(advice: string, ran: Ran, isCut: boolean): string {
  const rest = warnOfRest(ran, isCut);
  return rest === '' || advice.includes(rest) ? advice : joinSentences(advice, rest);
}

/** What to do about a hook, or an init container (`who`), that ended with an error of its own. */
export function adviseLogged(ran: Ran, who = 'hook'): string {
  const dirty = findDirty(ran.log);
  if (dirty !== undefined) return adviseDirty(dirty, ran);
  const refused = findRefused(ran);
  if (refused !== undefined) return adviseRefused(refused, who);
  return isMigration(ran)
    ? 'Fix the migration, then redeploy.'
    : `Fix the error that the ${who} logged, then redeploy.`;
}

function isMigration({ log, migrated }: Ran): boolean {
  return migrated.reports.length > 0 || isOfMigrationTool(log);
}

function adviseRefused(refused: Refused, who: string): string {
  return refused === 'login'
    ? `The database refused the user name or password. Check the user and the password that the ${who} gets. No migration was run.`
    : `The database server has no database of this name. Create the database, or correct the name that the ${who} gets. No migration was run.`;
}

function adviseDirty(dirty: Dirty, ran: Ran): string {
  const force = `run "migrate force ${describeVersion(ran, dirty)} ${HOW}`;
  switch (dirty.since) {
    case 'now':
      return `Fix the migration. ${MARKED}: ${UNDO}, ${force}, then redeploy.`;
    case 'before':
      return `Migration ${dirty.version} failed in an earlier run and may be half applied. ${MARKED}: ${UNDO}, ${force}, then redeploy with the migration fixed.`;
    case 'no-file':
      return `The database is marked with version ${dirty.version}, and there is no migration file with that number. If the migration files are older than the database, redeploy with the newer files. Else ${force}, then redeploy.`;
    default:
      return dirty satisfies never;
  }
}

const MARKED =
  'golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared';
const UNDO = 'undo by hand what the migration has applied';
/** Where and how is of the chart: its page says it. */
const HOW =
  'with the same -path and -database (charts/migrate/README.md of the action, "Clear the dirty mark", shows how)';

/**
 * Which version to force. It is the one of the file before, which only a log can tell: the numbers may have gaps. `-1`
 * is the state before the first migration (golang-migrate v4.20.1, `internal/cli/main.go`).
 */
function describeVersion({ migrated }: Ran, dirty: Dirty): string {
  const last = findLastApplied(migrated.reports, dirty);
  return last === undefined
    ? '<version>" with the number of the last migration that was applied completely, or "migrate force -1" if there is none,'
    : `${last}" (the log shows ${last} as the last migration that was applied)`;
}
