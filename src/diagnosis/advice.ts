import type { Hook } from '../helm/hook.js';
import type { Release } from '../helm/release.js';
import type { Leftover } from '../hooks/leftover.js';
import type { HookRun } from '../helm/run-order.js';
import type { Lingering } from '../hooks/lingering.js';
import type { HookResult } from '../hooks/result.js';
import type { Cause } from './cause.js';
import { findKnown } from './known-cause.js';
import { FAILED } from './failure-causes.js';
import { addRest, adviseLogged } from './half-applied.js';
import { HELM } from './helm-causes.js';
import { adviseHookOrder } from './hook-order.js';
import { formatRules, readForbidden } from '../objects/rights.js';
import { OBJECT_ORDER } from '../hooks/waiting/cause.js';
import { selectCauses } from '../hooks/waiting/select.js';

/** What the advice on a hook says where that on a workload says something else. */
const OF_HOOK = { who: 'hook', before: ' before the hook runs', order: ` ${OBJECT_ORDER}` };

/** What to do about a hook that has not started; `on` is what it waits for, in Kubernetes' words. */
export function adviseWaiting(on: string, run: HookRun, release: Release | undefined): string {
  const { causes, text } = selectCauses(on);
  return (
    adviseHookOrder(on, run, release) ??
    findKnown(causes, text, { namespace: run.hook.namespace, ...OF_HOOK })?.advice ??
    'Fix what it is waiting for, then redeploy.'
  );
}

/** Who failed where a hook did, and what to do: for a reason of Kubernetes' own, or one that its log tells. */
export function judgeFailure(
  { reason, message }: { readonly reason: string; readonly message: string },
  ran: Pick<HookResult, 'deciding' | 'log' | 'migrated'>,
): CauseAdvice {
  const { deciding } = ran;
  const limit = deciding?.memoryLimit === undefined ? '' : ` of ${deciding.memoryLimit}`;
  const known =
    findKnown(FAILED, deciding?.reason ?? '', { limit }) ??
    findKnown(FAILED, `${reason}: ${message}`, { limit });
  const { cause, advice, isCut } = known ?? {
    ...{ cause: 'hook-exit' as const, isCut: false },
    advice: adviseLogged(ran),
  };
  return { cause, advice: cause === 'hook-cannot-start' ? advice : addRest(advice, ran, isCut) };
}

/** What to do about an object of an earlier deploy that keeps a hook from being made. */
export function adviseLeftover(
  { kind, namespace, name, deletePolicies }: Hook,
  { finalizers }: Leftover,
): string {
  const object = `${kind.toLowerCase()} ${name} --namespace ${namespace}`;
  if (finalizers.length > 0)
    return `The ${kind} is marked for deletion. Find out why the controller of that finalizer does not remove it, then redeploy: kubectl get ${object} --output yaml`;
  if (deletePolicies.includes('before-hook-creation'))
    return `Helm could not delete the old ${kind}. Delete it, then redeploy: kubectl delete ${object}`;
  return `Add before-hook-creation to the hook's helm.sh/hook-delete-policy, so that helm removes the old ${kind} first. Then delete that ${kind} once and redeploy: kubectl delete ${object}`;
}

/** What to do about a hook that other containers keep alive. */
export function adviseLingering({ ended, alive }: Lingering): string {
  const names = alive.map((name) => `"${name}"`).join(', ');
  return `Make ${names} a native sidecar container (under initContainers, with restartPolicy: Always; Kubernetes 1.29 or later), which stops when the others have ended. Or have it stop when "${ended.container}" has ended.`;
}

/** Who failed, and what to do about it. */
export interface CauseAdvice {
  readonly cause: Cause;
  readonly advice: string;
}

/** Nobody grants rights to a user that is not known. */
const ANONYMOUS = /User "system:anonymous"/;

/** Judges an error of helm's own; `said` is the whole of it. */
export function judgeHelmError(said: string, namespace: string): CauseAdvice {
  const missing = readForbidden(said);
  if (missing.length > 0 && !ANONYMOUS.test(said)) {
    const advice = `Grant these rights to the kubeconfig's user: ${formatRules(missing).join(' ')} (the whole Role is in docs/rbac.md of the action).`;
    return { cause: 'rights', advice };
  }
  return (
    findKnown(HELM, said, { namespace }) ?? {
      cause: 'unknown',
      advice: "Read helm's output in the log.",
    }
  );
}

/** What to do about a release that is `pending-*`. The guard prints the command for hands (guard/pending.ts). */
export const ADVICE_PENDING =
  'If that deploy is still running, wait for it to finish. If it was stopped, set "pending-release: recover" and redeploy.';
