import type { Migration, MigrationReport } from '../../migrations/migration.js';
import { type DeploySeen, listReports } from '../../rollout/seen.js';
import { formatDuration } from '../../text/format.js';
import { type Blocks, code, type Column, details, heading, paragraph, table } from '../document.js';
import type { Links } from '../links.js';
import { describeFailedMigrations } from './failed-migration.js';
import { sayRest, tableOfFirst } from './rest.js';

/** Which migrations are shown: all, all but those that were applied before, or those that failed. */
export type ShownMigrations = 'all' | 'new' | 'failed';

/** Migrations by the thousand were seen. */
const SHOWN = 200;

const STATES: Readonly<Record<Migration['state'], string>> = {
  failed: '❌ failed',
  'applied-now': '🆕 applied now',
  pending: 'pending',
  'applied-before': 'applied before',
};

const NAME: Column<Migration> = ['Migration', ({ id }) => [code(id)]];
const STATE: Column<Migration> = ['State', ({ state }) => [STATES[state]]];
const DURATION: Column<Migration> = [
  'Duration',
  ({ durationMs: ms }) => [ms === undefined ? '' : formatTook(ms)],
];
const APPLIED: Column<Migration> = ['Applied', ({ when }) => [when]];

/** What each tool did: what failed and what is new first, what was applied before folded. */
export function describeMigrations(
  seen: DeploySeen,
  shown: ShownMigrations,
  { source, reason }: Pick<Links, 'source'> & { readonly reason: string },
): Blocks {
  const reports = listReports(seen);
  return reports.flatMap((report) => [
    heading(3, titleReport(report, reports.length > 1)),
    ...describeReport(report, shown),
    ...describeFailedMigrations(report, { source, reason }),
  ]);
}

/** Most take less than a second, and tools print it. */
function formatTook(ms: number): string {
  return ms < 1_000 ? `${String(Math.round(ms))} ms` : formatDuration(ms);
}

function titleReport({ tool, migrations, applied }: MigrationReport, isOneOfMany: boolean): string {
  const count = (state: Migration['state']) =>
    migrations.filter((migration) => migration.state === state).length;
  const [failed, pending] = [count('failed'), count('pending')];
  const counts = [
    ...(failed > 0 ? [`${String(failed)} failed`] : []),
    `${String(applied)} applied now`,
    ...(pending > 0 ? [`${String(pending)} pending`] : []),
  ];
  return `Migrations${isOneOfMany ? ` of ${tool}` : ''}: ${counts.join(', ')}`;
}

function describeReport({ migrations }: MigrationReport, shown: ShownMigrations): Blocks {
  const of = (...states: readonly Migration['state'][]) =>
    states.flatMap((state) => migrations.filter((migration) => migration.state === state));
  if (shown === 'failed') return list(of('failed'));
  const old = of('applied-before');
  const title = `${String(old.length)} applied before`;
  return [
    ...list(of('failed', 'applied-now', 'pending')),
    ...(shown === 'all' ? details([title], listLast(old)) : sayNumber(old.length)),
  ];
}

function sayNumber(old: number): Blocks {
  return old === 0 ? [] : [paragraph(`${String(old)} applied before.`)];
}

function list(migrations: readonly Migration[]): Blocks {
  return tableOfFirst(migrations, SHOWN, [NAME, STATE, DURATION, APPLIED]);
}

function listLast(migrations: readonly Migration[]): Blocks {
  return [
    ...sayRest(migrations.length - SHOWN, 'earlier ones'),
    ...table(migrations.slice(-SHOWN), [NAME, APPLIED]),
  ];
}
