import type { Diagnosis } from '../diagnosis/diagnosis.js';
import type { MigrationReport } from '../migrations/migration.js';
import { listFailed } from '../rollout/failed.js';
import { type DeploySeen, listReports } from '../rollout/seen.js';
import { findTellingLine } from '../text/telling-line.js';
import { type Blocks, link, paragraph } from './document.js';
import type { ReportFacts } from './facts.js';
import type { Links } from './links.js';
import { describeOutcome } from './sections/headline.js';
import { describeHooks } from './sections/hooks.js';
import { describeLinks } from './sections/links.js';
import { describeLogEnd, findFailedLog, type LogSize } from './sections/log.js';
import { describeMigrationFiles } from './sections/migration-files.js';
import { describeMigrations, type ShownMigrations } from './sections/migrations.js';
import { describeNotices } from './sections/notices.js';
import { describePlan } from './sections/plan.js';
import { describeReason } from './sections/reason.js';
import { describeTimeline } from './sections/timeline.js';
import { describeVersions } from './sections/versions.js';
import { describeWorkloads } from './sections/workloads.js';

/** All that a report is made from. */
export interface Told {
  readonly diagnosis: Diagnosis;
  readonly facts: ReportFacts;
  readonly links: Links;
}

/** How much of it is told. */
export interface Extent {
  readonly migrations: ShownMigrations;
  readonly log: LogSize;
}

/** The report, in the order in which it is read: what happened, what to do, what runs, and then all that was seen. */
export function buildReport({ diagnosis, facts, links }: Told, extent: Extent): Blocks {
  const { seen } = facts;
  const { reason } = diagnosis;
  const isShort = extent.migrations === 'failed';
  return [
    describeOutcome(diagnosis, facts),
    ...describeReason(diagnosis, listNames(diagnosis, seen)),
    ...describeLinks(links),
    ...describeMigrations(facts, extent.migrations, { source: links.source, reason }),
    ...describePlan(facts, extent.migrations),
    ...describeMigrationFiles(facts.migrationFiles, extent.migrations),
    ...describeVersions(diagnosis, facts),
    ...describeNotices(diagnosis, facts),
    ...(seen === undefined ? [] : describeHooks(seen, { isShort, title: nameHooks(facts) })),
    ...describeWorkloads(seen?.rollout, isShort),
    ...(isShort ? [] : describeTimeline(facts)),
    ...describeLogEnd(findFailedLog(diagnosis, seen?.rollout), extent.log),
  ];
}

/** A plan runs none but for a dry run. */
function nameHooks({ command }: ReportFacts): string {
  return command === 'plan' ? 'Hooks of the dry run' : 'Hooks';
}

/** No more than the outcome, the reason and the way to the summary. */
export function buildBrief({ diagnosis, facts, links }: Told): Blocks {
  const where =
    links.run === undefined ? 'summary of the run' : link(links.run, 'summary of the run');
  return [
    describeOutcome(diagnosis, facts),
    ...describeReason(diagnosis, listNames(diagnosis, facts.seen), 'short'),
    paragraph('The report does not fit in here. It is in the ', where, '.'),
  ];
}

const MOST_NAMES = 200;

/** What a reason or an advice may have in it that are not our words. */
function listNames({ hook }: Diagnosis, seen: DeploySeen | undefined): readonly string[] {
  const { hooks = [], rollout } = seen ?? {};
  const workloads = rollout?.workloads ?? [];
  const objects = [...hooks.map((it) => it.hook), ...workloads.map(({ workload }) => workload)];
  const names = [
    ...(hook === undefined ? [] : [hook.migrated.error, findTellingLine(hook.log)]),
    ...(rollout === undefined ? [] : listFailed(rollout)).map(({ log }) => findTellingLine(log)),
    ...listReports(seen).flatMap(listFailedIds),
    ...objects.map(({ namespace, name }) => `${namespace}/${name}`),
  ];
  return [...new Set(names)].slice(0, MOST_NAMES);
}

function listFailedIds({ migrations }: MigrationReport): readonly string[] {
  return migrations.filter(({ state }) => state === 'failed').map(({ id }) => id);
}
