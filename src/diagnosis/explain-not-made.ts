import { nameHook } from '../helm/hook.js';
import type { HelmExit } from '../helm/run.js';
import { describeLeftover, type Leftover } from '../hooks/leftover.js';
import type { HookResult } from '../hooks/result.js';
import { judgeHelmError, adviseLeftover } from './advice.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { findHelmError, readHelmError, shortenError } from './helm-error.js';

/**
 * Its name was taken: Helm 4 passes over that in silence, Helm 3 says `already exists`, or cannot delete what is there.
 */
export function explainLeftover(
  hook: HookResult,
  leftover: Leftover,
  { lastErrors }: HelmExit,
): Answer {
  const said = findHelmError(lastErrors);
  const why = describeLeftover(hook.hook, leftover);
  return {
    outcome: 'hook-failed',
    cause: 'hook-not-run',
    reason: `${nameHook(hook.hook)} did not run: ${why}${said === '' ? '' : ` (${said})`}`,
    advice: adviseLeftover(hook.hook, leftover),
    hook,
  };
}

/** helm stopped before a hook: it could not delete what has the hook's name, or the hook has no name to look for. */
export function explainNextHook({ seen, helm }: DeployFacts): Answer | undefined {
  const next = seen.hooks.find(({ verdict }) => verdict.kind !== 'succeeded');
  if (next?.verdict.kind !== 'not-seen' || helm.exitCode === 0) return undefined;
  const { leftover } = next;
  if (leftover !== undefined && !leftover.isGone && leftover.finalizers.length > 0)
    return explainLeftover(next, leftover, helm);
  return explainNameless(next, readHelmError(helm.lastErrors));
}

/** What helm says when it looks for the object of a hook that has `generateName` (v3.22.0 and v4.3.1). */
const NO_NAME = /resource name may not be empty/;

/** The API server was to make up the hook's name. */
export function explainNameless(hook: HookResult, said: string): Answer | undefined {
  if (!hook.hook.isNameGenerated || !NO_NAME.test(said)) return undefined;
  return {
    outcome: 'hook-failed',
    cause: 'hook-not-run',
    reason: `${nameHook(hook.hook)} did not run: helm cannot run a hook that has metadata.generateName instead of metadata.name (${shortenError(said)})`,
    advice: judgeHelmError(said, hook.hook.namespace).advice,
    hook,
  };
}

/** What helm puts before the API server's words: `failed pre-install: warning: Hook pre-install <file> failed: `. */
const HOOK_FAILED = /^.*?Hook \S+ \S+ failed: (?:\d+ errors? occurred: \* )?/;
/** How helm says that an object was made, and came to a bad end (`pkg/kube`, v3.22.0 and v4.3.1). */
const WAS_MADE =
  /timed out waiting|deadline exceeded|not ready\. status|^job \S+ failed|BackoffLimitExceeded/;

/** The API server did not take the hook's object, so nothing ran: helm's error has its words. */
export function explainRefused(hook: HookResult, whole: string): Answer | undefined {
  const wasSeen = hook.deciding !== undefined || hook.ran !== undefined || hook.attempts > 0;
  if (wasSeen || !HOOK_FAILED.test(whole)) return undefined;
  const said = whole.replace(HOOK_FAILED, '');
  if (WAS_MADE.test(said)) return undefined;
  const { cause, advice } = judgeHelmError(said, hook.hook.namespace);
  return {
    outcome: 'hook-failed',
    cause: cause === 'unknown' ? 'object-refused' : cause,
    reason: `${nameHook(hook.hook)} was not created: ${shortenError(said)}`,
    advice: cause === 'unknown' ? 'Correct in the chart what the error names.' : advice,
    hook,
  };
}
