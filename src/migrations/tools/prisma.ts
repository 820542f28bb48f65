import type { Findings } from '../findings.js';
import type { Tool } from '../tool.js';

const TREE_LINES = 4_000;
const ERROR_LINES = 40;
/** `└─ 20240101_init/` */
const BRANCH = /^[│├└─ ]{0,12}(\d{8,20}_[\w-]{1,200}|\d{1,20}_[\w-]{1,200})\/$/;

/** Prisma 5 to 7, `migrate deploy`. */
export const PRISMA: Tool = {
  name: 'Prisma',
  endsQuietly: true,
  rules: [
    [
      /^Applying migration `([^`]{1,300})`$/,
      (it, [, id = '']) => {
        it.applyBegun();
        it.begin(id);
      },
    ],
    [
      /^\d{1,9} migrations? found in (\S{1,200})$/,
      (it, [, folder = '']) => {
        it.mark = folder;
        it.recognise();
      },
    ],
    [/^The following migration(?:\(s\)|s)? have been applied:$/, (it) => readTree(it)],
    [
      /^(?:Following|The) migrations?(?:\(s\))? have not yet been applied:$/,
      (it) => listPending(it),
    ],
    [/^Migration name: (\S{1,300})$/, (it, [, id = '']) => readFailure(it, id)],
    [
      /^The `([^`]{1,300})` migration started at .{1,60} failed$/,
      (it, [, id = '']) =>
        it.fail({ id, error: `P3009: migration ${id} failed in an earlier run` }),
    ],
  ],
  later: [
    [/^No pending migrations to apply\.$/, (it) => it.recognise()],
    [/^All migrations have been successfully applied\.$/, (it) => it.applyBegun()],
    [/^Error: (P\d{4}.*)$/, (it, [, error = '']) => it.fail({ error })],
  ],
};

/** `migrate status` ends the list with an empty line. */
function listPending(it: Findings): void {
  it.readOn(TREE_LINES, (text) => {
    const id = /^[\w-]{1,300}$/.exec(text)?.[0];
    if (id !== undefined) it.listAs(id, 'pending');
    return id !== undefined;
  });
}

function readTree(it: Findings): void {
  it.applyBegun();
  it.readOn(TREE_LINES, (text) => {
    const id = BRANCH.exec(text)?.[1];
    if (id !== undefined) it.apply(id);
    return !text.startsWith('All migrations') && !text.startsWith('Error');
  });
}

/** `Database error code: 42P07`, and behind `Database error:` the database's own words. */
function readFailure(it: Findings, id: string): void {
  it.fail({ id, ...(it.mark === '' ? {} : { file: `${it.mark}/${id}/migration.sql` }) });
  let isNext = false;
  it.readOn(ERROR_LINES, (text) => {
    if (isNext && text !== '') it.addToFailure({ error: text });
    if (isNext && text !== '') return false;
    isNext ||= text === 'Database error:';
    const [, error] = /^Database error: (.+)$/.exec(text) ?? [];
    if (error !== undefined) it.addToFailure({ error });
    return error === undefined;
  });
}
