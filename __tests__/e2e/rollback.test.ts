import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, type Manifest } from './support/hooks.js';
import { HELM_MAJORS } from './support/lab.js';
import { type Place, readAdvice, runAdvised, waitForJob } from './support/leftovers.js';
import { config, eventHook, historyOf, namespacesOf, readValue } from './support/small-release.js';
import type { StepOptions, StepResult } from './support/step.js';

const NO_REGISTRY = 'helm-migrate.invalid/no-such-image:1';

const namespaces = namespacesOf('e2e-back');
const { at } = namespaces;
/** A Deployment of one Pod, which is ready when its image is there. */
const workload = ({ release }: Place, more: Manifest = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: release },
  spec: {
    selector: { matchLabels: { app: release } },
    template: {
      metadata: { labels: { app: release } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [container('exec sleep infinity', more)],
      },
    },
  },
});
const deploy = (
  { helm, namespace, release }: Place,
  objects: readonly Manifest[],
  { inputs, onLine }: Partial<Pick<StepOptions, 'inputs' | 'onLine'>> = {},
): Promise<StepResult> =>
  deployObjects(helm, objects, {
    inputs: { release, namespace, atomic: 'true', timeout: '20s', ...inputs },
    ...(onLine !== undefined && { onLine }),
  });
const deployFirst = async (place: Place, objects: readonly Manifest[]) => {
  const first = await deploy(place, objects, { inputs: { timeout: '60s' } });
  expect(first.outputs).toMatchObject({ outcome: 'deployed', revision: '1' });
};

beforeAll(namespaces.make);
afterAll(namespaces.remove);

