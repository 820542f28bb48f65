import { isJobOrPod } from '../helm/hook.js';
import { listHooksInOrder } from '../helm/runs.js';
import type { HookResult, HookRun, Observation } from '../hooks/observation.js';

/** How Kubernetes says that an object is missing which a Pod needs: in a Pod's status, or in an event of its Job or itself. */
const MISSING =
  /(?:^CreateContainerConfigError: |^FailedMount: .*|^FailedCreate: .*)(?<kind>serviceaccount|secret|configmap) "(?<name>[^"]*)" not found/is;

/**
 * What to do where a hook waits for an object that is a later hook of the same chart, so that it never comes: which weight to give it.
 * Undefined where it waits for something else, or for an object that is no such hook.
 */
export function adviseLaterHook(
  hook: HookResult | undefined,
  { release, endedEarly }: Observation,
): string | undefined {
  if (hook === undefined || release === undefined) return undefined;
  const waitsFor = hook.verdict.kind === 'waiting' ? hook.verdict.on : (endedEarly?.on ?? '');
  const { kind = '', name = '' } = MISSING.exec(waitsFor)?.groups ?? {};
  const runs = listHooksInOrder(release);
  const isAfter = (_run: HookRun, index: number) =>
    index > runs.findIndex(({ key }) => key === hook.key);
  const later = runs.filter(isAfter).find((run) => isSame(run, { kind, name, of: hook }));
  return later && describeOrder(hook, later);
}

function isSame(
  { hook }: HookRun,
  { kind, name, of }: { readonly kind: string; readonly name: string; readonly of: HookResult },
): boolean {
  const isWanted = hook.kind.toLowerCase() === kind.toLowerCase() && hook.name === name;
  return isWanted && hook.namespace === of.hook.namespace && !isJobOrPod(hook);
}

function describeOrder({ hook }: HookResult, { hook: later, event }: HookRun): string {
  const object = `${later.kind} ${later.name}`;
  const order =
    later.weight === hook.weight
      ? `both have weight ${String(hook.weight)}, and helm then sorts by name`
      : `its weight is ${String(later.weight)}, that of the ${hook.kind} is ${String(hook.weight)}`;
  return `${object} is a hook of this chart (${event}) that helm creates after ${hook.kind} ${hook.name}: ${order}. Give ${object} a helm.sh/hook-weight below ${String(hook.weight)}, such as ${String(hook.weight - 1)}.`;
}
