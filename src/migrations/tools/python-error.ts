import type { Findings } from '../findings.js';

/** A traceback of a few causes, each of which may go deep. */
const TRACE_LINES = 400;
/** The last line of a traceback: `django.db.utils.OperationalError: no such table: x`. */
const RAISED =
  /^((?:[A-Za-z_]\w{0,60}\.){0,8}[A-Z]\w{0,60}(?:Error|Exception|Violation|Exists?|Exit|Interrupt|Found|Table|Object|Column|Function|Failure|Warning|Timeout|NotAvailable|Canceled))(?:: (.*))?$/;
const FRAME = /^File "([^"]{1,300})", line (\d{1,9}), in (\S{1,200})$/;
const SQL = /^\[SQL: (.*)$/;

/** Reads a Python traceback that follows; `isOwn` tells a migration's file from its path. */
export function readTraceback(it: Findings, isOwn: (path: string) => boolean): void {
  it.readOn(TRACE_LINES, (text) => {
    const [, path = '', line = ''] = FRAME.exec(text) ?? [];
    if (path !== '' && isOwn(path)) it.addToFailure({ file: path, line: Number(line) });
    const [raised] = RAISED.exec(text) ?? [];
    if (raised !== undefined) it.addToFailure({ error: raised });
    const statement = SQL.exec(text)?.[1];
    if (statement !== undefined) it.addToFailure({ statement: statement.replace(/\]$/, '') });
    return true;
  });
}
