import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import { HELM_MAJORS } from './support/lab.js';
import {
  deployPlainly,
  killDeploy,
  killRollback,
  type Place,
  readAdvice,
  readStatuses,
  runAdvised,
  waitForJob,
} from './support/leftovers.js';
import { config, historyOf, namespacesOf } from './support/small-release.js';
import { killAll, type StepOptions, type StepResult } from './support/step.js';

const RUN = 'https://github.com/example/backend/actions/runs/42';
/** As Helm writes it: a time zone, and fractions or none. */
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;
const SLOW = 'echo begun; sleep 3; echo done';

const namespaces = namespacesOf('e2e-stuck');
const { at } = namespaces;
const hook = (release: string, script: string, events?: string) =>
  jobHook({ name: release, ...(events !== undefined && { events }) }, podSpec([container(script)]));
const deploy = (
  { helm, namespace, release }: Place,
  objects: readonly Manifest[],
  { inputs, ...options }: Partial<Pick<StepOptions, 'inputs' | 'env' | 'onLine' | 'leaves'>> = {},
): Promise<StepResult> =>
  deployObjects(helm, objects, {
    inputs: { release, namespace, ...inputs },
    ...options,
  });

beforeAll(namespaces.make);
afterAll(namespaces.remove);

describe('a release that a deploy has left pending', () => {
  it.concurrent.each(HELM_MAJORS)(
    'recover: marks what a killed run of ours has left, when its time is over, Helm %i',
    async (helm) => {
      const place = at(helm, 'ours');
      await deployPlainly(place, [config('ours', '1')]);
      const killed = await deploy(place, [config('ours', '2'), hook('ours', SLOW)], {
        inputs: { timeout: '25s' },
        leaves: 'folder',
        onLine: (text, step) => {
          if (text.endsWith('| begun')) killAll(step);
        },
      });
      expect(killed).toExitWith(null);
      await waitForJob(place, 'ours');
      expect(await historyOf(place)).toEqual(['deployed', 'pending-upgrade']);

      const next = [config('ours', '3'), hook('ours', 'echo next')];
      const held = await deploy(place, next, { inputs: { 'active-hook': 'fail' } });
      expect(held.outputs['outcome']).toBe('blocked');
      expect(held.outputs['reason']).toMatch(
        new RegExp(
          `^Another deploy of this release has been running since ${TIME} \\(${RUN}\\)\\.$`,
        ),
      );
      const failed = await deploy(place, next);
      expect(failed.outputs['outcome']).toBe('blocked');
      expect(failed.outputs['reason']).toMatch(
        new RegExp(
          `^Release "ours" has been pending-upgrade since ${TIME} \\(revision 2, ".+"\\), by ${RUN}\\. Another deploy is running or was stopped before it finished \\(waited .+\\)\\.$`,
        ),
      );
      expect(await historyOf(place)).toEqual(['deployed', 'pending-upgrade']);

      const inputs = { 'pending-release': 'recover' };
      const recovered = await deploy(place, next, { inputs });
      expect(recovered.outputs).toMatchObject({ outcome: 'deployed', revision: '3' });
      expect(recovered.log).toContain(
        `Recovering release ours: ${RUN} left it pending-upgrade and has ended. Marking revision 2 as failed.`,
      );
      expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
      expect(await readStatuses(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
    180_000,
  );

  it.concurrent.each(HELM_MAJORS)(
    'recover: a re-run repairs what its run has left, at the default timeout, Helm %i',
    async (helm) => {
      const place = at(helm, 'rerun');
      await deployPlainly(place, [config('rerun', '1')]);
      const objects = [config('rerun', '2'), hook('rerun', SLOW)];
      const inputs = { 'pending-release': 'recover' };
      await deploy(place, objects, {
        inputs,
        env: { GITHUB_RUN_ATTEMPT: '1' },
        leaves: 'folder',
        onLine: (text, step) => {
          if (text.endsWith('| begun')) killAll(step);
        },
      });
      await waitForJob(place, 'rerun');
      expect(await historyOf(place)).toEqual(['deployed', 'pending-upgrade']);
      // It waits until the Lease is not renewed any more: a runner that GitHub has lost may still run helm.
      const again = await deploy(place, objects, { inputs, env: { GITHUB_RUN_ATTEMPT: '2' } });
      expect(again.outputs).toMatchObject({ outcome: 'deployed', revision: '3' });
      expect(again.log).toContain(
        `Recovering release rerun: ${RUN} left it pending-upgrade and has ended. Marking revision 2 as failed.`,
      );
      expect(await readStatuses(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'pending-install: the command that is printed repairs it, Helm %i',
    async (helm) => {
      const place = at(helm, 'install');
      await killDeploy(place, [hook('install', SLOW)], 'install');
      const advice = await expectBlocked(place, { status: 'pending-install', revision: 1 });
      await runAdvised(place, advice);
      expect(await historyOf(place)).toEqual(['failed']);
      expect(await readStatuses(place)).toEqual(['failed']);
      const again = await deploy(place, [hook('install', 'echo again')]);
      expect(again.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
      expect(again.log).toMatch(/\/main \| again$/m);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'pending-rollback: the command that is printed repairs it, Helm %i',
    async (helm) => {
      const place = at(helm, 'rollback');
      const back = hook('rollback', SLOW, 'pre-rollback');
      for (const value of ['1', '2']) await deployPlainly(place, [config('rollback', value), back]);
      await killRollback(place, 1, 'rollback');
      const advice = await expectBlocked(place, { status: 'pending-rollback', revision: 3 });
      await runAdvised(place, advice);
      expect(await historyOf(place)).toEqual(['superseded', 'deployed', 'failed']);
      expect(await readStatuses(place)).toEqual(['superseded', 'deployed', 'failed']);
      const again = await deploy(place, [config('rollback', '3'), back]);
      expect(again.outputs).toMatchObject({ outcome: 'deployed', revision: '4' });
      expect((await historyOf(place)).slice(1)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'pending-upgrade: recover without a Lease does as fail; wait ends in time, or when it is repaired, Helm %i',
    async (helm) => {
      const place = at(helm, 'upgrade');
      await deployPlainly(place, [config('upgrade', '1')]);
      await killDeploy(place, [config('upgrade', '2'), hook('upgrade', SLOW)], 'upgrade');
      const advice = await expectBlocked(place, { status: 'pending-upgrade', revision: 2 });
      const next = [config('upgrade', '3'), hook('upgrade', 'echo next')];

      const unsure = await deploy(place, next, { inputs: { 'pending-release': 'recover' } });
      expect(unsure.outputs['outcome']).toBe('blocked');
      expect(unsure.outputs['reason']).toMatch(
        / It was not recovered: no Lease shows which run left it\.$/,
      );
      const wait = { 'pending-release': 'wait', 'active-hook-timeout': '4s' };
      const waited = await deploy(place, next, { inputs: wait });
      expect(waited.outputs['outcome']).toBe('blocked');
      expect(waited.outputs['reason']).toMatch(/ \(waited [\d.]+ s\)\.$/);
      expect(await historyOf(place)).toEqual(['deployed', 'pending-upgrade']);

      const repairs: Promise<void>[] = [];
      const deployed = await deploy(place, next, {
        inputs: { 'pending-release': 'wait' },
        onLine: (text) => {
          if (text.startsWith('Waiting for release upgrade, which has been pending-upgrade since '))
            repairs.push(runAdvised(place, advice));
        },
      });
      await Promise.all(repairs);
      expect(repairs).toHaveLength(1);
      expect(deployed.outputs).toMatchObject({ outcome: 'deployed', revision: '3' });
      expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
      expect(await readStatuses(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );
});

/** The deploy is blocked by default, says since when it is pending, and changes nothing; returns the advice. */
async function expectBlocked(
  place: Place,
  { status, revision }: { readonly status: string; readonly revision: number },
): Promise<string> {
  const before = await historyOf(place);
  expect(before.at(-1)).toBe(status);
  const blocked = await deploy(place, [config(place.release, 'next')]);
  expect(blocked).toExitWith(1);
  expect(blocked.outputs).toMatchObject({ outcome: 'blocked', workloads: 'unchanged' });
  expect(blocked.outputs['reason']).toMatch(
    new RegExp(
      `^Release "${place.release}" has been ${status} since ${TIME} \\(revision ${String(revision)}, ".+"\\)\\. Another deploy is running or was stopped before it finished\\.$`,
    ),
  );
  expect(await historyOf(place)).toEqual(before);
  const advice = readAdvice(blocked);
  expect(advice).toMatch(
    /^If that deploy is still running, wait for it to finish\. If it was stopped, set "pending-release: recover" .*, run:\nprintf /,
  );
  return advice;
}
