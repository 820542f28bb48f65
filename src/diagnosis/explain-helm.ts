import type { HookResult } from '../hooks/result.js';
import { ADVICE_PENDING, type CauseAdvice, judgeHelmError } from './advice.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { formatTime, joinSentences } from '../text/format.js';
import { causeOfError } from './error-cause.js';
import { findHelmError, readHelmError, shortenError } from './helm-error.js';
import { judgeOptions } from './option-causes.js';
import { adviseUnready } from './unready.js';

/** Errors that stopped helm as well as us. */
const FATAL_CODES = ['cluster-unreachable', 'certificate-untrusted', 'unauthorized', 'forbidden'];

/**
 * How helm says that another operation holds the release: then it has done nothing itself. Of two helms at once one
 * gets one of these (`pkg/action/{action,install}.go`, `pkg/storage/driver/driver.go`, v3.22.0 and v4.3.1).
 */
const HELD =
  /another operation \(install\/upgrade\/rollback\) is in progress|release: already exists|cannot re-?use a name that is still in use/;

/** Another deploy holds the release: nothing that was seen is ours. */
export function explainHeld({ helm, seen, release }: DeployFacts): Answer | undefined {
  const said = findHelmError(helm.lastErrors);
  if (helm.exitCode === 0 || !HELD.test(said)) return undefined;
  if (seen.pendingBefore !== undefined) return explainPending(seen, release);
  return {
    outcome: 'blocked',
    cause: 'guard',
    reason: `Another deploy of release "${release}" started first: ${said}`,
    advice:
      'Wait for it to finish, then redeploy. To run one deploy at a time, set "concurrency" in the workflow.',
    hook: undefined,
  };
}

/** helm wrote no record: values that cannot be decrypted, a cluster that cannot be used, a release that is pending. */
export function explainNothingBegun({
  seen,
  undecrypted,
  release,
}: DeployFacts): Answer | undefined {
  if (seen.release !== undefined) return undefined;
  const cause = undecrypted ?? seen.blind.find(({ code }) => FATAL_CODES.includes(code));
  if (cause !== undefined) {
    return {
      outcome: 'deploy-failed',
      cause: causeOfError(cause),
      reason: cause.message,
      advice: cause.hint,
      hook: undefined,
    };
  }
  return explainPending(seen, release);
}

function explainPending(
  { pendingBefore }: DeployFacts['seen'],
  release: string,
): Answer | undefined {
  if (pendingBefore === undefined) return undefined;
  const { revision, status, lastDeployed } = pendingBefore;
  return {
    outcome: 'blocked',
    cause: 'guard',
    reason: `Release "${release}" has been ${status} since ${formatTime(lastDeployed)} (revision ${String(revision)}). Another deploy is running or was stopped before it finished.`,
    advice: ADVICE_PENDING,
    hook: undefined,
  };
}

const MIGRATED =
  'The migrations are not undone: the running version must work with the new schema.';
const HOOKS_DONE = 'What the hooks changed is not undone: the running version must work with it.';

/** The hooks have done their work, and helm failed over the release itself. */
export function explainRelease(facts: DeployFacts): Answer | undefined {
  const { helm, seen, release } = facts;
  const before = seen.hooks.filter(({ event }) => event.startsWith('pre-'));
  const work = before.filter(({ hook }) => hook.kind === 'Job' || hook.kind === 'Pod');
  const isDone = ({ verdict }: HookResult) => verdict.kind === 'succeeded';
  const [first] = work;
  if (first === undefined || !work.every(isDone)) return undefined;
  const said = describeHelm(helm);
  const { cause, advice } = judge(said, facts);
  const isMigrated = work.some(({ migrated }) => migrated.reports.length > 0);
  const done = isMigrated ? 'Migrations are applied' : `The ${first.event} hooks have succeeded`;
  return {
    outcome: 'deploy-failed',
    cause,
    reason: `${done}, but release "${release}" is not deployed: ${shortenError(said)}`,
    advice: joinSentences(advice, isMigrated ? MIGRATED : HOOKS_DONE),
    hook: undefined,
  };
}

/** helm's own error, where nothing else explains it. */
export function explainHelm(facts: DeployFacts): Answer {
  const { helm, release, isPlan = false } = facts;
  const said = describeHelm(helm);
  const was = isPlan ? 'cannot be deployed' : 'was not deployed';
  return {
    outcome: 'deploy-failed',
    reason: `Release "${release}" ${was}: ${shortenError(said)}`,
    ...judge(said, facts),
    hook: undefined,
  };
}

function judge(said: string, facts: DeployFacts): CauseAdvice {
  const judged = judgeOptions(said, facts) ?? judgeHelmError(said, facts.namespace);
  return judged.cause === 'not-ready'
    ? { ...judged, advice: adviseUnready(judged.advice, facts) }
    : judged;
}

/** helm's own error, or how it ended. */
export function describeHelm({ exitCode, signal, lastErrors }: DeployFacts['helm']): string {
  const how = signal ?? `exit code ${String(exitCode)}`;
  return readHelmError(lastErrors) || `helm ended with ${how}`;
}
