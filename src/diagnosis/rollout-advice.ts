import { selectCauses } from '../hooks/waiting/select.js';
import type { FollowedWorkload } from '../rollout/seen.js';
import type { Trouble } from '../rollout/trouble.js';
import { addRest, adviseLogged } from './half-applied.js';
import { findKnown } from './known-cause.js';

/** What to do about a workload that is not ready. */
export function adviseRollout(failed: FollowedWorkload): string {
  const { kind, namespace, name } = failed.workload;
  if (kind === 'PersistentVolumeClaim')
    return `Check the storage class of the claim. kubectl describe pvc ${name} --namespace ${namespace} shows why no volume was created.`;
  const [first] = failed.troubles;
  return first === undefined ? describePods(failed) : adviseTrouble(first.trouble, failed);
}

function adviseTrouble(trouble: Trouble, failed: FollowedWorkload): string {
  const { kind, namespace, name } = failed.workload;
  switch (trouble.kind) {
    case 'exits':
      return adviseExit(trouble, failed);
    case 'probe':
      return `Check the ${trouble.probe}Probe of container "${trouble.container}" (what it asks, and when). kubectl logs ${kind.toLowerCase()}/${name} --namespace ${namespace} shows what the container logs.`;
    case 'waits':
      return adviseWait(trouble.on, namespace);
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

function adviseExit(
  { end, isInit }: Extract<Trouble, { kind: 'exits' }>,
  ran: FollowedWorkload,
): string {
  if (end.reason === 'OOMKilled') {
    const limit = end.memoryLimit === undefined ? '' : ` of ${end.memoryLimit}`;
    return `It needed more memory than its limit${limit}. Increase resources.limits.memory of the container.`;
  }
  if (end.reason === 'StartError' || end.reason === 'ContainerCannotRun')
    return 'The image does not contain this program, or it is not executable. Check the image, and command and args in the chart.';
  return isInit
    ? addRest(adviseLogged(ran, 'init container'), ran, false)
    : 'Fix the error that the container logged, then redeploy.';
}

function adviseWait(on: string, namespace: string): string {
  const { causes, text } = selectCauses(on);
  const facts = { namespace, who: 'workload', before: '', order: '' };
  return findKnown(causes, text, facts)?.advice ?? 'Fix what it is waiting for, then redeploy.';
}

function describePods({ workload: { namespace } }: FollowedWorkload): string {
  return `Not everything was ready within "timeout". Increase it, or use kubectl describe pod --namespace ${namespace} to see what the Pods wait for.`;
}
