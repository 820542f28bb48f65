import { expect, it } from '@jest/globals';
import { follow } from '../../fakes/follow-recording.js';

/** Each attempt with the seconds from the first Pod's creation to its node, its start and its end. */
async function tell(recording: string): Promise<readonly string[]> {
  const { seen } = await follow(recording, undefined, { options: { helmExit: () => undefined } });
  const times = seen.hooks.flatMap((hook) => hook.times);
  const zero = Date.parse(times[0]?.created ?? '');
  const since = (time: string) => (time === '' ? '-' : String((Date.parse(time) - zero) / 1_000));
  return times.map(({ number, created, scheduled, started, finished, end }) =>
    [`${String(number)}:`, ...[created, scheduled, started, finished].map(since), end].join(' '),
  );
}

it.each([
  ['job-complete', ['1: 0 0 0 2 succeeded']],
  ['job-retried', ['1: 0 0 1 2 failed', '2: 12 12 12 13 succeeded']],
  ['pod-restarted', ['1: 0 0 0 2 failed', '2: - - 2 3 succeeded']],
  ['pod-slow-pull', ['1: 0 0 - - open']],
  ['pod-unschedulable', ['1: 0 - - - open']],
  ['pod-deleted', ['1: 0 0 1 6 stopped']],
  ['job-timeout', ['1: 0 0 1 - open']],
] as const)('%s', async (recording, expected) => {
  expect(await tell(recording)).toEqual(expected);
});
