import { isSame } from '../plan/noise.js';
import { chooseHooks, type HookRenderings } from './choose.js';
import { listBefore, type RenderedHook } from './rendered-hooks.js';
import type { DryRunSeen } from './run.js';
import type { DryRunRendering } from '../helm/dry-run-args.js';
import { type Hook, isJobOrPod, nameHook } from '../helm/hook.js';
import type { ReleaseRecord } from '../helm/records.js';
import { listEvents } from '../helm/run-order.js';
import type { HelmExit } from '../helm/run.js';

/** The hooks of a chart under the name of the dry run; undefined where helm failed. */
export interface RenderedHooks {
  readonly helm: HelmExit;
  readonly hooks: readonly RenderedHook[] | undefined;
}

/** A hook of an earlier deploy that is not over. */
export interface HookAtWork {
  readonly hook: Hook;
  readonly revision: number;
  /** Why it counts as active, in words. */
  readonly because: string;
}

/** What a dry run needs from outside. */
export interface DryRunHost {
  /** A hook of the release that is at work. Throws ActionError. */
  findActiveHook(): Promise<HookAtWork | undefined>;
  renderHooks(rendering: DryRunRendering): Promise<RenderedHooks>;
  /** Makes hooks in this order, follows them, and removes them again. Never throws. */
  runHooks(hooks: readonly RenderedHook[], event: string): Promise<DryRunSeen>;
}

/** What came of the dry run of a chart's hooks. */
export type DryRun =
  | { readonly kind: 'ran'; readonly seen: DryRunSeen; readonly left: readonly Hook[] }
  | { readonly kind: 'not-rendered'; readonly helm: HelmExit }
  /** The chart has no hook that runs before the workloads. */
  | { readonly kind: 'no-hook'; readonly event: string }
  /** These would do what they do in a deploy. */
  | { readonly kind: 'not-dry'; readonly hooks: readonly Hook[] }
  /** helm would take the values of the last release, since none are given; the dry run would not have them. */
  | { readonly kind: 'reused-values' }
  /** A line of `plan-set` that makes no difference, by its key. */
  | { readonly kind: 'idle-line'; readonly key: string }
  /** It would have the name of the release's own. */
  | { readonly kind: 'same-name'; readonly hook: Hook }
  | { readonly kind: 'active'; readonly at: HookAtWork };

/** The chart as it was rendered for the release itself, and as what a deploy would do. */
export interface DryRunFacts {
  readonly rendered: ReleaseRecord;
  readonly operation: 'install' | 'upgrade';
  readonly planSet: readonly string[];
  /** The inputs give values. */
  readonly givesValues: boolean;
}

/** Runs the hooks that come before the workloads as a dry run, where that can hurt nothing. Throws ActionError. */
export async function runDryRun(host: DryRunHost, facts: DryRunFacts): Promise<DryRun> {
  const { rendered, operation, planSet, givesValues } = facts;
  if (!givesValues && rendered.hasValues?.() === true) return { kind: 'reused-values' };
  const isUpgrade = operation === 'upgrade';
  const [active, ...rendering] = await Promise.all([
    host.findActiveHook(),
    host.renderHooks({ isUpgrade, planSet }),
    host.renderHooks({ isUpgrade, planSet: [] }),
    host.renderHooks({ isUpgrade, planSet: [] }),
  ]);
  if (active !== undefined) return { kind: 'active', at: active };
  const failed = rendering.find(({ hooks }) => hooks === undefined);
  if (failed !== undefined) return { kind: 'not-rendered', helm: failed.helm };
  const [dry = [], plain = [], again = []] = rendering.map(({ hooks = [] }) =>
    listBefore(hooks, operation),
  );
  const [event = ''] = listEvents(operation);
  const choice = choose({ dry, plain, again }, event, rendered);
  if ('kind' in choice) return choice;
  const idle = await findIdleLine(host, facts, dry);
  if (idle !== undefined) return { kind: 'idle-line', key: idle };
  return { kind: 'ran', seen: await host.runHooks(choice.made, event), left: choice.left };
}

/**
 * A line without which the hooks are the same, by its key: its value has a typing error, and it may be the one that was
 * to make the dry run. A line without which nothing can be rendered is none.
 */
async function findIdleLine(
  host: DryRunHost,
  { operation, planSet }: DryRunFacts,
  dry: readonly RenderedHook[],
): Promise<string | undefined> {
  // The only line is known to change something.
  if (planSet.length < 2) return undefined;
  const objects = dry.map(({ object }) => object);
  for (const line of planSet) {
    const others = planSet.filter((it) => it !== line);
    const { hooks } = await host.renderHooks({
      isUpgrade: operation === 'upgrade',
      planSet: others,
    });
    const without = hooks && listBefore(hooks, operation).map(({ object }) => object);
    if (without !== undefined && isSame(objects, without)) return line.split('=', 1)[0] ?? '';
  }
  return undefined;
}

function choose(
  renderings: HookRenderings,
  event: string,
  { release }: ReleaseRecord,
): ReturnType<typeof chooseHooks> | DryRun {
  const programs = renderings.dry.filter(({ hook }) => isJobOrPod(hook));
  if (programs.length === 0) return { kind: 'no-hook', event };
  const choice = chooseHooks(renderings);
  if (!choice.made.some(({ hook }) => isJobOrPod(hook)))
    return { kind: 'not-dry', hooks: choice.left };
  const own = new Set(release.hooks.map(nameHook));
  const same = choice.made.find(({ hook }) => own.has(nameHook(hook)));
  return same === undefined ? choice : { kind: 'same-name', hook: same.hook };
}
