import type { ActionError } from '../errors.js';
import { WAITED_JOB } from '../helm/runs.js';
import type { HelmExit } from '../helm/run.js';
import type { HookResult, Observation } from '../hooks/observation.js';
import { readMigrations } from '../migrations/read.js';
import { judgeWorkloads, type Workloads } from './workloads.js';
import { adviseFailure, advisePending, adviseWaiting } from './advice.js';
import { addEnding, explainFollowedOn, explainStarted, isSuspended } from './explain-ended.js';
import { describeFailure } from './failure.js';
import { findHelmError, findTellingLine, findTellingText } from './telling-line.js';

/** The closed list of outcomes, as in action.yml. */
export type Outcome =
  'deployed' | 'hook-failed' | 'hook-running' | 'deploy-failed' | 'blocked' | 'cancelled';

/** Helm's result and what was seen, as one answer. */
export interface Diagnosis {
  readonly outcome: Outcome;
  /** One sentence, as in the annotation. */
  readonly reason: string;
  /** What to do now; empty when all is well. */
  readonly advice: string;
  readonly workloads: Workloads;
  /** The hook that decided, where one did. */
  readonly hook: HookResult | undefined;
  /** Something to know though all is well. */
  readonly notice?: string;
}

/** All that a diagnosis is made from. */
export interface DeployFacts {
  readonly release: string;
  readonly namespace: string;
  readonly helm: HelmExit;
  readonly seen: Observation;
  readonly cancelled: boolean;
  /** What sops said of a values file that it could not decrypt. */
  readonly undecrypted: ActionError | undefined;
}

type Answer = Omit<Diagnosis, 'workloads'>;

/** Errors that stopped helm as well as us. */
const FATAL_CODES = ['cluster-unreachable', 'certificate-untrusted', 'unauthorized', 'forbidden'];

/**
 * Says what came of a deploy, and why. It is good only when both helm and every hook that we saw say
 * so; a hook that we could not see is not held against it. The first cause wins.
 */
export function diagnose(facts: DeployFacts): Diagnosis {
  const answer =
    explainCancel(facts) ??
    explainFailedHook(facts) ??
    explainSuccess(facts) ??
    explainFollowedOn(facts) ??
    explainStarted(facts) ??
    explainActiveHook(facts) ??
    explainNothingBegun(facts) ??
    explainHelm(facts);
  const workloads = judgeWorkloads(answer.outcome === 'deployed', facts.seen);
  return { ...addEnding(answer, facts.seen), workloads };
}

/** The diagnosis of a run that ended before helm was started: bad input, a missing tool. */
export function diagnoseError(error: ActionError): Diagnosis {
  return {
    outcome: 'deploy-failed',
    reason: error.message,
    advice: error.hint,
    workloads: 'unchanged',
    hook: undefined,
  };
}

function explainCancel({ cancelled, seen }: DeployFacts): Answer | undefined {
  if (!cancelled) return undefined;
  const active = seen.hooks.find((it) => isActive(it) && !isSuspended(seen, it));
  const reason =
    active === undefined
      ? 'The run was cancelled.'
      : `The run was cancelled; ${nameHook(active)} is still running and was not touched.`;
  const advice =
    active === undefined
      ? ''
      : 'Wait until it has ended before the next deploy: a deploy deletes and replaces it.';
  return { outcome: 'cancelled', reason, advice, hook: active };
}

function explainFailedHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = seen.hooks.find(({ verdict }) => verdict.kind === 'failed');
  if (hook?.verdict.kind !== 'failed') return undefined;
  const report = readMigrations(hook.log);
  const { verdict, deciding } = hook;
  const said =
    report?.error || findTellingText(deciding?.message ?? '') || findTellingLine(hook.log);
  const how = describeFailure(hook, verdict, helm);
  return {
    outcome: hook.event === WAITED_JOB ? 'deploy-failed' : 'hook-failed',
    reason: `${nameHook(hook)} failed: ${[how, said].filter(Boolean).join(': ')}`,
    advice: adviseFailure(verdict.reason, deciding, report !== undefined),
    hook,
  };
}

function explainSuccess({ helm, seen, release, namespace }: DeployFacts): Answer | undefined {
  if (helm.exitCode !== 0) return undefined;
  if (seen.release !== undefined && seen.release.status !== 'deployed') {
    return {
      outcome: 'deploy-failed',
      reason: `helm reports success, but revision ${String(seen.release.revision)} of release "${release}" is ${seen.release.status}.`,
      advice:
        'Check that helm may update its release record (Secrets or ConfigMaps) in this namespace.',
      hook: undefined,
    };
  }
  const revision = seen.release === undefined ? '' : ` revision ${String(seen.release.revision)}`;
  const hook = seen.hooks.findLast(({ deciding }) => deciding !== undefined);
  return {
    outcome: 'deployed',
    reason: `${release}${revision} is deployed in namespace ${namespace}.`,
    advice: '',
    hook,
  };
}

/** helm has given up, the hook has not: that is not a failure of the migration. */
function explainActiveHook({ seen, helm }: DeployFacts): Answer | undefined {
  const hook = findActive(seen);
  if (hook?.verdict.kind === 'running') {
    return {
      outcome: 'hook-running',
      reason: `helm gave up waiting, but ${nameHook(hook)} is still running: ${findHelmError(helm.lastErrors)}`,
      advice: 'Let it end before the next deploy, and give it a longer "timeout".',
      hook,
    };
  }
  if (hook?.verdict.kind !== 'waiting') return undefined;
  return {
    outcome: 'hook-failed',
    reason: `${nameHook(hook)} did not start: it waits for ${hook.verdict.on}`,
    advice: adviseWaiting(hook.verdict.on, hook.hook.namespace),
    hook,
  };
}

function explainNothingBegun({ seen, undecrypted, release }: DeployFacts): Answer | undefined {
  if (seen.release !== undefined) return undefined;
  const cause = undecrypted ?? seen.blind.find(({ code }) => FATAL_CODES.includes(code));
  if (cause !== undefined) {
    return { outcome: 'deploy-failed', reason: cause.message, advice: cause.hint, hook: undefined };
  }
  if (seen.pendingBefore === undefined) return undefined;
  const { revision, status, lastDeployed } = seen.pendingBefore;
  return {
    outcome: 'blocked',
    reason: `Release "${release}" is ${status} since ${lastDeployed} (revision ${String(revision)}): another deploy holds it, or was killed.`,
    advice: advisePending(seen.pendingBefore, seen.deployedBefore),
    hook: undefined,
  };
}

function explainHelm({ helm, release }: DeployFacts): Answer {
  const how = helm.signal === undefined ? `exit code ${String(helm.exitCode)}` : helm.signal;
  const said = findHelmError(helm.lastErrors) || `helm ended with ${how}`;
  return {
    outcome: 'deploy-failed',
    reason: `Release "${release}" was not deployed: ${said}`,
    advice: "Read helm's output in the log.",
    hook: undefined,
  };
}

function findActive({ hooks }: Observation): HookResult | undefined {
  return hooks.find(isActive);
}

function isActive({ verdict }: HookResult): boolean {
  return verdict.kind === 'running' || verdict.kind === 'waiting';
}

function nameHook({ hook }: HookResult): string {
  return `${hook.kind} ${hook.namespace}/${hook.name}`;
}
