import { nameHook } from '../helm/hook.js';
import type { HelmExit } from '../helm/run.js';
import { describeLeftover, type Leftover } from '../hooks/leftover.js';
import type { HookResult } from '../hooks/result.js';
import { adviseHelm, adviseLeftover } from './advice.js';
import type { Answer, DeployFacts } from './diagnosis.js';
import { findHelmError } from './error-line.js';

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
  return explainNameless(next, findHelmError(helm.lastErrors));
}

/** What helm says when it looks for the object of a hook that has `generateName` (v3.22.0 and v4.3.1). */
const NO_NAME = /resource name may not be empty/;

/** The API server was to make up the hook's name. */
export function explainNameless(hook: HookResult, said: string): Answer | undefined {
  if (!hook.hook.isNameGenerated || !NO_NAME.test(said)) return undefined;
  return {
    outcome: 'hook-failed',
    reason: `${nameHook(hook.hook)} did not run: helm cannot run a hook that has metadata.generateName instead of metadata.name (${said})`,
    advice: adviseHelm(said, hook.hook.namespace),
    hook,
  };
}
