import { nameHook } from '../helm/hook.js';
import { describeSuspension, type Suspension } from '../hooks/suspension.js';
import { isActive } from '../hooks/at-work.js';
import type { EarlyEnd } from '../hooks/ending.js';
import type { Observation } from '../hooks/observation.js';
import type { HookRun } from '../helm/run-order.js';
import type { HelmExit } from '../helm/run.js';
import { judgeFailure } from './advice.js';
import type { Answer } from './diagnosis.js';
import { explainStuck } from './explain-attempts.js';
import { formatSeconds, joinSentences } from '../text/format.js';
import { findHelmError } from './helm-error.js';

/** A hook that succeeded after helm had stopped waiting: its work is done, but the release was not deployed. */
export function explainFollowedOn({ seen, helm }: Facts): Answer | undefined {
  const { followedOn, hooks } = seen;
  const hook = hooks.find((it) => followedOn !== undefined && isSame(it, followedOn.run));
  if (followedOn === undefined || hook?.verdict.kind !== 'succeeded') return undefined;
  const said = findHelmError(helm.lastErrors) || helm.signal || `exit code ${helm.exitCode ?? '?'}`;
  return {
    outcome: 'deploy-failed',
    cause: 'hook-running',
    reason: `helm stopped waiting (${said}), and ${nameHook(hook.hook)} succeeded ${formatSeconds(followedOn.ms)} later. The hook's work is done, but the release was not deployed.`,
    advice: 'Increase "timeout", then redeploy.',
    hook,
  };
}

const NOTHING_RAN = {
  ...{ deciding: undefined, log: [] },
  migrated: { reports: [], error: '' },
};

/** A hook that could not start, for which helm was ended. */
export function explainEarlyEnd({ seen }: Facts): Answer | undefined {
  const { endedEarly, hooks } = seen;
  const hook = hooks.find((it) => endedEarly !== undefined && isSame(it, endedEarly.hook));
  if (endedEarly?.why !== 'cannot-start' || hook === undefined || !isActive(hook)) return undefined;
  const { on } = endedEarly;
  const hasFailed = hook.failures.failed > 0 && hook.ran !== undefined;
  if (hook.verdict.kind === 'waiting' || hasFailed) return explainStuck(hook, on, seen.release);
  const [reason = '', ...message] = on.split(': ');
  return {
    outcome: 'hook-failed',
    cause: 'hook-cannot-start',
    reason: `${nameHook(hook.hook)} cannot start: ${on}`,
    advice: judgeFailure({ reason, message: message.join(': ') }, NOTHING_RAN).advice,
    hook,
  };
}

/** A Job that started while it was being suspended: that has ended it. */
export function explainStarted({ seen }: Facts): Answer | undefined {
  const started = seen.suspensions?.find(({ how }) => how === 'started');
  const hook = seen.hooks.find(({ key }) => key === started?.key);
  if (hook === undefined || !isActive(hook)) return undefined;
  return {
    outcome: 'hook-failed',
    cause: 'hook-stopped',
    reason: `${nameHook(hook.hook)} had just started when it was suspended, which stopped it`,
    advice: 'Check what it has done before the next deploy: a migration may be half applied.',
    hook,
  };
}

/** The answer, with what we did to helm and to hooks that had not started. */
export function addEnding(
  answer: Answer,
  { endedEarly, suspensions = [], followedOn }: Observation,
): Answer {
  const isDecider = (run: HookRun) => answer.hook !== undefined && isSame(answer.hook, run);
  const early =
    endedEarly !== undefined && isDecider(endedEarly.hook) ? describeEnd(endedEarly) : '';
  const isRunning = answer.outcome === 'hook-running' && followedOn !== undefined;
  const followed = isRunning ? ` (followed for ${formatSeconds(followedOn.ms)} more)` : '';
  const done = suspensions.filter(({ how }) => how !== 'started').map(describeDone);
  return {
    ...answer,
    reason: `${answer.reason}${early}${followed}`,
    advice: joinSentences(answer.advice, ...done),
  };
}

/** What ends in a command has no full stop that could be copied with it. */
function describeDone(suspension: Suspension): string {
  return `${describeSuspension(suspension)}${suspension.how === 'not-suspended' ? '' : '.'}`;
}

interface Facts {
  readonly seen: Observation;
  readonly helm: HelmExit;
}

function describeEnd({ why, ms }: EarlyEnd): string {
  if (why === 'unnoticed')
    return `; helm did not notice, and was stopped after ${formatSeconds(ms)}`;
  return ms < 1_000
    ? '; helm was stopped at once'
    : `; helm was stopped after ${formatSeconds(ms)}`;
}

function isSame(a: HookRun, b: HookRun): boolean {
  return a.key === b.key;
}