describe('atomic', () => {
  it.concurrent.each(HELM_MAJORS)(
    'an image that cannot be pulled: rolled back, with the hooks of the rollback, Helm %i',
    async (helm) => {
      const place = at(helm, 'image');
      const hooks = [
        eventHook(place, 'pre-upgrade', 'echo migrated'),
        eventHook(place, 'pre-rollback', 'echo going back'),
      ];
      await deployFirst(place, [...hooks, workload(place)]);
      const bad = workload(place, { image: NO_REGISTRY });
      const result = await deploy(place, [...hooks, bad], { inputs: { timeout: '30s' } });
      expect(result).toExitWith(1);
      expect(result.outputs).toMatchObject({
        outcome: 'rollout-failed',
        workloads: 'rolled-back',
        revision: '2',
        'deployed-revision': '3',
      });
      expect(result.outputs['reason']).toMatch(
        /^Deployment \S+\/image is not ready \(0 of 1\): (?:ErrImagePull|ImagePullBackOff): .+ \(rolled back to revision 1\)$/,
      );
      expect(result.log).toMatch(
        /\/main \| migrated$[\s\S]*^Rolling back to revision 1$[\s\S]*\/main \| going back$/m,
      );
      expect(result.outputs['hooks']).toMatch(/"pre-upgrade".+"pre-rollback"/);
      expect(readAdvice(result)).toMatch(
        /^The registry's host name does not exist\. .*What the hooks changed is not undone: the running version must work with it\./,
      );
      expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'a post hook that fails: rolled back, and its exit code stays the reason, Helm %i',
    async (helm) => {
      const place = at(helm, 'post');
      const objects = (value: string, script: string) => [
        config(place.release, value),
        eventHook(place, 'post-upgrade', script),
      ];
      await deployFirst(place, objects('1', 'true'));
      const result = await deploy(place, objects('2', 'echo no; exit 4'));
      expect(result.outputs).toMatchObject({
        outcome: 'hook-failed',
        workloads: 'rolled-back',
        'exit-code': '4',
      });
      expect(result.outputs['reason']).toBe(
        `Job ${place.namespace}/post-post-upgrade failed: container "main" ended with exit code 4; last line of its log: "no" (rolled back to revision 1)`,
      );
      expect(await readValue(place)).toBe('1');
      expect(readAdvice(result)).not.toMatch(/already runs/);
      expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'a post hook that fails without atomic: the new version runs, and the printed command goes back, Helm %i',
    async (helm) => {
      const place = at(helm, 'back');
      const objects = (value: string, script: string) => [
        config(place.release, value),
        eventHook(place, 'post-upgrade', script),
      ];
      await deployFirst(place, objects('1', 'true'));
      const inputs = { atomic: 'false' };
      const result = await deploy(place, objects('2', 'echo no; exit 4'), { inputs });
      expect(result.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'changed' });
      const advice = readAdvice(result);
      expect(advice).toMatch(
        /^The new version already runs: helm applied it before its post-upgrade hooks\. .+ To go back to revision 1, run: helm rollback .+ back 1$/,
      );
      expect(await readValue(place)).toBe('2');
      await runAdvised(place, advice);
      expect(await readValue(place)).toBe('1');
      expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)('a rollback that fails, too, says why, Helm %i', async (helm) => {
    const place = at(helm, 'twice');
    const objects = [
      eventHook(place, 'post-upgrade', 'exit 4'),
      eventHook(place, 'pre-rollback', 'exit 5'),
    ];
    await deployFirst(place, objects);
    const result = await deploy(place, objects);
    expect(result.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'changed' });
    expect(result.outputs['reason']).toMatch(
      / \(and the rollback to revision 1 failed: Job twice-pre-rollback failed\)$/,
    );
    expect((await historyOf(place)).slice(1)).toEqual(['failed', 'failed']);
  });

  it.concurrent.each(HELM_MAJORS)(
    'a first install that fails stays, with its evidence, Helm %i',
    async (helm) => {
      const place = at(helm, 'first');
      const result = await deploy(place, [eventHook(place, 'post-install', 'exit 4')]);
      expect(result.outputs).toMatchObject({ outcome: 'hook-failed', workloads: 'changed' });
      expect(result.outputs['reason']).toBe(
        `Job ${place.namespace}/first-post-install failed: container "main" ended with exit code 4`,
      );
      expect(result.log).not.toContain('Rolling back');
      expect(await historyOf(place)).toEqual(['failed']);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'none after a cancel: the command that is printed does it later, Helm %i',
    async (helm) => {
      const place = at(helm, 'cancelled');
      const objects = (value: string) => [
        config(place.release, value),
        eventHook(place, 'post-upgrade', 'echo begun; sleep 8'),
      ];
      await deployFirst(place, objects('1'));
      const result = await deploy(place, objects('2'), {
        onLine: (text, step) => {
          if (text.endsWith('| begun')) step.kill('SIGINT');
        },
      });
      expect(result.outputs).toMatchObject({ outcome: 'cancelled', workloads: 'changed' });
      expect(result.log).not.toContain('Rolling back');
      const job = 'cancelled-post-upgrade';
      await expectRolledBackByHand(place, { result, job });
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'none while a hook runs on: the command that is printed does it later, Helm %i',
    async (helm) => {
      const place = at(helm, 'running');
      const objects = (value: string) => [
        config(place.release, value),
        eventHook(place, 'post-upgrade', 'echo begun; sleep 30'),
      ];
      await deployFirst(place, objects('1'));
      const result = await deploy(place, objects('2'), {
        inputs: { timeout: '20s', 'active-hook-timeout': '1s' },
      });
      expect(result.outputs).toMatchObject({ outcome: 'hook-running', workloads: 'changed' });
      expect(result.log).not.toContain('Rolling back');
      await expectRolledBackByHand(place, { result, job: 'running-post-upgrade' });
    },
  );
});

/** Nothing was rolled back; the hook ends well, and then the printed command takes the release back. */
async function expectRolledBackByHand(
  place: Place,
  { result, job }: { readonly result: StepResult; readonly job: string },
): Promise<void> {
  const { namespace, release } = place;
  const advice = readAdvice(result);
  expect(advice).toMatch(
    new RegExp(
      ` It was not rolled back to revision 1\\. When its hooks have finished, run: helm rollback --namespace=${namespace} --wait --timeout=\\d+s ${release} 1$`,
    ),
  );
  expect(await historyOf(place)).toEqual(['deployed', 'failed']);
  expect(await readValue(place)).toBe('2');
  await waitForJob(place, job);
  await runAdvised(place, advice);
  expect(await historyOf(place)).toEqual(['superseded', 'failed', 'deployed']);
  expect(await readValue(place)).toBe('1');
}
