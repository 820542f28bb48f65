import { type ActionError, asActionError } from '../errors.js';
import { type Hook, isJobOrPod } from '../helm/hook.js';
import type { EarlyEnd } from '../hooks/ending.js';
import { NOTHING_SEEN } from '../hooks/hook-objects.js';
import { type HookResult, judgeHook } from '../hooks/result.js';
import { type FollowDeps, followHook } from './follow.js';
import { PLAN_OF, PLAN_RUN } from './manifest.js';
import type { RenderedHook } from './rendered-hooks.js';
import { listSteps, type Step, type StepOptions } from './steps.js';
import type { ObjectStore, StoredObject } from './store.js';

/** What a dry run needs from outside. */
export interface DryRunDeps extends FollowDeps, StepOptions {
  readonly objects: ObjectStore;
  /** After a cancel, nothing is begun any more when this aborts. */
  readonly deadline: AbortSignal;
}

/** Why a dry run did not get to its end. */
export type DryRunStop =
  /** These are there already, all of them by another plan or not. */
  | { readonly kind: 'exists'; readonly hooks: readonly Hook[]; readonly isOfPlan: boolean }
  | { readonly kind: 'not-made'; readonly hook: Hook; readonly error: ActionError }
  | {
      readonly kind: 'hook';
      readonly hook: HookResult;
      readonly endedEarly: EarlyEnd | undefined;
    };

/** What came of a dry run. */
export interface DryRunSeen {
  readonly hooks: readonly HookResult[];
  /** Undefined where all hooks have succeeded, and after a cancel. */
  readonly stop: DryRunStop | undefined;
  /** What kept us from seeing. */
  readonly blind: readonly ActionError[];
  /** What could not be removed again, and why. */
  readonly left: readonly { readonly hook: Hook; readonly error: ActionError }[];
}

const REQUEST_MS = 30_000;

/**
 * Makes the hooks one after another as Helm does, each when the one before has succeeded, and removes them again in any
 * case. Where one of their names is taken, nothing is made. Never throws.
 */
export async function runHooks(
  hooks: readonly RenderedHook[],
  event: string,
  deps: DryRunDeps,
): Promise<DryRunSeen> {
  const steps = listSteps(hooks, event, deps);
  const run = new DryRun(deps);
  try {
    await run.make(steps);
  } finally {
    await run.removeAll();
  }
  return run.seen(steps);
}

/** One dry run: what it has made, and what was seen of it. */
class DryRun {
  private readonly deps: DryRunDeps;
  private readonly made: { readonly step: Step; readonly stored: StoredObject }[] = [];
  private readonly results = new Map<string, HookResult>();
  private readonly blind: ActionError[] = [];
  private readonly left: DryRunSeen['left'][number][] = [];
  private stop: DryRunStop | undefined;

  constructor(deps: DryRunDeps) {
    this.deps = deps;
  }

  async make(steps: readonly Step[]): Promise<void> {
    this.stop = await this.findTaken(steps);
    for (const step of steps) {
      if (this.stop !== undefined || this.deps.cancelled.aborted) return;
      this.stop = await this.makeOne(step);
    }
  }

  /** The last one first, as it may need those before. */
  async removeAll(): Promise<void> {
    for (const { step, stored } of this.made.toReversed()) {
      try {
        await this.deps.objects.remove(step.object, stored, this.limit);
      } catch (error) {
        const hook = { ...step.run.hook, name: stored.name, isNameGenerated: false };
        this.left.push({ hook, error: asActionError(error) });
      }
    }
  }

  seen(steps: readonly Step[]): DryRunSeen {
    const { results, stop, blind, left } = this;
    const hooks = steps.map(({ run }) => results.get(run.key) ?? judgeHook(run, NOTHING_SEEN));
    return { hooks, stop, blind, left };
  }

  /** A request is not broken off by a cancel: nobody would know whether it was done. */
  private get limit(): AbortSignal {
    return AbortSignal.any([this.deps.deadline, AbortSignal.timeout(REQUEST_MS)]);
  }

  private async findTaken(steps: readonly Step[]): Promise<DryRunStop | undefined> {
    const taken: { readonly hook: Hook; readonly isOfPlan: boolean }[] = [];
    for (const { run, object } of steps) {
      const { hook } = run;
      try {
        const found = await this.deps.objects.find(object, hook.namespace, this.limit);
        if (found !== undefined) taken.push({ hook, isOfPlan: PLAN_OF in found.annotations });
      } catch (error) {
        return { kind: 'not-made', hook, error: asActionError(error) };
      }
    }
    if (taken.length === 0) return undefined;
    const isOfPlan = taken.every((it) => it.isOfPlan);
    return { kind: 'exists', hooks: taken.map(({ hook }) => hook), isOfPlan };
  }

  private async makeOne(step: Step): Promise<DryRunStop | undefined> {
    const { hook } = step.run;
    let stored: StoredObject;
    try {
      stored = await this.create(step);
    } catch (thrown) {
      const error = asActionError(thrown);
      const taken = error.code === 'conflict' ? await this.findTaken([step]) : undefined;
      return taken ?? { kind: 'not-made', hook, error };
    }
    this.made.push({ step, stored });
    const run = {
      ...step.run,
      hook: { ...hook, name: stored.name, isNameGenerated: false, phase: '' },
    };
    if (!isJobOrPod(hook)) {
      const done = { ...run, hook: { ...run.hook, phase: 'Succeeded' } };
      this.results.set(step.run.key, judgeHook(done, NOTHING_SEEN));
      return undefined;
    }
    const { result, endedEarly, troubles } = await followHook(run, this.deps);
    this.results.set(step.run.key, result);
    this.blind.push(...troubles);
    if (result.verdict.kind === 'succeeded' || this.deps.cancelled.aborted) return undefined;
    return { kind: 'hook', hook: result, endedEarly };
  }

  /**
   * An answer may get lost though the object was made: then it is there, with our mark. Where nobody can look, it may
   * be left.
   */
  private async create({ run: { hook }, object }: Step): Promise<StoredObject> {
    const { objects, plan } = this.deps;
    try {
      return await objects.create(object, hook.namespace, this.limit);
    } catch (error) {
      const look = objects.find(object, hook.namespace, this.limit);
      const found = await look.catch((why: unknown) => {
        if (asActionError(error).code === 'cluster-unreachable')
          this.left.push({ hook, error: asActionError(why) });
        return undefined;
      });
      if (found?.annotations[PLAN_RUN] === plan.id) return found;
      throw error;
    }
  }
}
