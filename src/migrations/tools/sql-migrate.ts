import type { Findings } from '../findings.js';
import { readSql } from '../read-sql.js';
import type { Tool } from '../tool.js';

/** `Migration failed: <error> handling <id>` (`TxError` in sql-migrate v1.8.1). */
const HANDLING = / handling (\S+)$/;
const ERROR_LINES = 20;
/** What charts/sql-migrate prints after the SQL of a dry run, and the frame of a table. */
const AFTER_SQL = /^(?:Running sql-migrate |\+-{3}|┌─{3})/;

/**
 * sql-migrate 1.8. Its list is a table: `| 1_init.up.sql | 2026-11-23 15:00:01 +0000 UTC |`, or `no`. Other programs
 * print such tables, too: an id ends in `.sql`, or the table has its head, and a time has its zone.
 */
export const SQL_MIGRATE: Tool = {
  name: 'sql-migrate',
  rules: [
    [/^Applied (\d{1,9}) migrations?$/, (it, [, count]) => it.tell(Number(count))],
    [/^Migration failed: (.*)$/, (it, [, error = '']) => fail(it, error)],
    [
      /^==> Would apply migration (\S+) \(up\)$/,
      (it, [, id = ''], opening) => {
        it.listAs(id, 'pending');
        readSql(it, { id, opening }, (text) => AFTER_SQL.test(text));
      },
    ],
    [/^[|│]\s{1,300}MIGRATION\s{1,300}[|│]\s{1,300}APPLIED\s{1,300}[|│]$/, (it) => it.recognise()],
    [
      /^[|│] *([^|│\s]{0,400}\.sql[^|│\s]{0,400}) *[|│] *(no|\d{4}-\d\d-\d\d [\d:.]{8,18} [+-]\d{4}(?: \w{1,6})?) *[|│]$/,
      readRow,
    ],
  ],
  later: [
    [
      /^[|│] *([^|│\s]{1,400}) *[|│] *(no|\d{4}-\d\d-\d\d [\d:.]{8,18} [+-]\d{4}(?: \w{1,6})?) *[|│]$/,
      readRow,
    ],
  ],
};

/**
 * A migration is new when it was applied after the log began: both are the node's clock, the database keeps seconds.
 */
function readRow(it: Findings, [, id = '', when = '']: readonly string[]): void {
  if (when === 'no') it.listAs(id, 'pending');
  else {
    const isNew = toSeconds(when) >= toSeconds(it.began);
    it.listAs(id, isNew ? 'applied-now' : 'applied-before', when);
  }
}

function fail(it: Findings, error: string): void {
  const id = HANDLING.exec(error)?.[1];
  it.fail({ error, ...(id === undefined ? {} : { id, file: id }) });
  if (id === undefined)
    it.readOn(ERROR_LINES, (text) => {
      const named = HANDLING.exec(text)?.[1];
      if (named !== undefined) it.fail({ id: named, file: named, error: `${it.error} ${text}` });
      return named === undefined && !text.startsWith('Running ');
    });
}

const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?: ([+-]\d\d)(\d\d))?/;

/** Whole seconds since the epoch, of `2026-11-23 16:00:01 +0100 CET` as of RFC 3339 in UTC. */
function toSeconds(time: string): number {
  const [, date = '', clock = '', hours = '+00', minutes = '00'] = TIME.exec(time) ?? [];
  return Date.parse(`${date}T${clock}${hours}:${minutes}`) / 1_000;
}
