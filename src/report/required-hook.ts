import type { Observation } from '../hooks/observation.js';
import type { Diagnosis } from './diagnose.js';

/** Whether a hook must have run, and what was seen. */
export interface HookRequirement {
  readonly required: boolean;
  readonly seen: Observation;
}

/** A deploy in which no `pre-*` hook ran may have migrated nothing: a failure where one is required, else a notice. */
export function requireHook(diagnosis: Diagnosis, { required, seen }: HookRequirement): Diagnosis {
  // What could not be seen is never held against a deploy.
  if (diagnosis.outcome !== 'deployed' || seen.release === undefined || hasRun(seen))
    return diagnosis;
  const { operation, name, revision } = seen.release;
  const missing = `no pre-${operation} hook ran (a Job or Pod)`;
  if (!required)
    return { ...diagnosis, notice: `In this deploy ${missing}: nothing was migrated by a hook.` };
  return {
    ...diagnosis,
    outcome: 'deploy-failed',
    reason: `${name} revision ${String(revision)} is deployed, but ${missing}, and "require-hook" is true.`,
    advice: `Check that the chart has a hook for pre-${operation} (helm.sh/hook: pre-install,pre-upgrade), and that the values do not switch it off.`,
  };
}

function hasRun({ hooks }: Observation): boolean {
  return hooks.some(
    ({ event, hook, verdict }) =>
      event.startsWith('pre-') &&
      (hook.kind === 'Job' || hook.kind === 'Pod') &&
      verdict.kind !== 'not-seen',
  );
}
