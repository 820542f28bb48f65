import { describe, expect, it } from '@jest/globals';
import { ActionError } from '../../../src/errors.js';
import type { HelmCommand } from '../../../src/helm/args.js';
import type { HelmExit } from '../../../src/helm/run.js';
import type { Left } from '../../../src/guard/lease.js';
import { type Observation, emptyObservation } from '../../../src/hooks/observation.js';
import type { Inputs } from '../../../src/inputs/inputs.js';
import { runDeploy } from '../../../src/deploy/deploy.js';
import type { Deploy, DeployDeps, Reporter } from '../../../src/deploy/deps.js';
import {
  HELM_GOOD,
  helmFailed,
  makeFailure,
  makeRelease,
  makeResult,
  makeSeen,
} from '../../fakes/facts.js';
import { MemoryListener } from '../../fakes/memory-listener.js';

/** What is told in a deploy, with what happens around it. */
class MemoryTeller extends MemoryListener implements Reporter {
  say(text: string): void {
    this.told.push(text);
  }

  announce(text: string): void {
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

const deploy = (): Deploy & { readonly reporter: MemoryTeller } => ({
  inputs: {
    release: 'app',
    namespace: 'shop',
    server: 'https://cluster.example',
    waitForJobs: true,
    atomic: false,
    helmArgs: [],
    createNamespace: false,
    requireHook: false,
    failFastMs: 60_000,
    policy: { activeHook: 'wait', waitMs: 1_000, pendingRelease: 'fail' },
  } as unknown as Inputs,
  command: COMMAND,
  rollbackTo: (revision) => ({ ...COMMAND, args: ['rollback', 'app', String(revision)] }),
  reporter: new MemoryTeller(),
});

/** What a deploy needs, where helm ends so, and everything takes one tick of the clock. */
function makeDeps(helm: HelmExit | ActionError, more: Partial<DeployDeps> = {}): DeployDeps {
  let now = 1_000;
  return {
    now: () => (now += 10),
    cancelled: new AbortController().signal,
    guard: async () => ({
      kind: 'clear',
      deployed: 1,
      earlier: [],
      release: async () => undefined,
    }),
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
const nothing = emptyObservation(new ActionError('not-found', 'no record', ''));

describe('a deploy', () => {
  it('is told from its start to its end, and timed', async () => {
    const { reporter, ...rest } = deploy();
    const { diagnosis, helmMs } = await runDeploy(makeDeps(HELM_GOOD), { ...rest, reporter });
    expect(reporter.told).toEqual([
      'Deploying release app to namespace shop of https://cluster.example',
      'helm | working',
      'closed',
    ]);
    expect(diagnosis.outcome).toBe('deployed');
    expect(helmMs).toBe(10);
  });

  it('is followed from before helm starts, by the same clock', async () => {
    const asked: unknown[] = [];
    const follow: DeployDeps['follow'] = async (_deploy, { startedAt, withJobs }) => {
      asked.push(startedAt, withJobs);
      return makeSeen();
    };
    await runDeploy(makeDeps(HELM_GOOD, { follow }), deploy());
    expect(asked).toEqual([1_010, true]);
  });

  it('is ended early when the follower says so, and what it says is told', async () => {
    const hook = makeFailure({ verdict: { kind: 'waiting', on: 'InvalidImageName' } });
    const runHelm: DeployDeps['runHelm'] = async (_command, _onLine, stop) => {
      await new Promise((resolve) => stop.addEventListener('abort', resolve));
      return { exitCode: undefined, signal: 'SIGINT', lastErrors: [] };
    };
    const exits: (HelmExit | undefined)[] = [];
    const follow: DeployDeps['follow'] = async (
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
    const { reporter, ...rest } = deploy();
    const deps = makeDeps(HELM_GOOD, { runHelm, follow });
    const { diagnosis } = await runDeploy(deps, { ...rest, reporter });
    expect(exits).toMatchObject([undefined, { signal: 'SIGINT' }]);
    expect(reporter.told).toContain(
      'Ending helm: Job shop/app-migration cannot start: InvalidImageName',
    );
    expect(diagnosis.reason).toMatch(/helm was stopped at once$/);
  });

  it('whose migration fails is a result, not an exception', async () => {
    const deps = makeDeps(helmFailed('Error: x'), { follow: async () => failed });
    const { diagnosis, seen } = await runDeploy(deps, deploy());
    expect(diagnosis.outcome).toBe('hook-failed');
    expect(seen).toBe(failed);
  });

  it('that was cancelled says so, whatever helm made of it', async () => {
    const deps = makeDeps(helmFailed('Error: x'), { cancelled: AbortSignal.abort() });
    expect((await runDeploy(deps, deploy())).diagnosis.outcome).toBe('cancelled');
  });
});

describe('why values cannot be decrypted', () => {
  const asked = async (helm: HelmExit, more: Partial<DeployDeps>) => {
    let count = 0;
    const explainDecryption: DeployDeps['explainDecryption'] = async () => {
      count += 1;
      return cannotDecrypt;
    };
    const { diagnosis } = await runDeploy(makeDeps(helm, { ...more, explainDecryption }), deploy());
    return { count, reason: diagnosis.reason };
  };

  it('is asked when helm failed before it began, and is the reason then', async () => {
    const more = { follow: async () => nothing };
    expect(await asked(helmFailed('Error: x'), more)).toEqual({ count: 1, reason: 'no key fits' });
  });

  it.each<readonly [string, HelmExit, Partial<DeployDeps>]>([
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
    const follow: DeployDeps['follow'] = async (_deploy, { helmEnded }) => {
      await new Promise((resolve) => helmEnded.addEventListener('abort', resolve));
      await new Promise((resolve) => setImmediate(resolve));
      ends.push('followed');
      return nothing;
    };
    const { reporter, ...rest } = deploy();
    const deploying = runDeploy(makeDeps(missing, { follow }), { ...rest, reporter });
    await expect(deploying).rejects.toBe(missing);
    expect(ends).toEqual(['followed']);
    expect(reporter.told.at(-1)).toBe('closed');
  });
});

describe('what is left for the next run', () => {
  const leftOf = async (
    helm: HelmExit,
    more: Partial<DeployDeps>,
    inputs: Partial<Inputs> = {},
  ) => {
    const given: Left[] = [];
    const guard: DeployDeps['guard'] = async () => ({
      ...{ kind: 'clear', deployed: 1, earlier: [] },
      release: async (left) => void given.push(left),
    });
    const { inputs: usual, ...rest } = deploy();
    const changed = { ...rest, inputs: { ...usual, ...inputs } };
    await runDeploy(makeDeps(helm, { guard, ...more }), changed).catch(() => undefined);
    return given;
  };
  const running = makeResult({ verdict: { kind: 'running' } });
  const pending = makeSeen({ release: makeRelease({ status: 'pending-upgrade' }) });
  const error = helmFailed('Error: x');

  it.each<readonly [string, HelmExit, Observation, Left]>([
    ['a good deploy', HELM_GOOD, makeSeen(), 'clean'],
    ['a failed one', error, failed, 'clean'],
    ['one whose hook runs on', error, makeSeen({ hooks: [running] }), 'unfinished'],
    ['one that is not seen', error, nothing, 'clean'],
  ])('of %s: %#', async (_title, helm, seen, left) => {
    expect(await leftOf(helm, { follow: async () => seen })).toEqual([left]);
  });

  it.each<readonly [boolean, Left]>([
    [true, 'clean'],
    [false, 'unfinished'],
  ])('of one that helm left pending, repaired %j', async (isDone, left) => {
    const more = { follow: async () => pending, markFailed: async () => isDone };
    expect(await leftOf(error, more)).toEqual([left]);
  });

  it('of one whose rollback was left pending', async () => {
    const follow: DeployDeps['follow'] = async (_deploy, { isRollback }) =>
      isRollback ? pending : makeSeen({ release: makeRelease({ status: 'failed' }) });
    const more = { follow, markFailed: async () => false };
    expect(await leftOf(error, more, { atomic: true })).toEqual(['unfinished']);
  });

  it('of one whose helm cannot be started', async () => {
    const runHelm: DeployDeps['runHelm'] = async () => {
      throw new ActionError('missing-tool', 'helm cannot be started', '');
    };
    expect(await leftOf(error, { runHelm })).toEqual(['unfinished']);
  });

  it('nothing, where the guard blocks: helm is not started', async () => {
    const runHelm: DeployDeps['runHelm'] = async () => {
      throw new Error('helm was started');
    };
    const blocked = { kind: 'blocked', reason: 'r', advice: 'a', deployed: 1 } as const;
    const deps = makeDeps(HELM_GOOD, { runHelm, guard: async () => blocked });
    const { diagnosis, seen, helm } = await runDeploy(deps, deploy());
    expect(diagnosis).toMatchObject({ outcome: 'blocked', reason: 'r', workloads: 'unchanged' });
    expect({ helm, after: seen.deployedAfter }).toEqual({ helm: undefined, after: 1 });
  });
});

describe('atomic', () => {
  const runs = async (helm: HelmExit, more: Partial<DeployDeps>, atomic = true) => {
    const commands: string[] = [];
    const { inputs, ...rest } = deploy();
    const runHelm: DeployDeps['runHelm'] = async ({ args }) => {
      commands.push(args.join(' '));
      return args[0] === 'rollback' ? HELM_GOOD : helm;
    };
    const deps = makeDeps(helm, { runHelm, ...more });
    const { diagnosis } = await runDeploy(deps, { ...rest, inputs: { ...inputs, atomic } });
    return { commands, diagnosis };
  };
  const broken = makeSeen({ release: makeRelease({ status: 'failed' }) });
  const follow: DeployDeps['follow'] = async (_deploy, { isRollback }) =>
    isRollback ? makeSeen({ release: makeRelease({ revision: 3 }), deployedAfter: 3 }) : broken;
  const error = helmFailed('Error: x');

  it('rolls back to what was deployed before', async () => {
    const { commands, diagnosis } = await runs(error, { follow });
    expect(commands).toEqual(['', 'rollback app 1']);
    expect(diagnosis).toMatchObject({ workloads: 'rolled-back' });
  });

  it.each<readonly [string, HelmExit, Partial<DeployDeps>, boolean]>([
    ['it is not asked for', error, { follow }, false],
    ['the deploy is good', HELM_GOOD, { follow: async () => makeSeen() }, true],
    [
      'nothing was deployed before',
      error,
      { follow: async () => ({ ...broken, deployedBefore: undefined }) },
      true,
    ],
    ['nothing was begun', error, { follow: async () => ({ ...broken, release: undefined }) }, true],
  ])('does nothing where %s', async (_title, helm, more, atomic) => {
    const { commands, diagnosis } = await runs(helm, more, atomic);
    expect(commands).toEqual(['']);
    expect(diagnosis.advice).not.toContain('rollback app 1');
  });

  it.each<readonly [string, Partial<DeployDeps>]>([
    [
      'a hook runs',
      {
        follow: async () => ({ ...broken, hooks: [makeResult({ verdict: { kind: 'running' } })] }),
      },
    ],
    [
      'the release is pending',
      {
        follow: async () => makeSeen({ release: makeRelease({ status: 'pending-upgrade' }) }),
        markFailed: async () => false,
      },
    ],
    ['it was cancelled', { follow, cancelled: AbortSignal.abort() }],
  ])('prints the command where %s', async (_title, more) => {
    const { commands, diagnosis } = await runs(error, more);
    expect(commands).toEqual(['']);
    expect(diagnosis.advice).toMatch(/When its hooks have finished, run: helm rollback app 1$/);
  });
});
