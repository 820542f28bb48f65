import { nameBriefly } from '../helm/hook.js';
import { formatSeconds } from '../text/format.js';
import type { HookSight } from './ending.js';
import type { Verdict } from './verdict.js';
import type { HookResult } from './result.js';
import { judgePod, NEXT_ATTEMPT } from './pod.js';

/** What a hook does, what was said of it, and when there is more to say; times in ms. */
export interface Progress {
  /** The same as long as it does the same. */
  readonly state: string;
  readonly since: number;
  readonly lineCount: number;
  readonly lineAt: number;
  /** When to say it next, and how long to be silent after that. */
  readonly next: number;
  readonly pause: number;
}

/** What it waits for is said when it has been the same for so long. */
const WAITED_MS = 2_000;
/** A Job's status follows the end of its Pod within seconds: in a good deploy that is not news. */
const UPDATING_MS = 15_000;
/** Silence is broken after so long, then after twice as long, and so on, */
const SILENT_MS = 60_000;
/** but at least this often. */
const PAUSE_MAX_MS = 300_000;

/** What there is to say of a hook at `now` (ms), if anything, and what to know the next time. */
export function judgeProgress(
  before: Progress | undefined,
  sight: HookSight,
  now: number,
): { readonly progress: Progress; readonly text: string | undefined } {
  const doing = describeDoing(sight);
  const progress = continueFrom(before, { ...(doing ?? NOTHING), lines: sight.lineCount }, now);
  if (doing === undefined || now < progress.next) return { progress, text: undefined };
  const { pause } = progress;
  const said = { ...progress, next: now + pause, pause: Math.min(2 * pause, PAUSE_MAX_MS) };
  return { progress: said, text: doing.say(said, now) };
}

function continueFrom(
  before: Progress | undefined,
  { state, afterMs, lines }: Pick<Doing, 'state' | 'afterMs'> & { readonly lines: number },
  now: number,
): Progress {
  const hasLine = before !== undefined && lines > before.lineCount;
  if (before?.state === state && !hasLine) return before;
  const since = before?.state === state ? before.since : now;
  const lineAt = hasLine ? now : (before?.lineAt ?? now);
  return { state, since, lineCount: lines, lineAt, next: now + afterMs, pause: SILENT_MS };
}

interface Doing {
  readonly state: string;
  /** It is said when it has been so, with nothing written, for so long. */
  readonly afterMs: number;
  readonly say: (progress: Progress, now: number) => string;
}

const NOTHING = { state: '', afterMs: WAITED_MS };

/** Undefined of a hook that has ended, or of which nothing was seen. */
function describeDoing(sight: HookSight): Doing | undefined {
  const { result, pods, isBlind } = sight;
  const { verdict } = result;
  const name = nameBriefly(result.hook);
  if (verdict.kind === 'waiting') return describeWait(name, verdict.on);
  if (verdict.kind !== 'running') return undefined;
  const attempts = pods.map(judgePod);
  const pending = attempts.find((pod) => pod.kind === 'waiting');
  if (isBlind || attempts.some((pod) => pod.kind === 'running')) return describeRun(name, sight);
  if (pending !== undefined && pending.on !== NEXT_ATTEMPT)
    return describeWait(`${name}, attempt ${describeAttempt(result)},`, pending.on);
  if (!isLastOver(result, attempts)) return describeWait(name, NEXT_ATTEMPT);
  const finished = `${name}: its Pod has finished; waiting for Kubernetes to update the Job`;
  return sayWith(finished, { state: finished, afterMs: UPDATING_MS });
}

/** All Pods have ended, and the Job has not: no attempt follows one that succeeded, or the last. */
function isLastOver({ attempts, attemptsMax }: HookResult, pods: readonly Verdict[]): boolean {
  const isLast = attemptsMax !== undefined && attempts >= attemptsMax;
  return isLast || pods.some(({ kind }) => kind === 'succeeded');
}

/** `on` is what a status or an event says, or a name of ours: `its first Pod`. */
function describeWait(subject: string, on: string): Doing {
  const by = on.startsWith('its ') ? ' for ' : ': ';
  const state = `${subject}: ${steady(on)}`;
  return sayWith(`${subject} is waiting${by}${on}`, { state, afterMs: WAITED_MS });
}

function sayWith(text: string, when: Pick<Doing, 'state' | 'afterMs'>): Doing {
  return { ...when, say: ({ since }, now) => `${text} (${formatSeconds(now - since)})` };
}

/** The lines of the init containers before it are not its own. */
function describeRun(name: string, { result: { running }, isBlind }: HookSight): Doing {
  const init = running?.isInit === true && !isBlind ? running : undefined;
  const what = init === undefined ? name : `${name}: init container "${init.container}"`;
  return {
    state: `${what} runs`,
    afterMs: SILENT_MS,
    say: ({ since, lineCount, lineAt }, now) => {
      const isSilent = init === undefined ? lineCount === 0 : !init.hasOutput;
      const last = isSilent ? 'no output yet' : `last line ${formatSeconds(now - lineAt)} ago`;
      return `${what} has been running for ${formatSeconds(now - since)}, ${last}`;
    },
  };
}

function describeAttempt({ attempts, attemptsMax }: HookResult): string {
  return attemptsMax === undefined ? String(attempts) : `${attempts} of ${attemptsMax}`;
}

/**
 * The kubelet says the same trouble with an image in two ways that alternate, and numbers count up without anything
 * new.
 */
function steady(on: string): string {
  return on
    .replace(/^ImagePullBackOff: Back-off pulling image "[^"]*"(?:: (?=ErrImagePull))?/, '')
    .replace(/^ErrImagePull\b.*$/s, '')
    .replace(/\d+/g, '#');
}
