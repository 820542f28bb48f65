import type { Migration, MigrationReport } from '../../migrations/migration.js';
import { formatDuration } from '../../text/format.js';
import { listReports } from '../../rollout/seen.js';
import { type Blocks, code, type Column, details, heading, paragraph, table } from '../document.js';
import type { ReportFacts } from '../facts.js';
import type { Links } from '../links.js';
import { describeFailedMigrations } from './failed-migration.js';
import { describeSql } from './pending-sql.js';
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

/** What each tool did, or would do: what failed and what is new first, what was applied before folded. */
export function describeMigrations(
  { seen, command }: ReportFacts,
  shown: ShownMigrations,
  { source, reason }: Pick<Links, 'source'> & { readonly reason: string },
): Blocks {
  const isPlan = command === 'plan';
  const reports = listReports(seen);
  return reports.flatMap((report) => {
    const of = reports.length > 1 ? ` of ${report.tool}` : '';
    return [
      heading(3, `Migrations${of}: ${isPlan ? countPlanned(report) : countAll(report)}`),
      ...sayDoubt(report, isPlan),
      ...describeReport(report, shown),
      ...describeSql(report.migrations, shown),
      ...describeFailedMigrations(report, { source, reason }),
    ];
  });
}

/** Most take less than a second, and tools print it. */
function formatTook(ms: number): string {
  return ms < 1_000 ? `${String(Math.round(ms))} ms` : formatDuration(ms);
}

function countAll({ migrations, applied, pending }: MigrationReport): string {
  return [
    ...sayCount(countFailed(migrations), 'failed'),
    `${String(applied)} applied now`,
    ...sayCount(pending, 'pending'),
  ].join(', ');
}

/** A plan applies nothing, so a number there is news. */
function countPlanned({ migrations, applied, pending }: MigrationReport): string {
  const counts = [
    ...sayCount(countFailed(migrations), 'failed'),
    ...sayCount(applied, 'applied now'),
    ...sayCount(pending, 'pending'),
  ];
  return counts.length === 0 ? 'none pending' : counts.join(', ');
}

function countFailed(migrations: readonly Migration[]): number {
  return migrations.filter(({ state }) => state === 'failed').length;
}

function sayCount(count: number, what: string): readonly string[] {
  return count > 0 ? [`${String(count)} ${what}`] : [];
}

function sayDoubt({ tool, doubt, pending }: MigrationReport, isPlan: boolean): Blocks {
  if (doubt === 'dry-run' && isPlan)
    return [
      paragraph(
        `${tool} prints the same in a dry run as in a real run. These migrations are pending if the hook ran it with `,
        ...[code('--dry-run'), '.'],
      ),
    ];
  if (doubt !== 'no-database' || pending === 0) return [];
  return [
    paragraph(
      `${tool} does not read the database with `,
      ...[
        code('--sql'),
        ' and listed migrations from the first one on, so some may be applied already. Name the ',
      ],
      ...['current revision: ', code('alembic upgrade <revision>:head --sql'), '.'],
    ),
  ];
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
