import type { LogLine } from '../text/log-line.js';
import type { Migration, MigrationReport } from './migration.js';

/** What parts the cells of a table. */
const BAR = /[|│]/;
/** Of a row: its two, and what is before and behind its bars. */
const CELLS = 4;
/** When a migration was applied. */
const WHEN = /^(?:no$|\d{4}-\d\d-\d\d )/;
const APPLIED = /^Applied (\d{1,9}) migrations?$/;
/** `Migration failed: <error> handling <id>` (`TxError` in sql-migrate v1.8.1). */
const FAILED = /^Migration failed: (.*)$/;
const FAILED_ID = / handling (\S+)$/;

/**
 * Reads what sql-migrate 1.8 printed; undefined when the log is not sql-migrate's. A migration is new
 * when it was applied after the log began: both times are the node's clock, the database keeps seconds.
 */
export function readSqlMigrate(log: readonly LogLine[]): MigrationReport | undefined {
  const rows = log.flatMap(({ text }) => readRow(text));
  const error = findError(log);
  const count = log
    .map(({ text }) => APPLIED.exec(text.trim())?.[1])
    .findLast((it) => it !== undefined);
  if (rows.length === 0 && error === '' && count === undefined) return undefined;
  const began = log.find(({ time }) => time !== '')?.time ?? '';
  const failedId = FAILED_ID.exec(error)?.[1];
  const migrations = rows.map((row) => judge(row, began, failedId));
  return {
    tool: 'sql-migrate',
    migrations: addFailed(migrations, failedId),
    applied:
      count === undefined
        ? migrations.filter(({ state }) => state === 'applied-now').length
        : Number(count),
    error,
  };
}

interface Row {
  readonly id: string;
  readonly when: string;
}

/** A row of `sql-migrate status`: `| BS_1_init.up.sql | 2026-11-23 15:00:01 +0000 UTC |`, or `no`. */
function readRow(text: string): Row[] {
  const [before, name, time, after, ...more] = text.trim().split(BAR, CELLS + 1);
  const [id = '', when = ''] = [name?.trim(), time?.trim()];
  const isRow = before === '' && after === '' && more.length === 0;
  return isRow && id !== '' && WHEN.test(when) ? [{ id, when: when === 'no' ? '' : when }] : [];
}

function findError(log: readonly LogLine[]): string {
  return (
    log.map(({ text }) => FAILED.exec(text.trim())?.[1]).findLast((it) => it !== undefined) ?? ''
  );
}

function judge({ id, when }: Row, began: string, failedId: string | undefined): Migration {
  if (when === '') return { id, when, state: id === failedId ? 'failed' : 'pending' };
  const isNew = toSeconds(when) >= toSeconds(began);
  return { id, when, state: isNew ? 'applied-now' : 'applied-before' };
}

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?: ([+-]\d\d)(\d\d))?/;

/** Whole seconds since the epoch, of `2026-11-23 16:00:01 +0100 CET` as of RFC 3339 in UTC. */
function toSeconds(time: string): number {
  const [, date = '', clock = '', hours = '+00', minutes = '00'] = TIME.exec(time) ?? [];
  return Date.parse(`${date}T${clock}${hours}:${minutes}`) / 1_000;
}

function addFailed(
  migrations: readonly Migration[],
  failedId: string | undefined,
): readonly Migration[] {
  if (failedId === undefined || migrations.some(({ id }) => id === failedId)) return migrations;
  return [...migrations, { id: failedId, state: 'failed', when: '' }];
}
