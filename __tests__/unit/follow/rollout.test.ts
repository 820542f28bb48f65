import { describe, expect, it } from '@jest/globals';
import { openRollout } from '../../../src/follow/rollout.js';
import type { Cluster } from '../../../src/follow/options.js';
import type { ReleaseRecord } from '../../../src/helm/records.js';
import type { ReleaseStatus } from '../../../src/helm/release.js';
import type { Workload } from '../../../src/helm/workload.js';
import { makeRelease } from '../../fakes/facts.js';
import { serveRollout } from '../../fakes/recorded-rollout.js';
import { makeWorkload } from '../../fakes/workloads.js';

const BEGAN = '2026-11-28T15:56:00Z';

interface Setting {
  readonly recording?: string;
  readonly kind?: Workload['kind'];
  readonly status?: ReleaseStatus;
  readonly haveHooksRun?: boolean;
  readonly isHookAtWork?: boolean;
  readonly failFastMs?: number;
  /** A line of the rollout after which helm ends; else it ends after `endMs`, or when it is ended. */
  readonly until?: RegExp;
  readonly endMs?: number;
}

/** Follows a recorded rollout until helm ends, and returns all that was told and seen. */
async function follow(setting: Setting) {
  const recording = setting.recording ?? 'rollout-crash';
  const helmEnded = new AbortController();
  const told: string[] = [];
  const shown: string[] = [];
  const ended: string[] = [];
  const options = {
    ...{ startedAt: 0, helmEnded: helmEnded.signal, withWorkloads: true },
    failFastMs: setting.failFastMs,
    helmExit: () => ({ exitCode: 1, signal: undefined, lastErrors: [] }),
    endHelmFor: (why: string) => {
      ended.push(why);
      helmEnded.abort();
    },
  };
  const rollout = openRollout({
    cluster: { rollout: serveRollout(recording) } as unknown as Cluster,
    options,
    isHookAtWork: () => setting.isHookAtWork ?? false,
    haveHooksRun: () => setting.haveHooksRun ?? true,
    listener: {
      onRollout: (text) => {
        told.push(text);
        if (setting.until?.test(text) === true) helmEnded.abort();
      },
      onContainerLines: (_container, lines) => shown.push(...lines.map(({ text }) => text)),
    },
  });
  const workload = makeWorkload({
    kind: setting.kind ?? 'Deployment',
    namespace: `rec-${recording}`,
  });
  const record: ReleaseRecord = {
    release: makeRelease({ status: setting.status ?? 'pending-upgrade' }),
    created: BEGAN,
    secrets: () => [],
    workloads: () => [workload],
  };
  const timer = setTimeout(() => helmEnded.abort(), setting.endMs ?? 20_000);
  const stop = new AbortController();
  rollout?.take(record, stop.signal);
  await new Promise<void>((resolve) => {
    if (helmEnded.signal.aborted) resolve();
    helmEnded.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearTimeout(timer);
  await rollout?.settle();
  stop.abort();
  await rollout?.end();
  return { told, shown, ended, seen: rollout?.seen };
}

describe('a rollout that is followed', () => {
  it('tells of a container that ends with an error, shows its log once, and does not end helm', async () => {
    const { told, shown, ended, seen } = await follow({
      until: /exits with code 3/,
      failFastMs: 1,
    });
    expect(told.at(-1)).toContain('cannot read config /etc/app.yaml');
    expect(shown).toEqual(['starting', 'cannot read config /etc/app.yaml']);
    expect(ended).toEqual([]);
    expect(seen).toMatchObject({ endedEarly: undefined, workloads: [{ state: 'not-ready' }] });
    expect(seen?.workloads[0]?.log.at(-1)?.text).toBe('cannot read config /etc/app.yaml');
  });

  it('ends helm where the image is missing, and keeps why', async () => {
    const { ended, seen } = await follow({ recording: 'rollout-image-missing', failFastMs: 1 });
    expect(ended).toEqual([
      expect.stringMatching(
        /^Deployment \S+\/api cannot become ready: (?:ErrImagePull|ImagePullBackOff)/,
      ),
    ]);
    expect(seen?.endedEarly?.name).toBe('Deployment rec-rollout-image-missing/api');
  });

  it.each<readonly [string, Setting]>([
    ['while a hook is at work', { isHookAtWork: true, failFastMs: 1 }],
    ['without fail-fast', {}],
  ])('does not end helm %s', async (_when, setting) => {
    const until = /(?:ErrImagePull|ImagePullBackOff)/;
    const { ended, told } = await follow({ recording: 'rollout-image-missing', until, ...setting });
    expect(told.some((line) => until.test(line))).toBe(true);
    expect(ended).toEqual([]);
  });
});

describe('a rollout that is not followed', () => {
  it.each<readonly [string, Setting]>([
    ['a revision that is not pending', { status: 'deployed' }],
    ['hooks that have not run when helm ends', { haveHooksRun: false }],
  ])('%s', async (_what, setting) => {
    expect(await follow({ ...setting, endMs: 1_000 })).toEqual({
      ...{ told: [], shown: [], ended: [] },
      seen: undefined,
    });
  });

  it('helm does not wait for workloads', () => {
    const options = { startedAt: 0, helmEnded: new AbortController().signal, withWorkloads: false };
    const cluster = { rollout: serveRollout('rollout-crash') } as unknown as Cluster;
    const listener = { onRollout: () => undefined, onContainerLines: () => undefined };
    const no = () => false;
    expect(
      openRollout({ cluster, options, listener, isHookAtWork: no, haveHooksRun: no }),
    ).toBeUndefined();
  });
});
