import { formatDuration } from '../report/format.js';
import type { HookSight } from './ending.js';
import type { Verdict } from './job.js';
import type { HookResult } from './observation.js';
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
  const progress = continueFrom(before, { state: doing?.state ?? '', lines: sight.lineCount }, now);
  if (doing === undefined || now < progress.next) return { progress, text: undefined };
  const { pause } = progress;
  const said = { ...progress, next: now + pause, pause: Math.min(2 * pause, PAUSE_MAX_MS) };
  return { progress: said, text: doing.say(said, now) };
}

function continueFrom(
  before: Progress | undefined,
  { state, lines }: { readonly state: string; readonly lines: number },
  now: number,
): Progress {
  const hasLine = before !== undefined && lines > before.lineCount;
  if (before?.state === state && !hasLine) return before;
  const since = before?.state === state ? before.since : now;
  const lineAt = hasLine ? now : (before?.lineAt ?? now);
  const wait = state === RUNS ? SILENT_MS : WAITED_MS;
  return { state, since, lineCount: lines, lineAt, next: now + wait, pause: SILENT_MS };
}

interface Doing {
  readonly state: string;
  readonly say: (progress: Progress, now: number) => string;
}

const RUNS = 'runs';

/** Undefined of a hook that has ended, or of which nothing was seen. */
function describeDoing({ result, pods, isBlind }: HookSight): Doing | undefined {
  const { verdict } = result;
  const name = `${result.hook.kind} ${result.hook.name}`;
  if (verdict.kind === 'waiting') return wait(`${name} waits`, verdict.on);
  if (verdict.kind !== 'running') return undefined;
  const attempts = pods.map(judgePod);
  const pending = attempts.find((pod) => pod.kind === 'waiting');
  if (isBlind || attempts.some((pod) => pod.kind === 'running'))
    return { state: RUNS, say: (progress, now) => describeRun(name, progress, now) };
  if (pending === undefined || pending.on === NEXT_ATTEMPT)
    return wait(`${name} waits`, describeNext(result, attempts));
  return wait(`${name} waits in attempt ${describeAttempt(result)}`, pending.on);
}

/** All Pods have ended, and the Job has not: no attempt follows one that succeeded, or the last. */
function describeNext({ attempts, attemptsMax }: HookResult, pods: readonly Verdict[]): string {
  const isLast = attemptsMax !== undefined && attempts >= attemptsMax;
  return isLast || pods.some(({ kind }) => kind === 'succeeded')
    ? 'Kubernetes has not counted its ended Pod yet'
    : NEXT_ATTEMPT;
}

function wait(subject: string, on: string): Doing {
  return {
    state: `${subject}: ${steady(on)}`,
    say: ({ since }, now) => `${subject}: ${on} (${formatDuration(wholeSeconds(now - since))})`,
  };
}

function describeRun(name: string, { since, lineCount, lineAt }: Progress, now: number): string {
  const last =
    lineCount === 0
      ? 'it has written nothing yet'
      : `its last line is ${formatDuration(wholeSeconds(now - lineAt))} old`;
  return `${name} still runs (${formatDuration(wholeSeconds(now - since))}), ${last}`;
}

function describeAttempt({ attempts, attemptsMax }: HookResult): string {
  return attemptsMax === undefined ? String(attempts) : `${attempts} of ${attemptsMax}`;
}

/** The kubelet says the same trouble with an image in two ways by turns, and numbers count up without anything new. */
function steady(on: string): string {
  return on
    .replace(/^ImagePullBackOff: Back-off pulling image "[^"]*"(?:: (?=ErrImagePull))?/, '')
    .replace(/^ErrImagePull\b.*$/s, '')
    .replace(/\d+/g, '#');
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1_000) * 1_000;
}
