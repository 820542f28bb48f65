import { concludeLog, type LogEnd, mergeReports } from '../migrations/conclude.js';
import type { MigrationReport } from '../migrations/migration.js';
import type { Attempts } from './attempts.js';
import type { HookObjects } from './hook-objects.js';
import { listContainerRuns } from './targets.js';
import type { HookVerdict } from './verdict.js';

/** What the logs of a hook say of migrations. */
export interface Migrated {
  /** A report for each tool, of all container runs together. */
  readonly reports: readonly MigrationReport[];
  /** What a tool says went wrong in the log that tells most; empty where none does. */
  readonly error: string;
}

/** What is known of a hook's container runs. */
interface Runs extends Pick<Attempts, 'ended'> {
  readonly kind: HookVerdict['kind'];
  /** The run whose log tells most. */
  readonly telling: string;
}

/** Puts together what the logs of all attempts and containers say, oldest first. */
export function findMigrated(objects: HookObjects, { kind, telling, ended }: Runs): Migrated {
  const idsOf = (attempts: Attempts['ended']) => attempts.map(({ end }) => end?.id ?? '');
  const failed = idsOf(ended.filter((attempt) => attempt.kind === 'failed'));
  const stopped = idsOf(ended.filter((attempt) => attempt.kind === 'stopped'));
  const own = new Set([
    ...[...failed, ...stopped],
    ...objects.pods.flatMap(listContainerRuns).map(({ id }) => id),
    telling,
  ]);
  const endOf = (id: string): LogEnd => {
    if (stopped.includes(id)) return 'open';
    return failed.includes(id) ? 'failed' : toEnd(kind);
  };
  const runs = [...objects.migrations]
    .filter(([id, found]) => own.has(id) && found.length > 0)
    .map(([id, found]) => ({ id, reports: concludeLog(found, endOf(id)) }));
  const told = runs.find(({ id }) => id === telling)?.reports ?? [];
  return {
    reports: mergeReports(
      runs.map(({ reports }) => reports),
      toEnd(kind),
    ),
    error: told.findLast(({ error }) => error !== '')?.error ?? '',
  };
}

function toEnd(kind: HookVerdict['kind']): LogEnd {
  return kind === 'succeeded' || kind === 'failed' ? kind : 'open';
}
