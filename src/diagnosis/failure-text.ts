import type { AttemptEnd } from '../hooks/attempts.js';
import { describeFailures, listCut, nameAttempt } from '../hooks/failures.js';
import type { HookResult } from '../hooks/result.js';
import { describeEnd } from '../hooks/pod.js';
import { findTelling, findTellingText, type ToldError } from '../text/telling-line.js';

/**
 * Reasons that say no more than that a container failed: the container's own end says it better. All others were
 * Kubernetes' decision, and the container's end is only what came of it.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#handling-pod-and-container-failures (v1.35)
 */
const CONTAINER_FAILED: readonly string[] = [
  ...['BackoffLimitExceeded', 'Failed', 'Error'],
  // Ours, of a Job that only failed (`concludeVerdict`).
  'Suspended',
];

/** The kubelet could not find the container any more: its exit code and its message are made up. */
const STATUS_UNKNOWN = 'ContainerStatusUnknown';

/** What says best why a hook failed: what its container left as its message, else its log. */
function findSaid({ deciding, log }: Pick<HookResult, 'deciding' | 'log'>): ToldError {
  const message = deciding?.reason === STATUS_UNKNOWN ? '' : (deciding?.message ?? '');
  const text = findTellingText(message);
  return text === '' ? findTelling(log) : { text, isGuess: false };
}

/** How it ended, with what says best why: a line that says nothing of an error is told as the last one. */
export function addSaid(how: string, hook: Pick<HookResult, 'deciding' | 'log'>): string {
  return addError(how, findSaid(hook));
}

/** The same with the error of the migration tool, where the log is one's. */
export function addReason(how: string, hook: HookResult): string {
  const text = hook.migrated.error;
  return text === '' ? addSaid(how, hook) : addError(how, { text, isGuess: false });
}

function addError(how: string, { text, isGuess }: ToldError): string {
  if (text === '' || how === '') return how || text;
  return isGuess ? `${how}; last line of its log: "${text}"` : `${how}: ${text}`;
}

type Failed = Extract<HookResult['verdict'], { kind: 'failed' }>;

/** How a hook failed, in words: by the container that decided, else as Kubernetes says, else as helm does. */
function describeFailure(hook: HookResult, verdict: Failed, helmError: string): string {
  const { deciding } = hook;
  if (deciding === undefined)
    return [verdict.reason, verdict.message || helmError].filter(Boolean).join(': ');
  const how =
    hook.failures.failed > 1
      ? `${describeFailures(hook)}${describeReason(hook)}`
      : `${describeEnd(deciding)}${describeReason(hook)}${describeAttempt(hook)}`;
  const isOfContainer = [...CONTAINER_FAILED, deciding.reason].includes(verdict.reason);
  if (isOfContainer || isOfAttempts(hook, verdict)) return how;
  const why = `${verdict.reason}: ${verdict.message || 'no message'}`;
  return deciding.reason === STATUS_UNKNOWN ? why : `${why} (${how})`;
}

/** How a hook failed and what says best why: a sentence without its subject. */
export function explainFailure(hook: HookResult, verdict: Failed, helmError = ''): string {
  return addReason(describeFailure(hook, verdict, helmError), hook);
}

/** True where the Job's time was over after attempts that had failed: their error is the cause. */
export function isOfAttempts({ failures }: HookResult, { reason }: Failed): boolean {
  return reason === 'DeadlineExceeded' && failures.exitCodes.length > 0;
}

/**
 * What Kubernetes did when attempts, or the Job's time, were used up; empty where the last attempt had failed by
 * itself.
 */
export function describeCut(hook: HookResult, verdict: Failed): string {
  const cut = listCut(hook);
  if (cut.length === 0 && !isOfAttempts(hook, verdict)) return '';
  const what = cut.length === 0 ? 'trying' : `${nameAttempts(cut)} while ${runs(cut)}`;
  return `; Kubernetes stopped ${what}: ${verdict.reason}: ${verdict.message}`;
}

/** Attempts that were stopped by others than Kubernetes, but for the one that decided; empty where none was. */
export function describeStops(hook: HookResult): string {
  const cut = listCut(hook);
  const { verdict } = hook;
  const isLast = ({ number }: AttemptEnd) => verdict.kind === 'failed' && number === hook.attempts;
  const stops = hook.ended.filter((it) => it.kind === 'stopped' && !cut.includes(it));
  const others = stops.filter((it) => !isLast(it));
  if (others.length === 0) return '';
  const [were, pods] = others.length === 1 ? ['was', 'its Pod was'] : ['were', 'their Pods were'];
  return `; ${nameAttempts(others)} ${were} stopped while ${runs(others)}: ${pods} deleted`;
}

function nameAttempts(ended: readonly AttemptEnd[]): string {
  const numbers = ended.map(({ number }) => String(number)).join(', ');
  return `${ended.length === 1 ? 'attempt' : 'attempts'} ${numbers}`;
}

function runs({ length }: readonly AttemptEnd[]): string {
  return length === 1 ? 'it ran' : 'they ran';
}

/** Kubernetes' reason for the end of the container that decided, where it says more than that. */
export function describeReason({ deciding }: Pick<HookResult, 'deciding'>): string {
  const { reason = 'Error' } = deciding ?? {};
  return reason === 'Error' ? '' : ` (${reason})`;
}

/** Of a Job that tries only once there is nothing to say. */
function describeAttempt({ attempts, attemptsMax, ended, deciding }: HookResult): string {
  if ((attemptsMax ?? attempts) < 2) return '';
  const number = ended.find(({ end }) => end?.id === deciding?.id)?.number ?? attempts;
  return ` in ${nameAttempt({ number }, { attemptsMax })}`;
}
