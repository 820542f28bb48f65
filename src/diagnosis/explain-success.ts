import { isJobOrPod, nameHook } from '../helm/hook.js';
import type { HelmExit } from '../helm/run.js';
import { WAITED_JOB } from '../helm/run-order.js';
import { isActive } from '../hooks/at-work.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { findHelmError } from './helm-error.js';

/** helm reports success, and a hook is seen to be at work: it is not over. */
export function explainUnfinishedHook({ helm, seen }: DeployFacts): Answer | undefined {
  const hook = seen.hooks.find((it) => isActive(it) && it.event !== WAITED_JOB);
  if (helm.exitCode !== 0 || hook === undefined) return undefined;
  const on = hook.verdict.kind === 'waiting' ? `waiting for ${hook.verdict.on}` : 'running';
  return {
    outcome: 'hook-running',
    cause: 'hook-running',
    reason: `helm reports success, but ${nameHook(hook.hook)} is still ${on}.`,
    advice: 'Wait for it to finish and check its result before you rely on this deploy.',
    hook,
  };
}

/** All say that it is well: the exit code, the record, and every hook that could be seen. */
export function explainSuccess(facts: DeployFacts): Answer | undefined {
  const { helm, seen, release } = facts;
  if (helm.exitCode !== 0) return undefined;
  const record = seen.release;
  if (record === undefined && seen.recordTrouble === undefined)
    return explainNoRecord(helm, release);
  if (record !== undefined && record.status !== 'deployed') {
    return {
      outcome: 'deploy-failed',
      cause: 'record',
      reason: `helm reports success, but revision ${String(record.revision)} of release "${release}" is ${record.status}.`,
      advice:
        'Check that helm has permission to update its release record (Secrets or ConfigMaps) in this namespace.',
      hook: undefined,
    };
  }
  const hook = seen.hooks.findLast(({ deciding }) => deciding !== undefined);
  return {
    outcome: 'deployed',
    cause: '',
    reason: describeDeployed(facts),
    advice: '',
    hook,
    warnings: listUnconfirmed(seen),
  };
}

function describeDeployed({ release, namespace, seen, rollbackTo }: DeployFacts): string {
  const revision = seen.release === undefined ? '' : ` revision ${String(seen.release.revision)}`;
  const as = rollbackTo === undefined ? '' : `, rolled back to revision ${String(rollbackTo)}`;
  return `${release}${revision} is deployed in namespace ${namespace}${as}.`;
}

/** Without a record of this run nothing was deployed, whatever the exit code says. */
function explainNoRecord({ lastErrors }: HelmExit, release: string): Answer {
  const said = findHelmError(lastErrors);
  return {
    outcome: 'deploy-failed',
    cause: 'tool',
    reason: `helm ended with exit code 0, but it created no revision of release "${release}"${said === '' ? '.' : `: ${said}`}`,
    advice:
      'Read helm\'s output in the log. If "helm" on this runner is a wrapper script, make sure that it returns helm\'s exit code.',
    hook: undefined,
  };
}

/** What of a good deploy stands on Helm's word alone. */
function listUnconfirmed({ hooks, release, recordTrouble }: Observation): readonly string[] {
  const unproven = hooks.filter(
    ({ verdict, hook, event }) =>
      isJobOrPod(hook) &&
      event !== WAITED_JOB &&
      (verdict.kind === 'unconfirmed' || verdict.kind === 'not-seen'),
  );
  const record =
    release === undefined && recordTrouble !== undefined
      ? [
          'helm reports success, but its release record could not be read. It is not known whether any hook ran.',
        ]
      : [];
  return [...record, ...unproven.map(describeUnconfirmed)];
}

function describeUnconfirmed({ hook, event, verdict }: HookResult): string {
  const said =
    verdict.kind === 'unconfirmed'
      ? 'Helm reports that it succeeded'
      : 'Helm does not report that it ran';
  return `${nameHook(hook)} (${event}) was not seen to run. ${said}. Check its result before you rely on this deploy.`;
}
