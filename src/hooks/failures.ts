import { nameBriefly } from '../helm/hook.js';
import type { AttemptEnd } from './attempts.js';
import { isActive, isSuspended } from './at-work.js';
import { SUSPENDED } from './job.js';
import type { Observation } from './observation.js';
import type { HookResult } from './result.js';

type Tried = Pick<HookResult, 'attemptsMax' | 'failures'>;

/**
 * How many attempts failed, and with which exit codes: `3 of 7 attempts failed, each with exit code 1`; empty where
 * none did.
 */
export function describeFailures({ attemptsMax, failures }: Tried): string {
  const { failed, exitCodes } = failures;
  if (failed === 0) return '';
  const isOne = failed === 1 && attemptsMax === undefined;
  const attempts = isOne ? 'attempt' : 'attempts';
  return `${String(failed)}${describeMost(attemptsMax)} ${attempts} failed${describeCodes(failed, exitCodes)}`;
}

/** What a hook has come to; one that we have suspended after attempts that all failed or were stopped has failed. */
export function concludeVerdict(
  seen: Observation | undefined,
  hook: HookResult,
): HookResult['verdict'] {
  const isHeld = seen !== undefined && isSuspended(seen, hook) && isActive(hook);
  if (!isHeld || hook.ended.length === 0) return hook.verdict;
  const message = describeFailures(hook) || 'its Pod was deleted while it ran';
  return { kind: 'failed', reason: 'Suspended', message };
}

/** The attempt that ended last, where that was stopped while it ran; else undefined. */
export function findLastStopped({ ended }: Pick<HookResult, 'ended'>): AttemptEnd | undefined {
  const last = ended.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b))).at(-1);
  return last?.kind === 'stopped' ? last : undefined;
}

/** Reasons for which the Job controller itself stops what runs. */
const CUTS: readonly string[] = ['BackoffLimitExceeded', 'DeadlineExceeded'];

/** The attempts that Kubernetes stopped since the attempts or the time of the Job were used up: by others. */
export function listCut({ verdict, ended, attempts }: HookResult): readonly AttemptEnd[] {
  const isCut = verdict.kind === 'failed' && CUTS.includes(verdict.reason);
  if (!isCut || ended.length < attempts) return [];
  const failures = ended.filter(({ kind }) => kind === 'failed').map(timeOf);
  const isAfter = (end: AttemptEnd) => failures.every((time) => time <= timeOf(end));
  return failures.length === 0 ? [] : ended.filter((it) => it.kind === 'stopped' && isAfter(it));
}

/** When it ended; a text that can be compared. What was stopped and not seen to end came last. */
function timeOf({ kind, end }: AttemptEnd): string {
  return end?.finished ?? (kind === 'stopped' ? '9' : '');
}

/** Which attempt it was: `attempt 2 of 7`. */
export function nameAttempt(
  { number }: Pick<AttemptEnd, 'number'>,
  { attemptsMax }: Pick<HookResult, 'attemptsMax'>,
): string {
  return `attempt ${String(number)}${describeMost(attemptsMax)}`;
}

/**
 * At which attempt the hook is, or was when it succeeded, and how many it had where it failed; empty of a first one.
 */
export function describeTries({ attempts, attemptsMax, verdict }: HookResult): string {
  if (attempts < 2) return '';
  if (verdict.kind === 'failed') return `${String(attempts)} attempts`;
  return nameAttempt({ number: attempts }, { attemptsMax });
}

/** An attempt that has just ended, as one line; undefined of one that is all there is to the hook's own end. */
export function describeAttemptEnd(hook: HookResult, ended: AttemptEnd): string | undefined {
  const name = nameBriefly(hook.hook);
  if (hook.attemptsMax === 1 && (ended.kind === 'failed' || !isActive(hook))) return undefined;
  const which = `${name}: ${nameAttempt(ended, hook)}`;
  if (ended.kind === 'stopped') return `${which} was stopped: its Pod was deleted while it ran`;
  const { exitCode, reason } = ended.end ?? {};
  const how = exitCode === undefined ? '' : ` with exit code ${String(exitCode)}`;
  const why = reason === undefined || reason === 'Error' ? '' : ` (${reason})`;
  return `${which} failed${how}${why}${hasNext(hook, ended) ? '; Kubernetes will try again' : ''}`;
}

function hasNext(hook: HookResult, { number, isRestarted }: AttemptEnd): boolean {
  const { verdict, attemptsMax } = hook;
  const isSuspended = verdict.kind === 'waiting' && verdict.on === SUSPENDED;
  // Of several Pods at once nothing here tells whether there is one more.
  const isLast = attemptsMax === undefined ? !isRestarted : number >= attemptsMax;
  return isActive(hook) && !isSuspended && !isLast;
}

function describeMost(attemptsMax: number | undefined): string {
  return attemptsMax === undefined ? '' : ` of ${String(attemptsMax)}`;
}

function describeCodes(failed: number, exitCodes: readonly number[]): string {
  const [first] = exitCodes;
  if (first === undefined) return '';
  if (exitCodes.length > 1) return `, with exit codes ${exitCodes.join(', ')}`;
  return `,${failed > 1 ? ' each' : ''} with exit code ${String(first)}`;
}
