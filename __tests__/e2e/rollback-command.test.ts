import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployObjects, type Manifest } from './support/hooks.js';
import { HELM_MAJORS } from './support/lab.js';
import { killDeploy, type Place, readAdvice } from './support/leftovers.js';
import { config, eventHook, historyOf, namespacesOf, readValue } from './support/small-release.js';
import { runStep, type StepOptions, type StepResult } from './support/step.js';

const namespaces = namespacesOf('e2e-rollback');
const { at } = namespaces;
const deploy = (
  { helm, namespace, release }: Place,
  objects: readonly Manifest[],
  options: Pick<StepOptions, 'onLine'> = {},
): Promise<StepResult> =>
  deployObjects(helm, objects, {
    inputs: { release, namespace, timeout: '60s' },
    ...options,
  });
const rollBack = (
  { helm, namespace, release }: Place,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> =>
  runStep({ helm, inputs: { command: 'rollback', release, namespace, timeout: '60s', ...inputs } });

beforeAll(namespaces.make);
afterAll(namespaces.remove);

describe.each(HELM_MAJORS)('a rollback, Helm %i', (helm) => {
  it.concurrent(`takes a good release back, with the hooks of the rollback, ${helm}`, async () => {
    const place = at(helm, 'good');
    const hooks = [eventHook(place, 'pre-rollback', 'echo going back')];
    await deploy(place, [...hooks, config(place.release, '1')]);
    await deploy(place, [...hooks, config(place.release, '2')]);
    const result = await rollBack(place);
    expect(result).toExitWith(0);
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'deployed', cause: '', workloads: 'rolled-back' },
      ...{ revision: '3', 'deployed-revision': '3' },
      reason: `good revision 3 is deployed in namespace ${place.namespace}, rolled back to revision 1.`,
    });
    expect(result.log).toMatch(/^Rolling back to revision 1$[\s\S]*\/main \| going back$/m);
    expect(result.log).toMatch(/^::notice .*The database was not rolled back/m);
    expect(result.summary).toContain('✅ Rolled back');
    expect([await historyOf(place), await readValue(place)]).toEqual([
      ['superseded', 'superseded', 'deployed'],
      '1',
    ]);
  });

  it.concurrent(`fails with the hook's own reason, ${helm}`, async () => {
    const place = at(helm, 'bad-hook');
    const hooks = [eventHook(place, 'pre-rollback', 'echo cannot go back; exit 3')];
    await deploy(place, [...hooks, config(place.release, '1')]);
    await deploy(place, [...hooks, config(place.release, '2')]);
    const result = await rollBack(place, { revision: '1' });
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({
      ...{ outcome: 'hook-failed', cause: 'hook-exit', workloads: 'unchanged', 'exit-code': '3' },
    });
    expect(result.outputs['reason']).toContain('ended with exit code 3: cannot go back');
    expect(await readValue(place)).toBe('2');
  });

  it.concurrent(`starts nothing for a revision that is gone, ${helm}`, async () => {
    const place = at(helm, 'gone');
    await deploy(place, [config(place.release, '1')]);
    const gone = await rollBack(place, { revision: '7' });
    expect(gone).toExitWith(1);
    expect(gone.outputs).toMatchObject({
      ...{ outcome: 'deploy-failed', cause: 'input', workloads: 'unchanged' },
      reason:
        'Input "revision": expected a revision of release "gone" that Helm keeps (1 deployed), got 7.',
    });
    const none = await rollBack(place);
    expect(none.outputs['reason']).toBe(
      'No earlier revision of release "gone" was deployed (kept: 1 deployed), so there is nothing to roll back to.',
    );
    expect(await historyOf(place)).toEqual(['deployed']);
  });

  it.concurrent(`waits for a hook that runs, and then rolls back, ${helm}`, async () => {
    const place = at(helm, 'hook-runs');
    const slow = eventHook(place, 'pre-upgrade', 'echo begun; sleep 12; echo migrated');
    await deploy(place, [slow, config(place.release, '1')]);
    await deploy(place, [config(place.release, '2')]);
    const begun = Promise.withResolvers<undefined>();
    const onLine = (text: string) => {
      if (text.endsWith('| begun')) begun.resolve(undefined);
    };
    const deploying = deploy(place, [slow, config(place.release, '3')], { onLine });
    await begun.promise;
    const [deployed, back] = await Promise.all([deploying, rollBack(place)]);
    expect(deployed).toExitWith(0);
    expect(back).toExitWith(0);
    expect(back.log).toContain('Another deploy of this release has been running since');
    expect(back.outputs['reason']).toContain('rolled back to revision 2');
  });

  it.concurrent(`leaves a release that is pending as it is, ${helm}`, async () => {
    const place = at(helm, 'pending');
    const slow = eventHook(place, 'pre-upgrade', 'sleep 3');
    await deploy(place, [config(place.release, '1')]);
    await deploy(place, [config(place.release, '2')]);
    await killDeploy(place, [slow, config(place.release, '3')], 'pending-pre-upgrade');
    const result = await rollBack(place);
    expect(result).toExitWith(1);
    expect(result.outputs).toMatchObject({ outcome: 'blocked', workloads: 'unchanged' });
    expect(readAdvice(result)).toMatch(/kubectl/);
    expect(await historyOf(place)).toEqual(['superseded', 'deployed', 'pending-upgrade']);
  });
});
