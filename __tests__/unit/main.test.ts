import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../src/errors.js';
import type { HelmCommand } from '../../src/helm/args.js';
import type { HelmExit } from '../../src/helm/run.js';
import { seeNothing } from '../../src/hooks/observation.js';
import type { Inputs } from '../../src/inputs.js';
import { type Deploy, main, type Teller, type World } from '../../src/main.js';
import { HELM_GOOD, helmFailed, makeFailure, makeRelease, makeSeen } from '../fakes/facts.js';
import { MemoryListener } from '../fakes/memory-listener.js';

/** What is told in a deploy, with what happens around it. */
class MemoryTeller extends MemoryListener implements Teller {
  say(text: string): void {
    this.told.push(text);
  }

  onHelmLine(line: string): void {
    this.told.push(`helm | ${line}`);
  }

  async close(): Promise<void> {
    this.told.push('closed');
  }
}

const COMMAND: HelmCommand = { program: 'helm', args: [], env: {}, cwd: '/' };

const deploy = (): Deploy & { readonly teller: MemoryTeller } => ({
  inputs: {
    release: 'app',
    namespace: 'shop',
    server: 'https://cluster.example',
    waitForJobs: true,
    atomic: false,
    requireHook: false,
    failFastMs: 60_000,
    policy: { activeHook: 'wait', waitMs: 1_000, pendingRelease: 'fail' },
  } as unknown as Inputs,
  command: COMMAND,
  rollbackTo: (revision) => ({ ...COMMAND, args: ['rollback', 'app', String(revision)] }),
  teller: new MemoryTeller(),
});

/** A world in which helm ends so, and everything takes one tick of the clock. */
function makeWorld(helm: HelmExit | ActionError, more: Partial<World> = {}): World {
  let now = 1_000;
  return {
    now: () => (now += 10),
    cancelled: new AbortController().signal,
    guard: async () => ({ kind: 'clear', deployed: 1, giveBack: async () => undefined }),
    markFailed: async () => true,
    runHelm: async (_command, onLine) => {
      onLine('working');
      if (helm instanceof ActionError) throw helm;
      return helm;
    },
    follow: async (_deploy, { helmEnded }) => {
      await new Promise((resolve) => helmEnded.addEventListener('abort', resolve));
      return makeSeen();
    },
    explainDecryption: async () => undefined,
    ...more,
  };
}

const failed = makeSeen({ release: makeRelease({ status: 'failed' }), hooks: [makeFailure()] });
const cannotDecrypt = new ActionError('file-error', 'no key fits', 'Add the key.');
const nothing = seeNothing(new ActionError('not-found', 'no record', ''));

describe('a deploy', () => {
  it('is told from its start to its end, and timed', async () => {
    const { teller, ...rest } = deploy();
    const { diagnosis, helmMs } = await main(makeWorld(HELM_GOOD), { ...rest, teller });
    expect(teller.told).toEqual([
      'Deploying release app to namespace shop of https://cluster.example',
      'helm | working',
      'closed',
    ]);
    expect(diagnosis.outcome).toBe('deployed');
    expect(helmMs).toBe(10);
  });

  it('is followed from before helm starts, by the same clock', async () => {
    const asked: unknown[] = [];
    const follow: World['follow'] = async (_deploy, { startedAt, withJobs }) => {
      asked.push(startedAt, withJobs);
      return makeSeen();
    };
    await main(makeWorld(HELM_GOOD, { follow }), deploy());
    expect(asked).toEqual([1_010, true]);
  });

  it('is ended early when the follower says so, and what it says is told', async () => {
    const hook = makeFailure({ verdict: { kind: 'waiting', on: 'InvalidImageName' } });
    const runHelm: World['runHelm'] = async (_command, _onLine, stop) => {
      await new Promise((resolve) => stop.addEventListener('abort', resolve));
      return { exitCode: undefined, signal: 'SIGINT', lastErrors: [] };
    };
    const exits: (HelmExit | undefined)[] = [];
    const follow: World['follow'] = async (
      _deploy,
      { endHelm, helmExit, helmEnded, failFastMs, followOnMs },
    ) => {
      expect([failFastMs, followOnMs]).toEqual([60_000, 1_000]);
      exits.push(helmExit?.());
      const end = { why: 'cannot-start', hook, on: 'InvalidImageName', ms: 0 } as const;
      endHelm?.(end);
      await new Promise((resolve) => helmEnded.addEventListener('abort', resolve));
      exits.push(helmExit?.());
      return { ...failed, hooks: [hook], endedEarly: end };
    };
    const { teller, ...rest } = deploy();
    const world = makeWorld(HELM_GOOD, { runHelm, follow });
    const { diagnosis } = await main(world, { ...rest, teller });
    expect(exits).toMatchObject([undefined, { signal: 'SIGINT' }]);
    expect(teller.told).toContain(
      'Ending helm: Job shop/app-migration cannot start: InvalidImageName',
    );
    expect(diagnosis.reason).toMatch(/helm was ended at once$/);
  });

  it('whose migration fails is a result, not an exception', async () => {
    const world = makeWorld(helmFailed('Error: x'), { follow: async () => failed });
    const { diagnosis, seen } = await main(world, deploy());
    expect(diagnosis.outcome).toBe('hook-failed');
    expect(seen).toBe(failed);
  });

  it('that was cancelled says so, whatever helm made of it', async () => {
    const world = makeWorld(helmFailed('Error: x'), { cancelled: AbortSignal.abort() });
    expect((await main(world, deploy())).diagnosis.outcome).toBe('cancelled');
  });
});

describe('why values cannot be decrypted', () => {
  const asked = async (helm: HelmExit, more: Partial<World>) => {
    let count = 0;
    const explainDecryption: World['explainDecryption'] = async () => {
      count += 1;
      return cannotDecrypt;
    };
    const { diagnosis } = await main(makeWorld(helm, { ...more, explainDecryption }), deploy());
    return { count, reason: diagnosis.reason };
  };

  it('is asked when helm failed before it began, and is the reason then', async () => {
    const more = { follow: async () => nothing };
    expect(await asked(helmFailed('Error: x'), more)).toEqual({ count: 1, reason: 'no key fits' });
  });

  it.each<readonly [string, HelmExit, Partial<World>]>([
    ['it succeeded', HELM_GOOD, { follow: async () => nothing }],
    ['it had begun', helmFailed('Error: x'), { follow: async () => failed }],
    [
      'it was cancelled',
      helmFailed('Error: x'),
      { follow: async () => nothing, cancelled: AbortSignal.abort() },
    ],
  ])('is not asked when %s', async (_title, helm, more) => {
    expect((await asked(helm, more)).count).toBe(0);
  });
});

describe('a helm that cannot be started', () => {
  const missing = new ActionError('missing-tool', 'helm cannot be started', 'Install helm.');

  it('is an exception, after the follower has ended and all is written', async () => {
    const ends: string[] = [];
    const follow: World['follow'] = async (_deploy, { helmEnded }) => {
      await new Promise((resolve) => helmEnded.addEventListener('abort', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      ends.push('followed');
      return nothing;
    };
    const { teller, ...rest } = deploy();
    const deploying = main(makeWorld(missing, { follow }), { ...rest, teller });
    await expect(deploying).rejects.toBe(missing);
    expect(ends).toEqual(['followed']);
    expect(teller.told.at(-1)).toBe('closed');
  });
});
