import { isJobOrPod, nameHook } from '../helm/hook.js';
import type { HookResult } from '../hooks/result.js';
import type { DeployFacts } from './diagnosis.js';
import { judgeWorkloads } from './workloads.js';
import { joinSentences } from '../text/format.js';

type Facts = Pick<DeployFacts, 'namespace' | 'seen' | 'isRolledBack'>;

/** What to do where helm's wait for the workloads timed out; `look` says how to find the Pods that are not ready. */
export function adviseUnready(look: string, { namespace, seen, isRolledBack }: Facts): string {
  const isApplied = judgeWorkloads(false, seen) === 'changed';
  const where = isRolledBack === true ? adviseGone(namespace) : look;
  return joinSentences(where, isApplied ? adviseLaterHooks(seen.hooks) : '');
}

/** Kubernetes keeps events for an hour (`--event-ttl` of kube-apiserver v1.35.4). */
function adviseGone(namespace: string): string {
  return `Not everything was ready within "timeout". The rollback has replaced the Pods that were not ready. To see why, look at the events of the last hour with kubectl get events --namespace ${namespace}, or at the Pods' logs in your log system. To keep such Pods, redeploy without "atomic".`;
}

/**
 * What to say of `post-*` hooks that did not run: workloads that wait for their work are never ready, since helm runs
 * them only after its wait. Empty where there are none.
 */
export function adviseLaterHooks(hooks: readonly HookResult[]): string {
  const [first, ...others] = hooks.filter(
    ({ event, hook, verdict }) =>
      event.startsWith('post-') && isJobOrPod(hook) && verdict.kind === 'not-seen',
  );
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
  return `helm runs ${first.event} hooks only after everything is ready, so ${nameHook(first.hook)}${more} did not run. If the workloads wait for what it does, such as a migration, make it a hook of pre-install,pre-upgrade.`;
}
