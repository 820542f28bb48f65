import { hasRun } from './alive.js';
import { type AttemptEnd, countRestarts } from './attempts.js';
import { byAge, uidOf } from './identity.js';
import type { HookObjects } from './hook-objects.js';
import { judgePod, listDeciding } from './pod.js';
import { listStatuses, type Pod } from './targets.js';

/** When one attempt waited and ran; RFC 3339, empty where it did not come to that, or nobody saw. */
export interface AttemptTimes {
  /** The first attempt is 1. */
  readonly number: number;
  /** Its Pod was made; empty for a restart in a Pod. */
  readonly created: string;
  /** Its Pod got a node; empty for a restart. */
  readonly scheduled: string;
  /** Its first container was started. */
  readonly started: string;
  readonly finished: string;
  readonly end: 'succeeded' | AttemptEnd['kind'] | 'open';
}

/** The times of all attempts, in the order of their starts; `ended` are those that are over without success. */
export function listAttemptTimes(
  { pods }: Pick<HookObjects, 'pods'>,
  ended: readonly AttemptEnd[],
): readonly AttemptTimes[] {
  const times: AttemptTimes[] = [];
  for (const pod of pods.toSorted(byAge)) {
    const before = times.length;
    const count = 1 + countRestarts(pod);
    for (let index = 0; index < count; index += 1) {
      const number = before + index + 1;
      const end = ended.find((it) => it.number === number && it.podUid === uidOf(pod));
      times.push({
        number,
        ...readTimes(pod, { end, isFirst: index === 0, isLast: index === count - 1 }),
      });
    }
  }
  return times;
}

interface Place {
  readonly end: AttemptEnd | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function readTimes(pod: Pod, { end, isFirst, isLast }: Place): Omit<AttemptTimes, 'number'> {
  const seen = { ...(isLast ? readCurrent(pod) : NOT_SEEN), ...end?.end };
  const { started, finished } = seen;
  const isGood = isLast && judgePod(pod).kind === 'succeeded';
  return {
    ...(isFirst ? readWay(pod, started) : { created: '', scheduled: '', started }),
    finished,
    end: end?.kind ?? (isGood ? 'succeeded' : 'open'),
  };
}

const NOT_SEEN = { started: '', finished: '' };

/** The way of a new Pod to its first program. */
function readWay(
  pod: Pod,
  started: string,
): Pick<AttemptTimes, 'created' | 'scheduled' | 'started'> {
  return {
    created: pod.metadata?.creationTimestamp ?? '',
    scheduled: findScheduled(pod),
    started: findFirstStart(pod, started),
  };
}

/** Init containers begin the work: some migrate. */
function findFirstStart(pod: Pod, known: string): string {
  const starts = listStatuses(pod).flatMap((status) => {
    const { lastState, state } = status;
    const ends = [lastState?.terminated, state?.terminated].filter((end) => hasRun(status, end));
    return [...ends, state?.running].map((it) => it?.startedAt ?? '');
  });
  return [...starts, known].filter((time) => time !== '').sort()[0] ?? '';
}

function findScheduled({ status }: Pod): string {
  const condition = status?.conditions?.find((it) => it.type === 'PodScheduled');
  return condition?.status === 'True' ? (condition.lastTransitionTime ?? '') : '';
}

/** From the first start to the last end of what runs now, or ran last. */
function readCurrent(pod: Pod): Pick<AttemptTimes, 'started' | 'finished'> {
  const states = listDeciding(pod)
    .filter(
      (status) => status.state?.running !== undefined || hasRun(status, status.state?.terminated),
    )
    .map(({ state }) => state);
  const started = states.map((state) => (state?.running ?? state?.terminated)?.startedAt ?? '');
  const isOver = states.every((state) => state?.running === undefined);
  const finished = states.map((state) => state?.terminated?.finishedAt ?? '').sort();
  return { started: started.sort()[0] ?? '', finished: isOver ? (finished.at(-1) ?? '') : '' };
}
