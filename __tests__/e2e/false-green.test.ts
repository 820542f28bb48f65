import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { container, deployObjects, jobHook, type Manifest, podSpec } from './support/hooks.js';
import {
  HELM_MAJORS,
  type HelmMajor,
  makeNamespace,
  readHistory,
  removeNamespace,
} from './support/lab.js';
import { type Place, readAdvice, runAdvised } from './support/leftovers.js';
import type { StepResult } from './support/step.js';

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' } };

const namespaceOf = (helm: HelmMajor) => `e2e-green-${String(helm)}`;
const at = (helm: HelmMajor, release: string): Place => ({
  helm,
  namespace: namespaceOf(helm),
  release,
});
const hook = (release: string, script: string, events = 'pre-install,pre-upgrade') =>
  jobHook({ name: release, events }, podSpec([container(script)]));
const deploy = (
  { helm, namespace, release }: Place,
  objects: readonly Manifest[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepResult> =>
  deployObjects(helm, objects, { inputs: { release, namespace, ...inputs } });

beforeAll(async () => {
  await Promise.all(HELM_MAJORS.map((helm) => makeNamespace(namespaceOf(helm))));
});
afterAll(async () => {
  for (const helm of HELM_MAJORS) await removeNamespace(namespaceOf(helm));
});

describe('never green without having migrated', () => {
  it.concurrent.each(HELM_MAJORS)(
    'a hook of the first install alone that failed, Helm %i',
    async (helm) => {
      const place = at(helm, 'green');
      const { namespace, release } = place;
      const install = (script: string) => hook(release, script, 'pre-install');
      const first = await deploy(place, [install('exit 3')]);
      expect(first.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '3' });

      const blocked = await deploy(place, [install('echo migrated')]);
      expect(blocked.outputs).toMatchObject({ outcome: 'blocked', workloads: 'unchanged' });
      expect(blocked.outputs['reason']).toBe(
        `The first install of release "green" failed and Job ${namespace}/green never succeeded. The next deploy is an upgrade, which does not run pre-install hooks, so nothing would be migrated.`,
      );
      const advice = readAdvice(blocked);
      expect(advice).toBe(
        `Add the upgrade event to the hook (helm.sh/hook: pre-install,pre-upgrade). No revision of this release was ever deployed, so uninstall the release and redeploy:\nhelm uninstall green --namespace ${namespace}`,
      );
      expect(await readHistory(namespace, release)).toEqual(['failed']);

      await runAdvised(place, advice);
      const again = await deploy(place, [install('echo migrated')]);
      expect(again.outputs).toMatchObject({ outcome: 'deployed', revision: '1' });
      expect(again.log).toMatch(/\/main \| migrated$/m);
    },
  );

  it.concurrent.each(HELM_MAJORS)(
    'a hook after the first install alone that failed, Helm %i',
    async (helm) => {
      const place = at(helm, 'after');
      const { namespace, release } = place;
      const after = (script: string) => hook(release, script, 'post-install');
      const first = await deploy(place, [after('exit 3')]);
      expect(first.outputs).toMatchObject({ outcome: 'hook-failed', 'exit-code': '3' });

      const strict = await deploy(place, [after('true')], { 'require-hook': 'true' });
      expect(strict.outputs).toMatchObject({ outcome: 'blocked' });

      const lax = await deploy(place, [after('true')]);
      expect(lax.outputs).toMatchObject({ outcome: 'deployed', revision: '2' });
      expect(lax.log).toMatch(
        new RegExp(
          `^::warning title=[^:]*::Job ${namespace}/after did not succeed in the first install, and this deploy is an upgrade, which does not run post-install hooks\\.`,
          'm',
        ),
      );
      const next = await deploy(place, [after('true')]);
      expect(next.log).not.toContain('::warning');
    },
  );

  it.concurrent.each(HELM_MAJORS)('no hook where one is required, Helm %i', async (helm) => {
    const place = at(helm, 'required');
    const { namespace, release } = place;
    const strict = await deploy(place, [CONFIG], { 'require-hook': 'true' });
    expect(strict).toExitWith(1);
    expect(strict.outputs).toMatchObject({ outcome: 'deploy-failed', 'helm-exit-code': '0' });
    expect(strict.outputs['reason']).toBe(
      'required revision 1 is deployed, but no Job or Pod hook was seen to run, and "require-hook" is true.',
    );
    expect(readAdvice(strict)).toBe(
      'Check that the chart has a hook for pre-install or post-install (helm.sh/hook: pre-install,pre-upgrade), and that the values do not disable it.',
    );
    expect(await readHistory(namespace, release)).toEqual(['deployed']);

    const lax = await deploy(place, [CONFIG]);
    expect(lax).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', revision: '2' } });
    // The chart has no hook: nothing is missing.
    expect(lax.log).not.toContain('::notice');

    const good = await deploy(place, [CONFIG, hook(release, 'true')], { 'require-hook': 'true' });
    expect(good).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', revision: '3' } });
    expect(good.log).not.toContain('::notice');
  });
});
