import { isJobOrPod } from '../helm/hook.js';
import { listEvents, WAITED_JOB } from '../helm/run-order.js';
import type { Observation } from '../hooks/observation.js';
import type { HookResult } from '../hooks/result.js';
import type { Diagnosis } from './diagnosis.js';

/** Whether a hook must have run, and what was seen. */
export interface HookRequirement {
  readonly required: boolean;
  readonly seen: Observation;
}

/**
 * A deploy in which no Job or Pod hook was seen to run may have migrated nothing: a failure where one is required, else
 * a notice, where the chart has such hooks at all.
 */
export function requireHook(diagnosis: Diagnosis, { required, seen }: HookRequirement): Diagnosis {
  if (diagnosis.outcome !== 'deployed' || seen.hooks.some(hasRun)) return diagnosis;
  if (required) return refuse(diagnosis, seen);
  const { release } = seen;
  const isExpected = release?.hooks.some((hook) => isJobOrPod(hook) && !isTest(hook.events));
  // What could not be confirmed is told as a warning.
  if (release === undefined || isExpected !== true || seen.hooks.some(isUnconfirmed))
    return diagnosis;
  return {
    ...diagnosis,
    notices: [
      ...(diagnosis.notices ?? []),
      `No Job or Pod hook ran in this ${release.operation}: the hooks of this chart are for other events.`,
    ],
  };
}

function refuse(diagnosis: Diagnosis, { release, hooks }: Observation): Diagnosis {
  const what =
    release === undefined ? 'helm reports success' : `${nameRevision(release)} is deployed`;
  const operation = release?.operation ?? 'upgrade';
  const events = listEvents(operation).join(' or ');
  return {
    ...diagnosis,
    outcome: 'deploy-failed',
    cause: 'hook-not-run',
    reason: `${what}, but no Job or Pod hook was seen to run, and "require-hook" is true.`,
    advice: hooks.some(isUnconfirmed)
      ? 'The warnings say why it was not seen. Check the database before you rely on this deploy.'
      : `Check that the chart has a hook for ${events} (helm.sh/hook: pre-install,pre-upgrade), and that the values do not disable it.`,
  };
}

function hasRun({ event, hook, verdict, ran }: HookResult): boolean {
  const isSeen = verdict.kind === 'succeeded' || ran !== undefined;
  return isJobOrPod(hook) && event !== WAITED_JOB && isSeen;
}

function isUnconfirmed({ hook, event, verdict }: HookResult): boolean {
  const isOpen = verdict.kind === 'unconfirmed' || verdict.kind === 'not-seen';
  return isJobOrPod(hook) && event !== WAITED_JOB && isOpen;
}

function isTest(events: readonly string[]): boolean {
  return events.every((event) => event.startsWith('test'));
}

function nameRevision({ name, revision }: NonNullable<Observation['release']>): string {
  return `${name} revision ${String(revision)}`;
}
