import type { HookResult } from '../hooks/result.js';
import { type Dirty, findDirty, isOfMigrationTool, mayBeHalfApplied } from '../migrations/marks.js';
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
  if (dirty !== undefined) return adviseDirty(dirty);
  return isMigration(ran)
    ? 'Fix the migration, then redeploy.'
    : `Fix the error that the ${who} logged, then redeploy.`;
}

function isMigration({ log, migrated }: Ran): boolean {
  return migrated.reports.length > 0 || isOfMigrationTool(log);
}

/** The longest number that counts up by one; a longer one is a time. */
const SERIAL_DIGITS = 6;

function adviseDirty(dirty: Dirty): string {
  if (dirty.since === 'now')
    return `Fix the migration. golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared: ${describeRepair(OTHER)}, then redeploy.`;
  return `Migration ${dirty.version} failed in an earlier run and may be half applied. golang-migrate has marked the database as dirty, and runs no migration until the mark is cleared: ${describeRepair(findBefore(dirty.version))}, then redeploy with the migration fixed.`;
}

const OTHER = '<number of the migration before it>';

function describeRepair(before: string): string {
  return `undo by hand what the migration has applied, run "migrate force ${before}" with the same -path and -database`;
}

/** `force -1` is the state before the first migration (golang-migrate v4.20.1, `internal/cli/main.go`). */
function findBefore(version: string): string {
  return version.length > SERIAL_DIGITS ? OTHER : String(Number(version) - 1 || -1);
}
