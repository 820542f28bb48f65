import { type Hook, isJobOrPod, nameHook } from '../helm/hook.js';
import { compareHooks } from '../helm/run-order.js';
import { isSame, quiet } from '../plan/noise.js';
import { isMapping } from '../text/yaml.js';
import type { RenderedHook } from './rendered-hooks.js';

/** The hooks of a chart that run before the workloads, rendered for a dry run. */
export interface HookRenderings {
  /** With `plan-set`. */
  readonly dry: readonly RenderedHook[];
  /** As a deploy would have them, twice: what differs between these two changes by itself. */
  readonly plain: readonly RenderedHook[];
  readonly again: readonly RenderedHook[];
}

/** Which hooks a dry run makes, in Helm's order. */
export interface Choice {
  readonly made: readonly RenderedHook[];
  /** Jobs and Pods that `plan-set` does not change: they would do what they do in a deploy. */
  readonly left: readonly Hook[];
}

/**
 * Chooses the hooks that are run. A Job or Pod has to differ from what a deploy would run, or use a hook object that
 * does: otherwise it is not a dry run, and would migrate the database.
 */
export function chooseHooks({ dry, plain, again }: HookRenderings): Choice {
  const ordered = dry.toSorted((a, b) => compareHooks(a.hook, b.hook));
  const [before, beforeAgain] = [byName(plain), byName(again)];
  const changed = ordered.filter((one) => {
    const name = nameHook(one.hook);
    const [object, other] = [before.get(name)?.object, beforeAgain.get(name)?.object];
    return (
      object === undefined ||
      !isSame(quiet(object, object, other), quiet(one.object, object, other))
    );
  });
  const others = changed.filter(({ hook }) => !isJobOrPod(hook)).map(({ hook }) => hook.name);
  const isDry = (one: RenderedHook) =>
    !isJobOrPod(one.hook) || changed.includes(one) || others.some((name) => uses(one.object, name));
  return {
    made: ordered.filter(isDry),
    left: ordered.filter((one) => !isDry(one)).map(({ hook }) => hook),
  };
}

function byName(hooks: readonly RenderedHook[]): ReadonlyMap<string, RenderedHook> {
  return new Map(hooks.map((one) => [nameHook(one.hook), one]));
}

/** Whether an object names another one somewhere. */
function uses(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => uses(item, name));
  if (isMapping(value)) return Object.values(value).some((item) => uses(item, name));
  return value === name;
}
