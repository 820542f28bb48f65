import { nameBriefly } from '../helm/hook.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';
import { type DeploySeen, listReports } from '../rollout/seen.js';
import { renderRollout } from './rollout.js';
import type { MigrationReport } from '../migrations/migration.js';
import type { Diagnosis, Outcome } from '../diagnosis/diagnosis.js';
import { escapeMarkdown, fenceLines } from '../text/escape.js';
import { cutText, formatDuration } from '../text/format.js';
import { renderTable } from './markdown-table.js';
import { renderHooks } from './summary-hooks.js';
import type { Workloads } from '../diagnosis/workloads.js';

/** What the summary is made from, beside the diagnosis. */
export interface SummaryFacts {
  readonly release: string;
  readonly namespace: string;
  readonly seen: DeploySeen | undefined;
  /** How long helm ran, in ms; undefined when it was not started. */
  readonly helmMs: number | undefined;
}

const HEADLINES: Readonly<Record<Outcome, string>> = {
  deployed: '✅ Deployed',
  'hook-failed': '❌ Hook failed',
  'hook-running': '⏳ A hook is still running',
  'rollout-failed': '❌ Rollout failed',
  'deploy-failed': '❌ Deploy failed',
  blocked: '⛔ Blocked',
  cancelled: '🚫 Cancelled',
};

const WORKLOADS: Readonly<Record<Workloads, string>> = {
  unchanged: 'unchanged',
  changed: 'changed',
  'rolled-back': 'rolled back to the last deployed revision',
};

const SHOWN_LOG_LINES = 50;
/** Lines of megabytes were seen, and migrations by the thousand. */
const LINE_LENGTH = 2_000;
const SHOWN_MIGRATIONS = 200;

/** The job summary as Markdown. Text from the cluster is escaped; the runner refuses more than 1 MiB. */
export function renderSummary(diagnosis: Diagnosis, facts: SummaryFacts): string {
  const hooks = facts.seen?.hooks ?? [];
  const sections = [
    `## ${nameOutcome(diagnosis)}: ${escapeMarkdown(facts.release || 'release')}`,
    renderReason(diagnosis),
    renderFacts(diagnosis, facts),
    renderHooks(facts.seen, hooks),
    renderRollout(facts.seen?.rollout),
    ...listReports(facts.seen).map(renderMigrations),
    renderLog(diagnosis.hook, diagnosis.outcome),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function nameOutcome({ outcome, hook }: Diagnosis): string {
  const isMigration = hook !== undefined && hook.migrated.reports.length > 0;
  return outcome === 'hook-failed' && isMigration ? '❌ Migration failed' : HEADLINES[outcome];
}

function renderReason({ outcome, cause, reason, advice }: Diagnosis): string {
  if (outcome === 'deployed') return escapeMarkdown(reason);
  // Only our own list of wrong inputs has lines.
  const [first = '', ...items] = cause === 'input' ? reason.split('\n') : [reason];
  const lines = [`> **${escapeMarkdown(first)}**`];
  if (items.length > 0) lines.push('>');
  lines.push(...items.map((item) => `> - ${escapeMarkdown(item.replace(/^- /, ''))}`));
  if (advice !== '') lines.push('>', `> ${escapeMarkdown(advice)}`);
  return lines.join('\n');
}

function renderFacts({ workloads }: Diagnosis, { namespace, seen, helmMs }: SummaryFacts): string {
  const cells: (readonly [string, string])[] = [
    ['Namespace', escapeMarkdown(namespace)],
    ['Workloads', describeWorkloads(workloads, seen)],
    ['Revision tried', seen?.release === undefined ? 'none' : String(seen.release.revision)],
    ['Revision deployed', String(seen?.deployedAfter ?? 'not known')],
  ];
  if (helmMs !== undefined) cells.push(['helm ran for', formatDuration(helmMs)]);
  return renderTable(
    cells.map(([name]) => name),
    [cells.map(([, value]) => value)],
  );
}

function describeWorkloads(workloads: Workloads, seen: Observation | undefined): string {
  if (workloads !== 'unchanged' || seen?.deployedBefore === undefined) return WORKLOADS[workloads];
  return `unchanged: revision ${String(seen.deployedBefore)} still runs`;
}

function renderMigrations(report: MigrationReport): string {
  const words = {
    'applied-now': '🆕 applied now',
    'applied-before': 'applied before',
    pending: 'pending',
    failed: '❌ failed',
  };
  const rows = report.migrations
    .slice(-SHOWN_MIGRATIONS)
    .map(({ id, state, when }) => [escapeMarkdown(id), words[state], escapeMarkdown(when)]);
  const hidden = report.migrations.length - rows.length;
  return [
    `### Migrations: ${String(report.applied)} applied now`,
    ...(hidden > 0 ? [`${String(hidden)} earlier ones are not shown.`] : []),
    ...(rows.length > 0 ? [renderTable(['Migration', 'State', 'Applied'], rows)] : []),
  ].join('\n\n');
}

function renderLog(hook: HookResult | undefined, outcome: Outcome): string {
  if (hook === undefined || outcome === 'deployed') return '';
  if (hook.hook.hidesLog)
    return `The log of ${escapeMarkdown(nameBriefly(hook.hook))} is not shown (\`hide-logs\`).`;
  if (hook.log.length === 0) return '';
  const lines = hook.log.slice(-SHOWN_LOG_LINES).map(({ text }) => cutText(text, LINE_LENGTH));
  const title = `Last ${String(lines.length)} lines of ${nameBriefly(hook.hook)}`;
  return `### ${escapeMarkdown(title)}\n\n${fenceLines(lines)}`;
}
