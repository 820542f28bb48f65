import { findMissingProgram, hasStarted, listNext, mayRun } from './alive.js';
import { findMissingObject } from './missing-object.js';
import type { HookResult } from './result.js';
import { judgePod } from './pod.js';
import type { ContainerStatus, Pod } from './targets.js';
import { isImagePull, selectCauses } from './waiting/select.js';

/** What may still become of a hook that has not ended. */
export type CanStart =
  /** It may succeed by itself. */
  | { readonly kind: 'open' }
  /** An image cannot be had, and this time nothing says why: what was said before stands. */
  | { readonly kind: 'unclear' }
  /** It cannot succeed unless somebody fixes it meanwhile. `trouble` is the same as long as the trouble is. */
  | { readonly kind: 'bad'; readonly trouble: string; readonly on: string }
  /** Nobody can fix it any more. */
  | { readonly kind: 'never'; readonly on: string };

const OPEN: CanStart = { kind: 'open' };

/**
 * Judges whether a hook can still succeed. Only what surely keeps it from starting counts; nothing does while a
 * container of it runs or may run, and one failed attempt is none where another follows, but for a program that does
 * not exist.
 */
export function judgeCanStart(result: HookResult, pods: readonly Pod[]): CanStart {
  const { verdict } = result;
  if (verdict.kind !== 'waiting' && verdict.kind !== 'running') return OPEN;
  if (pods.some(mayRun)) return OPEN;
  const pending = pods.filter((pod) => judgePod(pod).kind === 'waiting');
  const answers = pending.flatMap(listNext).map(judgeContainer);
  if (pending.length === 0) answers.push(judgeAttempts(result, pods));
  if (verdict.kind === 'waiting' && !pods.some(hasNode)) answers.push(judgeRefusal(verdict.on));
  return worstOf(answers);
}

/**
 * All attempts so far were of a program that does not exist, and the next ones will be. The last one is left to
 * Kubernetes' own verdict.
 */
function judgeAttempts({ attempts, attemptsMax }: HookResult, pods: readonly Pod[]): CanStart {
  const isLast = attemptsMax === undefined || attempts >= attemptsMax;
  if (isLast || pods.length === 0 || pods.some(hasStarted)) return OPEN;
  const missing = pods.flatMap(listNext).map(findMissingProgram).at(-1);
  return missing === undefined ? OPEN : { kind: 'never', on: missing };
}

function hasNode({ spec }: Pod): boolean {
  return Boolean(spec?.nodeName);
}

/** Judges whether one Pod that waits for `on` can still start, whatever is tried after it. */
export function judgePodStart(pod: Pod, on: string): CanStart {
  const answers = listNext(pod).map(judgeContainer);
  return worstOf(hasNode(pod) ? answers : [...answers, judgeRefusal(on)]);
}

/** A Pod that the API server does not take, or the scheduler does not place: it is tried again as it is. */
export function judgeRefusal(on: string): CanStart {
  return judgeCause(on, (text) => findMissingName(text) ?? 'quota');
}

function findMissingName(on: string): string | undefined {
  const missing = findMissingObject(on);
  return missing && `${missing.kind} ${missing.name}`;
}

function worstOf(answers: readonly CanStart[]): CanStart {
  for (const kind of ['never', 'bad', 'unclear'] as const) {
    const found = answers.find((canStart) => canStart.kind === kind);
    if (found !== undefined) return found;
  }
  return OPEN;
}

/** A container that waits. */
function judgeContainer(status: ContainerStatus): CanStart {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  const missing = findMissingProgram(status);
  if (missing !== undefined) return { kind: 'never', on: missing };
  const on = [reason, message].filter(Boolean).join(': ');
  if (PULL_UNEXPLAINED.test(on)) return { kind: 'unclear' };
  return judgeCause(on, () => (isImagePull(on) ? 'image' : on));
}

/** An older kubelet does not say why again. */
const PULL_UNEXPLAINED = /^ImagePullBackOff: Back-off pulling image "[^"]*"\s*$/;

function judgeCause(on: string, nameTrouble: (on: string) => string): CanStart {
  const { causes, text } = selectCauses(on);
  const heals = causes.find(({ says }) => says.test(text))?.heals ?? 'by-itself';
  switch (heals) {
    case 'by-itself':
      return OPEN;
    case 'when-fixed':
      return { kind: 'bad', trouble: nameTrouble(on), on };
    case 'never':
      return { kind: 'never', on };
    default:
      return heals satisfies never;
  }
}
