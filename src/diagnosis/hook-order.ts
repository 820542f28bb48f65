import { type Hook, nameBriefly, nameHook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import { compareHooks, listHooksInOrder, type HookRun } from '../helm/run-order.js';
import { findMissingObject, isClusterWide } from '../hooks/missing-object.js';

/**
 * What to do where a hook waits for `on`, and that is an object which the chart has as a hook, too: helm creates it
 * later, not in this operation, or it is gone again. Undefined where the chart has no such hook.
 */
export function adviseHookOrder(
  on: string,
  run: HookRun,
  release: Release | undefined,
): string | undefined {
  const missing = findMissingObject(on);
  if (missing === undefined || release === undefined) return undefined;
  const isMissing = ({ kind, name, namespace }: Hook) =>
    kind === missing.kind &&
    name === missing.name &&
    (isClusterWide(missing) || namespace === run.hook.namespace);
  const runs = listHooksInOrder(release);
  const place = runs.findIndex(
    (it) => it.event === run.event && nameHook(it.hook) === nameHook(run.hook),
  );
  if (place === -1) return undefined;
  const earlier = runs.slice(0, place).find(({ hook }) => isMissing(hook));
  if (earlier !== undefined) return adviseGone(earlier.hook, run.hook);
  const later = runs
    .slice(place + 1)
    .find(({ event, hook }) => event === run.event && isMissing(hook));
  if (later !== undefined) return adviseLater(later.hook, run.hook);
  const other = release.hooks.find(isMissing);
  return other && adviseEvent(other, run);
}

function adviseLater(it: Hook, waits: Hook): string {
  const why =
    it.weight === waits.weight
      ? `both have weight ${String(it.weight)}, and helm sorts by name`
      : `its weight is ${String(it.weight)}, that of the ${waits.kind} is ${String(waits.weight)}`;
  return `${nameBriefly(it)} is a hook of this chart that helm creates after ${nameBriefly(waits)} (${why}). Give it a ${lowerWeight(waits)}.`;
}

function adviseEvent(it: Hook, { event, hook }: HookRun): string {
  const weight = compareHooks(it, hook) < 0 ? '' : `, and give it a ${lowerWeight(hook)}`;
  return `${nameBriefly(it)} is a hook of this chart that runs at ${it.events.join(', ')}, and ${nameBriefly(hook)} runs at ${event}. Add ${event} to its helm.sh/hook${weight}.`;
}

/** Helm goes on to the next hook only after it has created this one. */
function adviseGone(it: Hook, waits: Hook): string {
  return `helm created ${nameBriefly(it)}, a hook of this chart, before ${nameBriefly(waits)}, and it does not exist anymore. Check what deletes it: its helm.sh/hook-delete-policy, or something outside the chart.`;
}

function lowerWeight({ kind, weight }: Hook): string {
  return `lower helm.sh/hook-weight than the ${kind}'s ${String(weight)}, such as ${String(weight - 1)}`;
}
