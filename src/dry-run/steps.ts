import { hideLogOf } from '../helm/hidden-logs.js';
import { countRuns, type HookRun } from '../helm/run-order.js';
import type { Mapping } from '../text/yaml.js';
import { makeManifest, type PlanRun } from './manifest.js';
import type { RenderedHook } from './rendered-hooks.js';

/** What the steps of a dry run are made with. */
export interface StepOptions {
  readonly plan: PlanRun;
  /** Names of hooks whose logs are not shown, with `*` for any characters. */
  readonly hideLogs: readonly string[];
}

/** One hook, the run of it, and the object that is made for it. */
export interface Step {
  readonly run: HookRun;
  readonly object: Mapping;
}

/** The steps of a dry run, in the order of the hooks. */
export function listSteps(
  hooks: readonly RenderedHook[],
  event: string,
  { plan, hideLogs }: StepOptions,
): readonly Step[] {
  const runs = countRuns(hooks.map(({ hook }) => ({ event, hook: hideLogOf(hook, hideLogs) })));
  return hooks.flatMap((one, index) => {
    const run = runs[index];
    return run === undefined ? [] : [{ run, object: makeManifest(one, plan) }];
  });
}
