import { WAITED_JOB, type HookRun } from '../helm/run-order.js';
import type { Output } from './frontend.js';

/** More are counted: Helm waits for all Jobs of a release at once. */
const NAMED_RUNS = 3;

/**
 * The groups of the workflow log, which do not nest: one is open at a time. Runs that are at work at the same time
 * share one, since each line names its Pod: a group for each would be closed and opened again with every other line.
 */
export class HookGroups {
  /** Begun and not ended, by their keys. */
  private readonly atWork = new Map<string, HookRun>();
  /** Whose group is open; empty where none is. */
  private open: ReadonlySet<string> = new Set();
  private readonly output: Pick<Output, 'startGroup' | 'endGroup'>;
  private readonly plain: (text: string) => string;

  /** `plain` makes a text of the cluster's harmless. */
  constructor(output: Pick<Output, 'startGroup' | 'endGroup'>, plain: (text: string) => string) {
    this.output = output;
    this.plain = plain;
  }

  /** A run has begun. Where others are at work, their group stays open until this one has a line. */
  begin(run: HookRun): void {
    this.atWork.set(run.key, run);
    if (this.open.size === 0) this.enter(run);
  }

  /** Opens the group of all that is at work, and of this run, unless one that has this run in it is open. */
  enter(run: HookRun): void {
    if (this.open.has(run.key)) return;
    this.leave();
    const runs = new Map([...this.atWork, [run.key, run]]);
    this.open = new Set(runs.keys());
    this.output.startGroup(this.plain(describeRuns([...runs.values()])));
  }

  /** A run has ended: the group is closed, and the next one is opened without it. */
  end({ key }: Pick<HookRun, 'key'>): void {
    this.atWork.delete(key);
    this.leave();
  }

  leave(): void {
    if (this.open.size > 0) this.output.endGroup();
    this.open = new Set();
  }
}

function describeRuns(runs: readonly HookRun[]): string {
  const named = runs.slice(0, NAMED_RUNS).map(describeRun);
  const others = runs.length - named.length;
  return [...named, ...(others > 0 ? [`${String(others)} more`] : [])].join(' and ');
}

function describeRun({ event, hook, number, count }: HookRun): string {
  const place = number === undefined ? '' : ` ${String(number)} of ${String(count)}:`;
  return event === WAITED_JOB
    ? `Job${place} ${hook.name} (${event})`
    : `Hook${place} ${hook.kind} ${hook.name} (${event}, weight ${String(hook.weight)})`;
}
