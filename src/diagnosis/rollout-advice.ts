import { isExplained } from '../hooks/events.js';
import { selectCauses } from '../hooks/waiting/select.js';
import type { FollowedWorkload } from '../rollout/seen.js';
import type { Trouble } from '../rollout/trouble.js';
import { joinSentences } from '../text/format.js';
import { addRest, adviseLogged } from './half-applied.js';
import { findKnown } from './known-cause.js';
import { POD_ENDS } from './pod-end-causes.js';

/** What to do about a workload that is not ready. */
export function adviseRollout(failed: FollowedWorkload): string {
  const { kind, namespace, name } = failed.workload;
  if (kind === 'PersistentVolumeClaim')
    return `Check the storage class of the claim. kubectl describe pvc ${name} --namespace ${namespace} shows why no volume was created.`;
  const [first] = failed.troubles;
  if (first === undefined) return describePods(failed);
  return joinSentences(adviseTrouble(first.trouble, failed), adviseBare(first.trouble, failed));
}

function adviseTrouble(trouble: Trouble, failed: FollowedWorkload): string {
  const { kind, namespace, name } = failed.workload;
  switch (trouble.kind) {
    case 'exits':
      return adviseExit(trouble, failed);
    case 'probe':
      return adviseProbe(trouble, failed);
    case 'waits':
      return adviseWait(trouble.on, failed);
    case 'gate':
      return `Check what sets the condition "${trouble.gate}" of the Pods, a load balancer's controller for instance. kubectl describe pod --namespace ${namespace} shows it.`;
    case 'paused':
      return `Resume the rollout with kubectl rollout resume ${kind.toLowerCase()}/${name} --namespace ${namespace}, or set spec.paused to false in the chart.`;
    case 'deadline':
    case 'not-ready':
      return describePods(failed);
    default:
      return trouble satisfies never;
  }
}

/** helm can change little of a Pod, and starts none again. */
function adviseBare(trouble: Trouble, { workload }: FollowedWorkload): string {
  const isOver =
    trouble.kind === 'exits' ||
    (trouble.kind === 'waits' && POD_ENDS.some(({ says }) => says.test(trouble.on)));
  if (workload.kind !== 'Pod' || !isOver) return '';
  return `Nothing replaces a Pod that has no controller: delete it with kubectl delete pod ${workload.name} --namespace ${workload.namespace} before you redeploy.`;
}

function adviseExit(
  { end, isInit }: Extract<Trouble, { kind: 'exits' }>,
  ran: FollowedWorkload,
): string {
  const rest = (advice: string) => (isInit ? addRest(advice, ran, false) : advice);
  if (end.reason === 'OOMKilled') return rest(adviseMemory(end.memoryLimit));
  if (end.reason === 'StartError' || end.reason === 'ContainerCannotRun')
    return 'The image does not contain this program, or it is not executable. Check the image, and command and args in the chart.';
  if (isInit) return rest(adviseLogged(ran, 'init container'));
  return end.exitCode === 0
    ? `Container "${end.container}" ends without an error, but it has to keep running. Check its command and args. A program that ends by itself belongs in a Job.`
    : 'Fix the error that the container logged, then redeploy.';
}

function adviseMemory(limit: string | undefined): string {
  return limit === undefined
    ? 'The node or the Pod ran out of memory: the container has no limit of its own. Set resources.requests.memory and resources.limits.memory of the container to what it needs.'
    : `It needed more memory than its limit of ${limit}. Increase resources.limits.memory of the container.`;
}

function adviseProbe(
  { probe, container }: Extract<Trouble, { kind: 'probe' }>,
  { workload: { kind, namespace, name } }: FollowedWorkload,
): string {
  const slow =
    probe === 'startup'
      ? ' If the container only needs more time to start, increase failureThreshold of the probe.'
      : '';
  return `Check the ${probe}Probe of container "${container}" (what it asks, and when).${slow} kubectl logs ${kind.toLowerCase()}/${name} --namespace ${namespace} shows what the container logs.`;
}

function adviseWait(on: string, failed: FollowedWorkload): string {
  if (!isExplained(on)) return describePods(failed);
  const { causes, text } = selectCauses(on);
  const { namespace } = failed.workload;
  const facts = { namespace, who: 'workload', before: '', order: '' };
  const found = findKnown(causes, text, facts) ?? findKnown(POD_ENDS, on, facts);
  return found?.advice ?? 'Fix what it is waiting for, then redeploy.';
}

function describePods({ workload: { namespace } }: FollowedWorkload): string {
  return `Not everything was ready within "timeout". Increase it, or use kubectl describe pod --namespace ${namespace} to see what the Pods wait for.`;
}
