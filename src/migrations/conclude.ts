import type { Found } from './found.js';
import type { Findings } from './findings.js';
import type { Doubt, Migration, MigrationReport } from './migration.js';
import type { ToolFindings } from './reader.js';
import type { Tool } from './tool.js';

/** How the program ended whose log it is; `open` while it runs, and where nobody saw. */
export type LogEnd = 'succeeded' | 'failed' | 'open';

/** What one log says of migrations: a report for each tool, in the order of their first lines. */
export function concludeLog(
  found: readonly ToolFindings[],
  end: LogEnd,
): readonly MigrationReport[] {
  return found.map(({ tool, findings }) => {
    const { list, error, applied } = findings;
    const begun = list.filter(({ state }) => state === 'begun');
    const isDone = end === 'succeeded' && tool.endsQuietly === true;
    const doubted = end === 'failed' ? findDoubted(tool, findings) : undefined;
    const stateOf = (it: Found): Migration['state'] => {
      if (it.id === doubted) return 'failed';
      if (it.state !== 'begun') return it.state;
      if (isDone) return 'applied-now';
      return end === 'failed' && it === begun.at(-1) ? 'failed' : 'pending';
    };
    const migrations = list.map((it) => ({
      ...it,
      state: stateOf(it),
      sql: findings.sql.textOf(it.id),
    }));
    return {
      tool: tool.name,
      migrations,
      applied: applied + (isDone ? begun.length : 0) - (doubted === undefined ? 0 : 1),
      pending: Math.max(countPending(migrations), findings.toldPending),
      error,
      doubt: doubt(tool, findings),
    };
  });
}

/** The migration that was called applied last, where that does not mean that it was. */
function findDoubted(tool: Tool, { mark, current }: Findings): string | undefined {
  return mark !== '' && mark === tool.doubtMark ? current : undefined;
}

function doubt(tool: Tool, { applied, isFromStart }: Findings): Doubt | undefined {
  if (tool.hidesDryRun === true && applied > 0) return 'dry-run';
  return isFromStart ? 'no-database' : undefined;
}

function countPending(migrations: readonly Migration[]): number {
  return migrations.filter(({ state }) => state === 'pending').length;
}

/** The reports of a hook's container runs, oldest first, as one for each tool: what one run applied, the hook has. */
export function mergeReports(
  runs: readonly (readonly MigrationReport[])[],
  end: LogEnd,
): readonly MigrationReport[] {
  const merged = new Map<string, MigrationReport>();
  for (const report of runs.flat()) {
    const before = merged.get(report.tool);
    merged.set(report.tool, before === undefined ? report : mergeTwo(before, report, end));
  }
  return [...merged.values()];
}

function mergeTwo(before: MigrationReport, after: MigrationReport, end: LogEnd): MigrationReport {
  const all = new Map(before.migrations.map((it) => [it.id, it]));
  // A run that ended well says no more of a failure before it.
  if (end === 'succeeded')
    for (const { id, state } of before.migrations) if (state === 'failed') all.delete(id);
  for (const it of after.migrations) {
    const known = all.get(it.id);
    const isOurs = known?.state === 'applied-now' && it.state === 'applied-before';
    all.set(it.id, isOurs ? { ...it, state: 'applied-now', durationMs: known.durationMs } : it);
  }
  const migrations = [...all.values()];
  return {
    tool: after.tool,
    migrations,
    applied: before.applied + after.applied,
    pending: Math.max(countPending(migrations), after.pending),
    error: after.error,
    doubt: after.doubt ?? before.doubt,
  };
}
