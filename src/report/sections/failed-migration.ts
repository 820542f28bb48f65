import type { Migration, MigrationReport } from '../../migrations/migration.js';
import { cutText } from '../../text/format.js';
import { type Blocks, code, fence, paragraph, type Phrase, strong } from '../document.js';
import type { Links } from '../links.js';
import { nameSource } from './links.js';

const SHOWN = 3;
const ERROR_LENGTH = 1_000;
const STATEMENT_LINES = 20;

/** What is known of why: where it failed, the error, and the statement. `reason` has been read by then. */
interface Known extends Pick<Links, 'source'> {
  readonly reason: string;
}

/** Of each migration that failed what was not said yet; none where that is all. */
export function describeFailedMigrations({ migrations }: MigrationReport, known: Known): Blocks {
  const failed = migrations.filter(({ state }) => state === 'failed');
  return failed.slice(0, SHOWN).flatMap((migration) => describeOne(migration, known));
}

function describeOne(migration: Migration, { source, reason }: Known): Blocks {
  const { id, statement } = migration;
  const error = reason.includes(migration.error) ? '' : cutText(migration.error, ERROR_LENGTH);
  const place = describePlace(migration, source);
  const isNews = statement !== '' && !reason.includes(statement.trim());
  const lines = isNews ? statement.split('\n').slice(0, STATEMENT_LINES) : [];
  if (error === '' && place.length === 0 && lines.length === 0) return [];
  const what = [strong(code(id)), ' failed', ...(place.length === 0 ? [] : [' at ', ...place])];
  return [
    paragraph(...what, ...(error === '' ? [lines.length === 0 ? '.' : ':'] : [': ', code(error)])),
    ...(lines.length === 0 ? [] : [fence(lines, 'sql')]),
  ];
}

function describePlace({ file, line }: Migration, source: Links['source']): Phrase {
  if (source?.line === line && isSame(source?.path, file)) return source ? nameSource(source) : [];
  return line === undefined ? [] : [code(file), `, line ${String(line)}`];
}

/** The path in the container and the one in the repository end alike. */
function isSame(path: string | undefined, file: string): boolean {
  return path !== undefined && path.split('/').at(-1) === file.split(/[/\\]/).at(-1);
}
