import { isJobOrPod, nameBriefly } from '../helm/hook.js';
import { nameWorkloadBriefly } from '../helm/workload.js';
import type { AttemptTimes } from '../hooks/attempt-times.js';
import type { HookResult } from '../hooks/result.js';
import type { DeploySeen } from '../rollout/seen.js';
import type { ReportFacts } from './facts.js';

/** A part of the deploy's time; in ms since the epoch. */
export interface Bar {
  /** What it is of, and what was done. */
  readonly section: string;
  readonly text: string;
  readonly kind: 'waited' | 'ran' | 'failed' | 'open';
  readonly since: number;
  readonly until: number;
}

/** Kubernetes' times have whole seconds: less is no wait. */
const WAIT_MS = 2_000;
/** The shortest bar: a part of the second within which a run began and ended. */
const LEAST_MS = 500;
/** A rollout that began so long before our revision is of an earlier one, whatever the clocks say. */
const SLACK_MS = 60_000;

/**
 * What took its time, in order: each attempt of each hook, what it waited for before it ran, and the rollout of each
 * workload with new Pods. Empty where that says nothing: one run and no wait, or all within a moment.
 */
export function listBars({ seen, helmMs }: Pick<ReportFacts, 'seen' | 'helmMs'>): readonly Bar[] {
  if (seen === undefined) return [];
  const began = Date.parse(seen.release?.lastDeployed ?? '');
  const hooks = seen.hooks.filter(({ hook }) => isJobOrPod(hook));
  const spans = hooks.flatMap((it) => listOfHook(it, hooks));
  const all = [...spans, ...listOfRollout(seen, findBegin(seen, began))];
  const known = all.flatMap(({ since, until }) => [since, until]).filter(Number.isFinite);
  const last = Math.max(...known, Number.isNaN(began) ? 0 : began + (helmMs ?? 0));
  const bars = all.map((bar) => close(bar, last)).filter(({ since }) => !Number.isNaN(since));
  const width = last - Math.min(...known);
  const hasWaited = bars.some(({ kind }) => kind === 'waited');
  return (bars.length < 2 && !hasWaited) || width < WAIT_MS ? [] : bars;
}

/** One that is open goes to the end of all. What began and ended within one second is seen, too. */
function close(bar: Bar, last: number): Bar {
  const until = Number.isNaN(bar.until) ? last : bar.until;
  return { ...bar, until: Math.max(bar.since + LEAST_MS, until) };
}

function findBegin({ hooks }: DeploySeen, began: number): number {
  const before = hooks.filter(({ event }) => event.startsWith('pre-'));
  const created = before.flatMap(({ times }) => times.map((it) => Date.parse(it.created)));
  return Math.min(...created.filter(Number.isFinite), began - SLACK_MS || Infinity);
}

/** The event is in its name where it ran in more than one. */
function listOfHook(
  { hook, event, times }: HookResult,
  all: readonly HookResult[],
): readonly Bar[] {
  const runs = all.filter((it) => nameBriefly(it.hook) === nameBriefly(hook)).length;
  const section = runs > 1 ? `${nameBriefly(hook)} (${event})` : nameBriefly(hook);
  return times.flatMap((attempt) => listOfAttempt(attempt, times.length > 1, section));
}

function listOfAttempt(
  attempt: AttemptTimes,
  isOneOfMany: boolean,
  section: string,
): readonly Bar[] {
  const [created, scheduled, started, finished] = [
    Date.parse(attempt.created),
    Date.parse(attempt.scheduled),
    Date.parse(attempt.started),
    Date.parse(attempt.finished),
  ];
  const isGone = attempt.end !== 'open';
  const wait = (text: string, since: number, until: number): readonly Bar[] => {
    if (Number.isNaN(since) || (Number.isNaN(until) && isGone)) return [];
    return until - since < WAIT_MS ? [] : [{ section, text, kind: 'waited', since, until }];
  };
  const ran = { section, ...nameRun(attempt, isOneOfMany), since: started, until: finished };
  return [
    ...wait('waiting for a node', created, scheduled),
    ...wait('waiting for image and volumes', scheduled, started),
    ...(Number.isNaN(started) ? [] : [ran]),
  ];
}

function nameRun({ number, end }: AttemptTimes, isOneOfMany: boolean): Pick<Bar, 'text' | 'kind'> {
  const attempt = isOneOfMany ? `attempt ${String(number)} ` : '';
  switch (end) {
    case 'succeeded':
      return { text: `${attempt}ran`, kind: 'ran' };
    case 'failed':
      return { text: `${attempt}failed`, kind: 'failed' };
    case 'stopped':
      return { text: `${attempt}was stopped`, kind: 'failed' };
    case 'open':
      return { text: `${attempt}running`, kind: 'open' };
    default:
      return end satisfies never;
  }
}

/** One that began before has no new Pods. */
function listOfRollout({ rollout }: DeploySeen, began: number): readonly Bar[] {
  return (rollout?.workloads ?? []).flatMap(({ workload, span, state }) => {
    const since = Date.parse(span?.since ?? '');
    if (Number.isNaN(since) || since < began) return [];
    const kind = state === 'ready' ? 'ran' : 'failed';
    const text = nameWorkloadBriefly(workload);
    return [{ section: 'Rollout', text, kind, since, until: Date.parse(span?.until ?? '') }];
  });
}
