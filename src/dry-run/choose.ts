import { type Hook, isJobOrPod } from '../helm/hook.js';
import { compareHooks } from '../helm/run-order.js';
import { isSame, quiet } from '../plan/noise.js';
import { isMapping, type Mapping, mappingOf } from '../text/yaml.js';
import { openNameRemover, pairHooks } from './pairs.js';
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
  /** Objects with Pods that `plan-set` does not change: they would do what they do in a deploy. */
  readonly left: readonly Hook[];
}

/**
 * Chooses the hooks that are run. The Pod of a hook has to differ from each that a deploy would run, in more than a
 * name, or use a hook object that does: otherwise it is not a dry run, and would migrate the database.
 */
export function chooseHooks(renderings: HookRenderings): Choice {
  const ordered = renderings.dry.toSorted((a, b) => compareHooks(a.hook, b.hook));
  const isChanged = openComparison(renderings);
  const others = ordered.filter((one) => readPodSpec(one) === undefined && isChanged(one));
  const isDry = (one: RenderedHook) => {
    const spec = readPodSpec(one);
    return spec === undefined || isChanged(one) || others.some(({ hook }) => uses(spec, hook.name));
  };
  return {
    made: ordered.filter(isDry),
    left: ordered.filter((one) => !isDry(one)).map(({ hook }) => hook),
  };
}

/** Returns whether `plan-set` changes what a hook is. A hook that only a dry run has is changed. */
function openComparison({ dry, plain, again }: HookRenderings): (one: RenderedHook) => boolean {
  const pairs = pairHooks(dry, plain);
  const repeated = pairHooks(plain, again);
  const withoutNames = openNameRemover(pairs);
  const read = (one: RenderedHook | undefined) =>
    withoutNames(one && readContent(one)) as Mapping | undefined;
  const isAs = (one: RenderedHook, before: RenderedHook) => {
    const [was, is, other] = [read(before) ?? {}, read(one) ?? {}, read(repeated.get(before))];
    return isSame(quiet(was, was, other), quiet(is, was, other));
  };
  // A program may have the name of another one by now: none that a deploy would run may be run.
  const programs = plain.filter((one) => readPodSpec(one) !== undefined);
  return (one) => {
    const pair = pairs.get(one);
    const before = readPodSpec(one) === undefined ? [pair].flatMap((it) => it ?? []) : programs;
    return !before.some((it) => isAs(one, it));
  };
}

/** What an object does: of one with Pods what they run, of others all but its metadata. */
function readContent(one: RenderedHook): Mapping {
  return readPodSpec(one) ?? { ...one.object, metadata: {} };
}

/** What the Pods of an object run; undefined where it has none. A CronJob has the template of a Job. */
function readPodSpec({ hook, object }: RenderedHook): Mapping | undefined {
  const spec = mappingOf(object['spec']);
  const { template, jobTemplate } = spec;
  if (isMapping(jobTemplate)) return readPodSpec({ hook, object: jobTemplate });
  if (isMapping(template)) return mappingOf(template['spec']);
  return isJobOrPod(hook) || 'containers' in spec ? spec : undefined;
}

/** Whether an object names another one somewhere. */
function uses(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => uses(item, name));
  if (isMapping(value)) return Object.values(value).some((item) => uses(item, name));
  return value === name;
}
