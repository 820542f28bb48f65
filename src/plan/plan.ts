import type { ReleaseRecord } from '../helm/records.js';
import { listHooksInOrder } from '../helm/run-order.js';
import { readVersion, type Versions } from '../helm/version.js';
import { type Change, compareObjects } from './compare.js';
import type { Veil } from './conceal.js';
import { readPlanObjects } from './objects.js';

/** A hook that a deploy would run. */
export interface PlannedHook {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly event: string;
  readonly weight: number;
}

/** What a deploy would do; nothing in it is secret. */
export interface Plan {
  readonly changes: readonly Change[];
  /** In the order in which Helm runs them. */
  readonly hooks: readonly PlannedHook[];
  readonly versions: Versions;
}

/** What a plan is made from. */
export interface PlanFacts {
  /** The revision that a deploy would replace; undefined for an install. */
  readonly deployed: ReleaseRecord | undefined;
  readonly rendered: ReleaseRecord;
  /** The same chart, rendered once more. */
  readonly again: ReleaseRecord;
}

/** Compares what a chart renders to with what is deployed. */
export function makePlan(facts: PlanFacts, veil: Veil): Plan {
  const { deployed, rendered, again } = facts;
  const read = (record: ReleaseRecord | undefined) => {
    const { objects = '' } = record?.manifests?.() ?? {};
    return readPlanObjects([objects], rendered.release.namespace);
  };
  const renderings = { deployed: read(deployed), rendered: read(rendered), again: read(again) };
  const before = deployed === undefined ? undefined : readVersion(deployed);
  const operation = deployed === undefined ? 'install' : 'upgrade';
  return {
    changes: compareObjects(renderings, veil),
    hooks: listHooks({ ...rendered.release, operation }),
    versions: { before, tried: readVersion(rendered) },
  };
}

function listHooks(release: ReleaseRecord['release']): readonly PlannedHook[] {
  return listHooksInOrder(release).map(({ event, hook: { kind, namespace, name, weight } }) => ({
    ...{ kind, namespace, name, event, weight },
  }));
}

/** What would come, in one sentence; `pending` is the number of pending migrations, undefined where it is not known. */
export function describePlan(plan: Plan, release: string, pending?: number): string {
  const { changes, hooks } = plan;
  const count = (change: Change['change']) =>
    changes.filter((it) => it.change === change && !it.kept).length;
  const [added, changed, removed] = [count('added'), count('changed'), count('removed')];
  const objects =
    added + changed + removed === 0
      ? 'no object would be changed'
      : `${countOf(added, 'object')} would be added, ${String(changed)} changed, ${String(removed)} removed`;
  return `Release ${release}: ${objects}; ${countOf(hooks.length, 'hook')} would run${describePending(pending)}.`;
}

function describePending(pending: number | undefined): string {
  if (pending === undefined) return '';
  if (pending === 0) return '; no migration is pending';
  return `; ${countOf(pending, 'migration')} ${pending === 1 ? 'is' : 'are'} pending`;
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${count === 1 ? noun : `${noun}s`}`;
}
