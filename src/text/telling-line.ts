import { dropClock } from './clock.js';
import { type LogLine, GAP_MARK } from './log-line.js';
import { cutText } from './format.js';

/** It goes into a sentence; lines of megabytes were seen. */
const LINE_LENGTH = 1_000;

/** What a runner of scripts adds when the program in it has failed, a traceback, a link: all but the error. */
const WRAPPERS: readonly RegExp[] = [
  /^npm (?:ERR!|(?:error|WARN|warn)\b)/,
  /^\W*(?:ERR_PNPM_\w+|ELIFECYCLE)\b/,
  /^error Command failed\b|^info Visit https?:|^(?:error|info) .*yarnpkg\.com/,
  /^(?:error: )?(?:script|command|process) ".*" (?:exited with|failed)/i,
  /\b(?:command|process) (?:failed|exited|terminated) with (?:exit )?(?:code|status) \d+\W*$/i,
  /^(?:exit status|exit code:?) \d+\W*$/i,
  /^make(?:\[\d+\])?: \*\*\* /,
  /^Traceback \(most recent call last\)/,
  /^The above exception was the direct cause|^During handling of the above exception/,
  /^\(Background on this error at:? /,
  /^File "[^"]*", line \d+/,
  /^at \S+[ (].*[:)]|^at \S+$|^\.\.\. \d+ more|^\+\d+ vendor frames/,
  /^(?:Severity|SqlState|MessageText|File|Line|Routine|Exception data|Hint|Stack trace): ?/i,
  /^DbError \{/,
  /^(?:\d+[▕|]|➜)/,
  /^\S*https?:\/\/\S+$/,
  // The kubelet's own word, within the log.
  /^failed to create fsnotify watcher: /,
  /^error: (?:failed to execute command because of|command finished with error|recipe .* failed)/i,
];

/** How databases and their drivers say that a statement failed. */
const DATABASES: readonly RegExp[] = [
  /^(?:psql:\S+ )?(?:ERROR|FATAL|PANIC): {1,2}\S/,
  /\bSQLSTATE\b|\bORA-\d{5}\b|\bDB::Exception: |\bMsg \d+, Level \d+/,
  /\b(?:ERROR|Error) \d{4}(?: \(\w{5}\))?(?: at line \d+)?: /,
  /\b(?:psycopg\w*|sqlite3|pymysql|MySQLdb|asyncpg|cx_Oracle|oracledb|pyodbc|django\.db\.utils|sqlalchemy\.exc)\.[\w.]*(?:Error|Exception)\b/,
  /\b(?:PG::\w+|Mysql2::Error|ActiveRecord::\w+|SQLite3::\w+Exception|TinyTds::Error)\b/,
  /\b(?:Npgsql\.PostgresException|MySqlConnector\.MySqlException|Microsoft\.Data\.SqlClient\.SqlException|PSQLException|SQLSyntaxErrorException|SQLException|MongoServerError|MongoCommandException)\b/,
  /\b(?:pq|pgx): \S|\bDatabase error: \S/,
  /\bduplicate column\b|\brelation ".*" (?:does not exist|already exists)|\bcolumn ".*" (?:of relation ".*" )?(?:does not exist|already exists)/i,
];

/** How a tool or a language says that it failed: the word, and what for. */
const OWN =
  /\b(?:error|err|fatal|panic|exception|failed|failure)\b[\])]?:? +\S|\w+(?:Error|Exception): \S/i;

/** Words that a line with a cause mostly has. */
const TELLING =
  /\b(error|err|fatal|failed|failure|panic|denied|refused|cannot|exception|unable|invalid|not found)\b/i;

/** How a shell tells of the signal that ended its child (`strsignal`, glibc 2.41). */
const SIGNALED =
  /\b(?:Segmentation fault|Bus error|Illegal instruction|Aborted|Floating point exception)\b/;

/** What says what went wrong, surest first. */
const KINDS: readonly (readonly RegExp[])[] = [DATABASES, [OWN], [TELLING, SIGNALED]];

/** A line of a log, and whether it was only chosen as the last one: no line says that something went wrong. */
export interface ToldError {
  readonly text: string;
  readonly isGuess: boolean;
}

/**
 * The line of a log that most likely says what went wrong, without the time before it, and none of our own: the last one
 * of the surest kind, else the last one. Only chooses what to show; nothing is steered by it.
 */
export function findTelling(log: readonly Pick<LogLine, 'text'>[]): ToldError {
  const lines = log
    .map(({ text }) => dropClock(text.trim()).slice(0, LINE_LENGTH + 1))
    .filter((text) => /\w/.test(text) && !text.startsWith(GAP_MARK.trim()));
  const own = lines.filter((text) => !isOneOf(WRAPPERS, text));
  for (const kind of KINDS) {
    const found = own.findLast((text) => isOneOf(kind, text));
    if (found !== undefined) return { text: cutText(found, LINE_LENGTH), isGuess: false };
  }
  return { text: cutText(own.at(-1) ?? lines.at(-1) ?? '', LINE_LENGTH), isGuess: true };
}

/** The same as text alone. */
export function findTellingLine(log: readonly Pick<LogLine, 'text'>[]): string {
  return findTelling(log).text;
}

/** The same of a text of several lines. */
export function findTellingText(text: string): string {
  return findTellingLine(text.split('\n').map((line) => ({ text: line })));
}

function isOneOf(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((says) => says.test(text));
}
