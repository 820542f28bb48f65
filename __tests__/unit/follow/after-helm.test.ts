import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import { follow } from '../../fakes/follow-recording.js';
import type { Recorded } from '../../fakes/recording.js';

const forbidden = new ActionError('forbidden', 'cannot patch', '');

describe('what has not started when helm has given up', () => {
  it.each([
    'pod-image-pull-backoff',
    'pod-missing-secret',
    'pod-unschedulable',
    'job-failed-create',
  ])('%s is suspended, and what it waited for stays the reason', async (recording) => {
    const { cluster, seen, told } = await follow(recording);
    expect(cluster.suspended).toEqual(['app-migration']);
    expect(seen.suspensions).toMatchObject([{ how: 'suspended', hook: { name: 'app-migration' } }]);
    expect(seen.hooks.map(({ verdict }) => verdict.kind)).toEqual(['waiting']);
    expect(told.at(-1)).toBe('… Job app-migration was suspended, so it does not start later');
  });

  it('is suspended between two attempts that both failed', async () => {
    const { cluster, seen, told } = await follow('job-only-retries');
    expect(cluster.suspended).toEqual(['app-migration']);
    expect(seen.suspensions).toMatchObject([{ how: 'suspended', was: 'retrying' }]);
    expect(told.at(-1)).toBe('… Job app-migration was suspended, so it does not try again');
  });

  it('is named with the command where we may not suspend it', async () => {
    const { seen, told } = await follow('pod-missing-secret', undefined, { suspend: forbidden });
    expect(seen.suspensions).toMatchObject([{ how: 'not-suspended' }]);
    expect(seen.blind).toEqual([]);
    expect(told.at(-1)).toMatch(/may start later\. To prevent that: kubectl patch job /);
  });

  it.each([
    'job-complete',
    'job-backoff-limit',
    'job-timeout',
    'job-deleted',
    'job-suspended-while-running',
    'pod-crash-loop',
    'pod-slow-pull',
    'pod-lingering',
  ])('%s has started or may have, or is over: it is let be', async (recording) => {
    const { cluster, seen } = await follow(recording);
    expect(cluster.suspended).toEqual([]);
    expect(seen.suspensions).toEqual([]);
  });

  it('is let be when helm succeeded', async () => {
    const succeed = (lines: readonly Recorded[]) =>
      lines.map((line) => (line.kind === 'end' ? { ...line, exitCode: 0 } : line));
    const { cluster } = await follow('pod-missing-secret', succeed);
    expect(cluster.suspended).toEqual([]);
  });
});

describe('a hook that outlives helm', () => {
  const isEnd = ({ kind }: Recorded) => kind === 'end';
  /** helm stops waiting while the hook runs, and all that came after that is told later. */
  const giveUpEarly = (lines: readonly Recorded[]): readonly Recorded[] => {
    const running = lines.findIndex(
      (line) =>
        line.kind === 'pods' &&
        line.object.status?.containerStatuses?.[0]?.state?.running !== undefined,
    );
    const end = { kind: 'end', at: 0, exitCode: 1 } as const;
    const rest = lines.slice(running + 1).filter((line) => !isEnd(line));
    return [...lines.slice(0, running + 1), end, ...rest];
  };
  const options = { followOnMs: 1_800_000 };

  it('is followed to its end', async () => {
    const { seen, told } = await follow('job-complete', giveUpEarly, { options });
    expect(told).toContain(
      '… helm stopped waiting (exit code 1); following Job app-migration, which is still running, for up to 30 min 0 s',
    );
    expect(told.at(-1)).toBe('ended Job app-migration: succeeded');
    expect(seen.followedOn).toMatchObject({ run: { hook: { name: 'app-migration' } } });
  });

  it.each([
    ['no longer than it may', { followOnMs: 20 }],
    ['not after a cancel', { ...options, cancelled: AbortSignal.abort() }],
    ['not at all without being asked for', {}],
  ])('%s', async (_title, more) => {
    const { seen } = await follow('job-timeout', undefined, { options: more });
    expect(seen.hooks.map(({ verdict }) => verdict.kind)).toEqual(['running']);
    expect(seen.followedOn === undefined).toBe(!('followOnMs' in more) || 'cancelled' in more);
  });
});
