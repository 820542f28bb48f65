import { hasPods, nameWorkload } from '../helm/workload.js';
import { isJobOrPod } from '../helm/hook.js';
import { findTrouble, listFailed } from '../rollout/failed.js';
import {
  type DeploySeen,
  type FollowedWorkload,
  listReports,
  type Rollout,
} from '../rollout/seen.js';
import { formatSeconds, joinSentences } from '../text/format.js';
import { judgeHelmError } from './advice.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { describeHelm } from './explain-helm.js';
import { shortenError } from './helm-error.js';
import { adviseRollout } from './rollout-advice.js';
import { adviseLaterHooks } from './unready.js';

/** The hooks have done their work, and helm waited in vain for a workload. */
export function explainRollout({ helm, seen, namespace }: DeployFacts): Answer | undefined {
  const { rollout, release } = seen;
  if (helm.exitCode === 0 || release === undefined || rollout === undefined) return undefined;
  const said = describeHelm(helm);
  const [first, ...others] = listFailed(rollout);
  const hasWaited =
    rollout.endedEarly !== undefined || judgeHelmError(said, namespace).cause === 'not-ready';
  if (first === undefined || !hasWaited) return undefined;
  const why = findTrouble(first) || shortenError(said);
  return {
    outcome: 'rollout-failed',
    cause: 'not-ready',
    reason: `${describeState(first)}: ${why}${countOthers(others)}${describeEnd(rollout)}`,
    advice: joinSentences(
      adviseRollout(first),
      adviseLaterHooks(seen.hooks),
      describeDatabase(seen),
      describeService(first),
    ),
    hook: undefined,
  };
}

function describeState({ workload, ready, wanted }: FollowedWorkload): string {
  const name = nameWorkload(workload);
  if (workload.kind === 'PersistentVolumeClaim') return `${name} is not bound`;
  return `${name} is not ready (${String(ready)} of ${String(wanted)})`;
}

function countOthers({ length }: readonly FollowedWorkload[]): string {
  if (length === 0) return '';
  return length === 1
    ? '; 1 other workload is not ready'
    : `; ${String(length)} other workloads are not ready`;
}

function describeEnd({ endedEarly }: Rollout): string {
  if (endedEarly === undefined) return '';
  const { ms } = endedEarly;
  return ms < 1_000
    ? '; helm was stopped at once'
    : `; helm was stopped after ${formatSeconds(ms)}`;
}

/** What is true of the database, whatever becomes of the workloads. */
function describeDatabase(seen: DeploySeen): string {
  const { hooks } = seen;
  const reports = listReports(seen);
  const applied = reports.reduce((sum, it) => sum + it.applied, 0);
  if (applied === 1) return '1 migration is applied; the old version must work with it.';
  if (applied > 1)
    return `${String(applied)} migrations are applied; the old version must work with them.`;
  const hasRun = hooks.some(
    ({ hook, verdict }) => isJobOrPod(hook) && verdict.kind === 'succeeded',
  );
  if (!hasRun || reports.length > 0) return '';
  return 'What the hooks changed is not undone: the running version must work with it.';
}

/** What serves now, as far as Pods tell: an older one may be of any revision, since not every deploy waits. */
function describeService({ workload, oldReady, ready }: FollowedWorkload): string {
  if (!hasPods(workload) || workload.kind === 'Pod') return '';
  if (oldReady === 1) return '1 older Pod still serves.';
  if (oldReady > 1) return `${String(oldReady)} older Pods still serve.`;
  return ready === 0 ? `No Pod of ${nameWorkload(workload)} is ready: nothing serves.` : '';
}
